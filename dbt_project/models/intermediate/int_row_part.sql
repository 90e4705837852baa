{{ config(materialized='ephemeral') }}
{#
  Part and whole within each row of the tables that are not by hamlet: fields of service, offices, schools.
  What is handled fully or partly online is together no more than what is handled. A row that another one stands for is not asked again.
#}
{% set tables = catalogue_sources() | selectattr('by_row') | list %}
with

verdicts as (
    select * from {{ ref('int_row_verdict') }}
    where is_counted and {{ touched('finding_period') }}
),

{% for source in tables %}
{{ source.source }}_rows as (
    select * from {{ ref('stg_' ~ source.source) }}
){% if not loop.last %},{% endif %}

{% endfor %}
{% for source in tables %}
{% set outer_last = loop.last %}
{% set rows = source.source ~ '_rows' %}
{% for part, whole in source.wholes.items() %}
select
    verdicts.commune_code,
    verdicts.source,
    verdicts.finding_period as period,
    '{{ source.source }}__{{ part }}' as figure,
    {{ rows }}.{{ source.key[0] }} as row_name,
    {{ rows }}.{{ part }}{% if part == 'files_partial' %} + coalesce({{ rows }}.files_full, 0){% endif %} as part,
    {{ rows }}.{{ whole }} as whole,
    case when {{ rows }}.{{ part }} + {{ rows }}.{{ whole }} is null then 'figure_missing' else '' end as reason,
    verdicts.file_sha256,
    verdicts.sheet,
    verdicts.row_number,
    verdicts.row_id
from verdicts
inner join {{ rows }} on verdicts.commune_code = {{ rows }}.commune_code and verdicts.row_id = {{ rows }}.row_id
{% if not (outer_last and loop.last) %}union all{% endif %}
{% endfor %}
{% endfor %}
