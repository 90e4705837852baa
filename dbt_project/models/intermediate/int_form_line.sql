{{ config(materialized='ephemeral') }}
{#
  On which line of a form each of its figures stands. The form as a whole is one row here, and its number is its first line's: a finding about
  a figure, blank or no number, is shown where the figure is asked for.
#}
{% set forms = catalogue_sources() | selectattr('form') | list %}
with

{% for source in forms %}
{{ source.source }}_rows as (
    select * from {{ ref('stg_' ~ source.source) }}
){% if not loop.last %},{% endif %}

{% endfor %}
{% for source in forms %}
{% set outer_last = loop.last %}
{% for figure in source.figures %}
select
    commune_code,
    row_id,
    '{{ source.source }}__{{ figure }}' as figure,
    {{ figure }}_row as row_number
from {{ source.source }}_rows
where {{ figure }}_row is not null
{% if not (outer_last and loop.last) %}union all{% endif %}
{% endfor %}
{% endfor %}
