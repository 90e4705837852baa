{#
  The stated total of a table against the sum of its rows as written, turned away or not. Words count nothing, as in a
  spreadsheet; a number that is no count (-3; 1,5) may have been added by it.
#}
{% set hamlet_of_file = "case when verdicts.source = 'visit_log' then verdicts.finding_hamlet else '' end" %}
with

verdicts as (
    select * from {{ ref('int_row_verdict') }}
    where is_current and source in {{ check_sources('total_mismatch') }} and {{ touched('finding_period') }}
),

{# Only tables that state a total are added up. #}
stated as (
    select distinct
        commune_code,
        file_sha256,
        sheet
    from verdicts
    where row_status = 'set_aside'
),

untotalled as (
    select distinct
        verdicts.commune_code,
        verdicts.source,
        verdicts.finding_period,
        {{ hamlet_of_file }} as hamlet,
        verdicts.file_sha256
    from verdicts
    left join stated on verdicts.commune_code = stated.commune_code and verdicts.file_sha256 = stated.file_sha256
    where stated.file_sha256 is null
),

fields as (
    select * from {{ ref('seed_figure') }}
),

cells as (
    select * from {{ ref('int_cell') }}
),

sums as (
    select
        cells.commune_code,
        cells.file_sha256,
        cells.sheet,
        fields.figure,
        fields.title_vi,
        max(case when cells.row_kind = 'total' then cells.row_id end) as row_id,
        max(case when cells.row_kind = 'total' then cells.amount end) as stated,
        coalesce(sum(case when cells.row_kind = 'data' then cells.amount end), 0) as summed,
        coalesce(
            round(
                sum(
                    case
                        when cells.row_kind = 'data' and cells.amount is null and cells.door_field = cells.field
                            then {{ safe_number('cells.door_text') }}
                        when cells.row_kind = 'data' then cells.amount
                    end
                ), 6 {# fractions add up to a little more or less, in whatever order #}
            ), 0
        ) as summed_as_written
    from cells
    inner join stated
        on
            cells.commune_code = stated.commune_code
            and cells.file_sha256 = stated.file_sha256
            and cells.sheet = stated.sheet
    inner join fields on cells.figure = fields.figure
    group by cells.commune_code, cells.file_sha256, cells.sheet, fields.figure, fields.title_vi
),

compared as (
    select
        sums.commune_code,
        sums.row_id,
        count(case when sums.stated not in (sums.summed, sums.summed_as_written) then 1 end) as totals_wrong,
        {% set wrong = 'case when sums.stated not in (sums.summed, sums.summed_as_written) then ' %}
        {{ joined_names(wrong ~ "sums.title_vi || ' ' || cast(sums.stated as varchar) end", 'sums.figure') }}
            as observed,
        {{ joined_names(wrong ~ 'cast(cast(sums.summed as bigint) as varchar) end', 'sums.figure') }}
            as expected
    from sums
    group by sums.commune_code, sums.row_id
)

select
    verdicts.commune_code,
    'total_mismatch' as rule,
    verdicts.source,
    verdicts.finding_period as period,
    {{ hamlet_of_file }} as hamlet,
    verdicts.sheet || '|' || coalesce(cast(extract(year from verdicts.as_of_date) as varchar), '')
    || case when verdicts.source = 'visit_log' then '|' || verdicts.unit else '' end as key,
    {{ outcome_of('compared.totals_wrong > 0') }} as outcome,
    '' as reason,
    {{ severity('total_mismatch') }} as severity,
    compared.observed,
    compared.expected,
    '' as figure,
    verdicts.file_sha256,
    verdicts.sheet,
    verdicts.row_number,
    verdicts.row_id
from compared
inner join verdicts on compared.commune_code = verdicts.commune_code and compared.row_id = verdicts.row_id
union all
select
    untotalled.commune_code,
    'total_mismatch' as rule,
    untotalled.source,
    untotalled.finding_period as period,
    untotalled.hamlet,
    substr(untotalled.file_sha256, 1, 12) as key,
    'not_evaluated' as outcome,
    'no_total' as reason,
    {{ severity('total_mismatch') }} as severity,
    '' as observed,
    '' as expected,
    '' as figure,
    untotalled.file_sha256,
    cast(null as varchar) as sheet,
    cast(null as integer) as row_number,
    cast(null as varchar) as row_id
from untotalled
