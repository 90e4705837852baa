{{ config(materialized='ephemeral') }}
{#
  What stands several times in one file of the tables that are not by hamlet: a school, a field of service, an office. With the same figures it
  counts once (the first occurrence); with different ones nobody can say which row is right, or whether they are parts of one.
  Names are the same whatever their case and the spaces around them; a school of two levels has a row for each, so every text of a row tells.
#}
{% set tables = catalogue_sources() | selectattr('by_row') | list %}
with

placed as (
    select * from {{ ref('int_row_placed') }}
    where row_kind = 'data' and rejected_by is null and {{ touched('period') }}
),

{% for source in tables %}
{{ source.source }}_rows as (
    select * from {{ ref('stg_' ~ source.source) }}
),

{% endfor %}
written as (
    {% for source in tables %}
    {% set rows = source.source ~ '_rows' %}
    {% set figures = [] %}
    {% for figure in source.figures %}{% do figures.append(rows ~ '.' ~ figure) %}{% endfor %}
    {% set words = source.key + source.compared | reject('in', source.figures) | list %}
    select
        placed.commune_code,
        placed.row_id,
        placed.file_sha256,
        placed.sheet,
        placed.row_number,
        trim({{ joined_parts(rows, source.key) }}) as row_name,
        lower(trim({{ joined_parts(rows, words) }})) as row_key,
        {{ stable_key(figures) }} as figures
    from placed
    inner join {{ rows }} on placed.commune_code = {{ rows }}.commune_code and placed.row_id = {{ rows }}.row_id
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
)

select
    commune_code,
    row_id,
    row_name,
    row_key,
    count(*) over (partition by commune_code, file_sha256, row_key) as rows_there,
    row_number() over (
        partition by commune_code, file_sha256, row_key, figures
        order by sheet, row_number, row_id
    ) as occurrence,
    min(figures) over (partition by commune_code, file_sha256, row_key)
    <> max(figures) over (partition by commune_code, file_sha256, row_key) as is_conflicting
from written
