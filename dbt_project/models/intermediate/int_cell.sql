{#
  The counts of the rows of every source, one a line, with what tells the row from others of its file (item).
  A source without counts has one line a row, so that rows that came or went can be told.
  Rows that each are an event of a day (visits, answers) are most of a warehouse: of theirs, only what is blank or added up by a total is here.
#}
with

fields as (
    select * from {{ ref('seed_figure') }}
),

{% for source in catalogue_sources() %}
{{ source.source }}_rows as (
    select * from {{ ref('stg_' ~ source.source) }}
){% if not loop.last %},{% endif %}

{% endfor %}
{% for source in catalogue_sources() %}
{% set rows = source.source ~ '_rows' %}
{% set key = [] %}
{% for part in source.key %}{% do key.append(rows ~ '.' ~ part) %}{% endfor %}
{% set cases = [] %}
{% for figure in source.figures %}{% do cases.append("when '" ~ figure ~ "' then " ~ rows ~ '.' ~ figure) %}{% endfor %}
{% set amount = 'case fields.field ' ~ cases | join(' ') ~ ' end' %}
select
    {{ rows }}.commune_code,
    '{{ source.source }}' as source,
    {{ rows }}.row_id,
    {{ rows }}.file_sha256,
    {{ rows }}.sheet,
    {{ rows }}.row_kind,
    {{ rows ~ '.hamlet' if source.by_hamlet else stable_key(key) }} as item,
    {% if source.figures %}
    fields.figure,
    fields.field,
    {{ amount }} as amount,
    {% else %}
    '' as figure,
    '' as field,
    cast(null as bigint) as amount,
    {% endif %}
    {{ rows }}.door_field,
    {{ rows }}.door_text
from {{ rows }}
{% if source.figures %}inner join fields on fields.source = '{{ source.source }}'{% endif %}
{% if source.figures and source.day %}
where
    {{ amount }} is null
    or {{ rows }}.file_sha256 in (select totals.file_sha256 from {{ rows }} as totals where totals.row_kind = 'total')
{% endif %}
{% if not loop.last %}union all{% endif %}
{% endfor %}
