{#
  A row is there and a figure that an indicator needs is blank. So it is when the row was turned away at the door for
  something that is no rule of its own here (a date that is none): else nobody would report the hamlet.
#}
with

figures as (
    select * from {{ ref('int_check_figure') }}
    where is_needed and source in {{ check_sources('figure_missing') }} and {{ touched('period') }}
),

empties as (
    select * from {{ ref('check_report_empty') }} where outcome = 'fail'
),

known_rules as (
    select * from {{ ref('seed_check') }}
),

blanks as (
    select * from {{ ref('int_row_blank') }}
),

by_hamlet as (
    select
        figures.commune_code,
        figures.source,
        figures.period,
        figures.is_due,
        figures.hamlet_code,
        figures.figure,
        case
            when figures.reason = 'rejected' and known_rules.rule is null then ''
            when figures.reason = 'figure_missing' and empties.hamlet is not null then 'report_empty'
            when figures.reason = 'figure_missing' then ''
            else figures.reason
        end as reason,
        figures.amount is null as is_missing,
        case when figures.reason = 'rejected' then 'không dùng được, dòng bị từ chối' else 'để trống' end as observed,
        figures.file_sha256,
        figures.sheet,
        figures.row_number,
        figures.row_id
    from figures
    left join known_rules on figures.rejected_by = known_rules.rule
    left join empties
        on
            figures.commune_code = empties.commune_code
            and figures.source = empties.source
            and figures.period = empties.period
            and figures.hamlet_code = empties.hamlet
)

select
    by_hamlet.commune_code,
    'figure_missing' as rule,
    by_hamlet.source,
    by_hamlet.period,
    by_hamlet.hamlet_code as hamlet,
    by_hamlet.figure as key,
    {{ outcome_of('by_hamlet.is_missing', 'by_hamlet.reason', 'by_hamlet.is_due') }} as outcome,
    by_hamlet.reason,
    {{ severity('figure_missing') }} as severity,
    by_hamlet.observed,
    'một số' as expected,
    by_hamlet.figure,
    by_hamlet.file_sha256,
    by_hamlet.sheet,
    by_hamlet.row_number,
    by_hamlet.row_id
from by_hamlet
union all
select
    blanks.commune_code,
    'figure_missing' as rule,
    blanks.source,
    blanks.finding_period as period,
    blanks.finding_hamlet as hamlet,
    blanks.figure as key,
    {{ outcome_of('blanks.cells_blank > 0') }} as outcome,
    '' as reason,
    {{ severity('figure_missing') }} as severity,
    'để trống ở ' || cast(blanks.cells_blank as varchar) || ' dòng' as observed,
    'một số' as expected,
    blanks.figure,
    blanks.file_sha256,
    blanks.sheet,
    blanks.row_number,
    blanks.row_id
from blanks
