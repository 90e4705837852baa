{#
  The stated total of a table against the sum of its rows as written, turned away or not. Words count nothing, as in a
  spreadsheet; a number that is no count (-3; 1,5) may have been added by it.
#}
{% set counted = catalogue_sources() | selectattr('figures') | rejectattr('form') | list %}
with

verdicts as (
    select * from {{ ref('int_row_verdict') }} where is_current and source in {{ check_sources('total_mismatch') }}
),

fields as (
    select * from {{ ref('seed_figure') }}
),

{% for source in counted %}
{{ source.source }}_rows as (
    select * from {{ ref('stg_' ~ source.source) }}
),

{% endfor %}
cells as (
    {% for source in counted %}
    {% set outer_last = loop.last %}
    {% for figure in source.figures %}
    select
        verdicts.commune_code,
        verdicts.source,
        verdicts.finding_period,
        case when verdicts.source = 'visit_log' then verdicts.finding_hamlet else '' end as hamlet,
        verdicts.file_sha256,
        verdicts.sheet,
        verdicts.row_status,
        verdicts.row_number,
        verdicts.row_id,
        '{{ source.source }}__{{ figure }}' as figure,
        {{ source.source }}_rows.{{ figure }} as amount,
        case when verdicts.door_field = '{{ figure }}' then {{ safe_number('verdicts.door_text') }} end as written
    from verdicts
    inner join {{ source.source }}_rows
        on verdicts.commune_code = {{ source.source }}_rows.commune_code and verdicts.row_id = {{ source.source }}_rows.row_id
    {% if not (outer_last and loop.last) %}union all{% endif %}
    {% endfor %}
    {% endfor %}
),

sums as (
    select
        commune_code,
        source,
        finding_period,
        hamlet,
        file_sha256,
        sheet,
        figure,
        max(case when row_status = 'set_aside' then row_number end) as row_number,
        max(case when row_status = 'set_aside' then row_id end) as row_id,
        max(case when row_status = 'set_aside' then amount end) as stated,
        coalesce(sum(case when row_status <> 'set_aside' then amount end), 0) as summed,
        coalesce(sum(case when row_status <> 'set_aside' then coalesce(amount, written) end), 0) as summed_as_written
    from cells
    group by commune_code, source, finding_period, hamlet, file_sha256, sheet, figure
),

tables as (
    select
        sums.commune_code,
        sums.source,
        sums.finding_period,
        sums.hamlet,
        sums.file_sha256,
        sums.sheet,
        max(sums.row_number) as row_number,
        max(sums.row_id) as row_id,
        count(sums.stated) as totals_stated,
        count(case when sums.stated not in (sums.summed, sums.summed_as_written) then 1 end) as totals_wrong,
        {{ joined_names(
            "case when sums.stated not in (sums.summed, sums.summed_as_written)"
            ~ " then fields.title_vi || ' ' || cast(sums.stated as varchar) end", 'sums.figure'
        ) }} as observed,
        {{ joined_names(
            "case when sums.stated not in (sums.summed, sums.summed_as_written)"
            ~ " then cast(cast(sums.summed as bigint) as varchar) end", 'sums.figure'
        ) }} as expected
    from sums
    inner join fields on sums.figure = fields.figure
    group by sums.commune_code, sums.source, sums.finding_period, sums.hamlet, sums.file_sha256, sums.sheet
)

select
    tables.commune_code,
    'total_mismatch' as rule,
    tables.source,
    tables.finding_period as period,
    tables.hamlet,
    tables.sheet || '|' || substr(tables.file_sha256, 1, 12) as key,
    {{ outcome_of(
        'tables.totals_wrong > 0',
        "case when tables.totals_stated = 0 then 'no_total' else '' end"
    ) }} as outcome,
    case when tables.totals_stated = 0 then 'no_total' else '' end as reason,
    {{ severity('total_mismatch') }} as severity,
    tables.observed,
    tables.expected,
    '' as figure,
    tables.file_sha256,
    tables.sheet,
    tables.row_number,
    tables.row_id
from tables
