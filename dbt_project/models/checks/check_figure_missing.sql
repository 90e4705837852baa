{#
  A row is there and a figure that an indicator needs is blank. So it is when the row was turned away at the door for
  something that is no rule of its own here (a date that is none): else nobody would report the hamlet.
#}
{% set others = catalogue_sources() | rejectattr('by_hamlet') | selectattr('needed') | list %}
with

figures as (
    select * from {{ ref('int_check_figure') }} where is_needed and source in {{ check_sources('figure_missing') }}
),

empties as (
    select * from {{ ref('check_report_empty') }} where outcome = 'fail'
),

known_rules as (
    select * from {{ ref('seed_check') }}
),

verdicts as (
    select * from {{ ref('int_row_verdict') }} where is_current and row_status = 'accepted'
),

{% for source in others %}
{{ source.source }}_rows as (
    select * from {{ ref('stg_' ~ source.source) }}
),

{% endfor %}
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
),

other_cells as (
    {% for source in others %}
    {% set outer_last = loop.last %}
    {% for figure in source.needed %}
    select
        verdicts.commune_code,
        verdicts.source,
        verdicts.finding_period,
        verdicts.finding_hamlet,
        '{{ source.source }}__{{ figure }}' as figure,
        {{ source.source }}_rows.{{ figure }} as amount,
        verdicts.file_sha256,
        verdicts.sheet,
        verdicts.row_number,
        verdicts.row_id
    from verdicts
    inner join {{ source.source }}_rows
        on verdicts.commune_code = {{ source.source }}_rows.commune_code and verdicts.row_id = {{ source.source }}_rows.row_id
    {% if not (outer_last and loop.last) %}union all{% endif %}
    {% endfor %}
    {% endfor %}
),

others as (
    select
        commune_code,
        source,
        finding_period,
        finding_hamlet,
        figure,
        sum(case when amount is null then 1 else 0 end) as blanks,
        min(case when amount is null then file_sha256 end) as file_sha256,
        min(case when amount is null then sheet end) as sheet,
        min(case when amount is null then row_number end) as row_number,
        min(case when amount is null then row_id end) as row_id
    from other_cells
    group by commune_code, source, finding_period, finding_hamlet, figure
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
    others.commune_code,
    'figure_missing' as rule,
    others.source,
    others.finding_period as period,
    others.finding_hamlet as hamlet,
    others.figure as key,
    {{ outcome_of('others.blanks > 0') }} as outcome,
    '' as reason,
    {{ severity('figure_missing') }} as severity,
    'để trống ở ' || cast(others.blanks as varchar) || ' dòng' as observed,
    'một số' as expected,
    others.figure,
    others.file_sha256,
    others.sheet,
    others.row_number,
    others.row_id
from others
