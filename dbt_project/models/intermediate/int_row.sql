{# One line for each row of every source, with what any of them has: which hamlet, which member, which day. #}
with
{% for source in catalogue_sources() %}
{{ source.source }}_rows as (
    select
        commune_code,
        row_id,
        file_sha256,
        sheet,
        row_number,
        row_kind,
        row_count,
        door_rule,
        door_field,
        door_text,
        '{{ source.source }}' as source,
        {{ 'upper(trim(' ~ source.own_code ~ '))' if source.own_code else 'cast(null as varchar)' }} as own_hamlet_code,
        {{ source.hamlet or 'cast(null as varchar)' }} as hamlet_text,
        {% for key in ['key', 'plain_key', 'roman_key'] %}
        {{ source.hamlet ~ '_' ~ key if source.hamlet else 'cast(null as varchar)' }} as hamlet_{{ key }},
        {% endfor %}
        {{ source.member or 'cast(null as varchar)' }} as member_code,
        {{ source.day or 'cast(null as date)' }} as event_date,
        {{ source.topic or 'cast(null as varchar)' }} as topic
    from {{ ref('stg_' ~ source.source) }}
){% if not loop.last %},{% endif %}

{% endfor %}
{% for source in catalogue_sources() %}
select
    commune_code,
    source,
    row_id,
    file_sha256,
    sheet,
    row_number,
    row_kind,
    row_count,
    door_rule,
    door_field,
    door_text,
    own_hamlet_code,
    hamlet_text,
    hamlet_key,
    hamlet_plain_key,
    hamlet_roman_key,
    member_code,
    event_date,
    topic
from {{ source.source }}_rows
{% if not loop.last %}union all{% endif %}
{% endfor %}
