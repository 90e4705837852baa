{#
  A part is more than its whole: the registry's denominator, or the count beside it in the same row, whichever is less.
  One wrong answer of the bank survey is turned away alone at the door, and is a warning here.
#}
with

figures as (
    select * from {{ ref('int_check_figure') }} where source in {{ check_sources('part_exceeds_whole') }}
),

indicators as (
    select * from {{ ref('seed_indicator') }}
),

grid as (
    select * from {{ ref('int_check_grid') }} where source = 'bank_survey'
),

verdicts as (
    select * from {{ ref('int_row_verdict') }} where is_current
),

by_row as (
    select * from {{ ref('int_row_part') }}
),

{# Who was surveyed, and what is an indicator's numerator, is measured by the registry too. #}
by_hamlet as (
    select
        figures.commune_code,
        figures.source,
        figures.period,
        figures.is_due,
        figures.hamlet_code,
        figures.figure,
        figures.amount as part,
        least(wholes.amount, {{ registry_figure('indicators.denominator_figure', 'figures') }}) as whole,
        figures.reason,
        figures.file_sha256,
        figures.sheet,
        figures.row_number,
        figures.row_id
    from figures
    left join figures as wholes
        on
            figures.commune_code = wholes.commune_code
            and figures.source = wholes.source
            and figures.period = wholes.period
            and figures.hamlet_code = wholes.hamlet_code
            and figures.whole_field = wholes.field
    left join indicators
        on
            indicators.numerator_figure
            = case when figures.field = 'adults_surveyed' then figures.source else figures.figure end
    where figures.whole_field is not null or indicators.indicator is not null
),

wrong_answers as (
    select
        commune_code,
        finding_period,
        finding_hamlet,
        count(*) as answers,
        min(file_sha256) as file_sha256,
        min(sheet) as sheet,
        min(row_number) as row_number
    from verdicts
    where source = 'bank_survey' and reason = 'part_exceeds_whole'
    group by commune_code, finding_period, finding_hamlet
)

select
    by_hamlet.commune_code,
    'part_exceeds_whole' as rule,
    by_hamlet.source,
    by_hamlet.period,
    by_hamlet.hamlet_code as hamlet,
    by_hamlet.figure as key,
    {{ outcome_of(
        'by_hamlet.part > by_hamlet.whole',
        "case when by_hamlet.reason <> '' then by_hamlet.reason"
        ~ " when by_hamlet.whole is null then 'whole_missing' else '' end",
        'by_hamlet.is_due'
    ) }} as outcome,
    case
        when by_hamlet.reason <> '' then by_hamlet.reason
        when by_hamlet.whole is null then 'whole_missing'
        else ''
    end as reason,
    {{ severity('part_exceeds_whole') }} as severity,
    cast(by_hamlet.part as varchar) as observed,
    'không quá ' || cast(by_hamlet.whole as varchar) as expected,
    by_hamlet.figure,
    by_hamlet.file_sha256,
    by_hamlet.sheet,
    by_hamlet.row_number,
    by_hamlet.row_id
from by_hamlet
union all
select
    by_row.commune_code,
    'part_exceeds_whole' as rule,
    by_row.source,
    by_row.period,
    '' as hamlet,
    by_row.figure || '|' || by_row.row_name || '|' || by_row.row_id as key,
    {{ outcome_of(
        'by_row.part > by_row.whole',
        "case when by_row.part is null or by_row.whole is null then 'figure_missing' else '' end"
    ) }} as outcome,
    case when by_row.part is null or by_row.whole is null then 'figure_missing' else '' end as reason,
    {{ severity('part_exceeds_whole') }} as severity,
    by_row.row_name || ': ' || cast(by_row.part as varchar) as observed,
    'không quá ' || cast(by_row.whole as varchar) as expected,
    by_row.figure,
    by_row.file_sha256,
    by_row.sheet,
    by_row.row_number,
    by_row.row_id
from by_row
union all
select
    grid.commune_code,
    'part_exceeds_whole' as rule,
    grid.source,
    grid.period,
    grid.hamlet_code as hamlet,
    '' as key,
    {{ outcome_of(
        'wrong_answers.answers > 0',
        "case when grid.state in ('absent', 'no_file') then grid.state else '' end",
        'grid.is_due'
    ) }} as outcome,
    case when grid.state in ('absent', 'no_file') then grid.state else '' end as reason,
    {{ severity_low('part_exceeds_whole') }} as severity,
    cast(wrong_answers.answers as varchar) || ' phiếu có số lớn hơn tổng' as observed,
    'không quá số người của phiếu' as expected,
    'bank_survey__people_with_account' as figure,
    wrong_answers.file_sha256,
    wrong_answers.sheet,
    wrong_answers.row_number,
    grid.row_id
from grid
left join wrong_answers
    on
        grid.commune_code = wrong_answers.commune_code
        and grid.period = wrong_answers.finding_period
        and grid.hamlet_code = wrong_answers.finding_hamlet
