{#
  For each source, period and unit of which a newer file came: every cell of the newer beside the one before it, by the row's
  name (item). A row that is in one of the two only has no cell in the other: that is missing, and not 0.
  Of a file sent three times there are two steps; only the last of them leads to what stands (is_newest).
#}
with

newest as (
    select * from {{ ref('int_unit_newest') }}
),

pairs as (
    select
        now.commune_code,
        now.source,
        now.period,
        now.unit,
        now.as_of_year,
        now.file_sha256,
        now.is_newest,
        before.file_sha256 as file_before,
        {{ stable_key([
            'now.commune_code', 'now.source', 'now.period', 'now.unit', 'now.as_of_year', 'now.file_sha256'
        ]) }} as change_id
    from newest as now
    inner join newest as before
        on
            now.commune_code = before.commune_code
            and now.source = before.source
            and now.period = before.period
            and now.unit = before.unit
            and now.as_of_year is not distinct from before.as_of_year
            and now.recency + 1 = before.recency
    where {{ touched('now.period') }}
),

verdicts as (
    select * from {{ ref('int_row_verdict') }} where row_status <> 'set_aside'
),

fields as (
    select * from {{ ref('seed_field') }}
),

sent_twice as (
    select
        pairs.commune_code,
        pairs.source,
        pairs.period,
        pairs.unit,
        pairs.as_of_year,
        pairs.file_sha256,
        pairs.file_before,
        pairs.is_newest,
        pairs.change_id,
        case when verdicts.file_sha256 = pairs.file_sha256 then 1 else 0 end as is_new,
        verdicts.row_id,
        verdicts.file_sha256 as sent_in,
        verdicts.sheet,
        verdicts.row_number,
        coalesce(verdicts.hamlet_code, case when pairs.source = 'registry' then verdicts.finding_hamlet end, '')
            as hamlet_code,
        case
            when verdicts.file_sha256 = pairs.file_sha256 and pairs.is_newest then verdicts.is_counted
            else verdicts.row_status = 'accepted' and not verdicts.is_answered_again
        end as is_taken
    from pairs
    inner join verdicts
        on
            pairs.commune_code = verdicts.commune_code
            and pairs.source = verdicts.source
            and pairs.unit = verdicts.unit
            and verdicts.file_sha256 in (pairs.file_sha256, pairs.file_before)
),

{# Few files are sent twice: their rows are looked up among all, and not the other way round. #}
{% for source in catalogue_sources() %}
{{ source.source }}_rows as (
    select * from {{ ref('stg_' ~ source.source) }}
    where
        row_id in (select sent_twice.row_id from sent_twice)
        and file_sha256 in (select sent_twice.sent_in from sent_twice)
),

{% endfor %}
cells as (
    {% for source in catalogue_sources() %}
    {% set rows = source.source ~ '_rows' %}
    select
        sent_twice.*,
        {% if source.by_hamlet %}
        coalesce(nullif(sent_twice.hamlet_code, ''), {{ rows }}.{{ source.hamlet }}, '') as item,
        {% else %}
        {{ joined_parts(rows, source.key) }} as item,
        {% endif %}
        fields.figure,
        fields.kind,
        case fields.field
            {% for field in source.compared %}
            when '{{ field }}' then cast({{ rows }}.{{ field }} as varchar)
            {% endfor %}
        end as content,
        {% if source.form %}
        case fields.field
            {% for figure in source.figures %}
            when '{{ figure }}' then coalesce({{ rows }}.{{ figure }}_row, sent_twice.row_number)
            {% endfor %}
            else sent_twice.row_number
        end as cell_row
        {% else %}
        sent_twice.row_number as cell_row
        {% endif %}
    from sent_twice
    inner join {{ rows }}
        on sent_twice.commune_code = {{ rows }}.commune_code and sent_twice.row_id = {{ rows }}.row_id
    inner join fields on fields.source = '{{ source.source }}'
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
)

select
    commune_code,
    source,
    period,
    unit,
    as_of_year,
    file_sha256,
    file_before,
    is_newest,
    change_id,
    item,
    figure,
    kind,
    max(hamlet_code) as hamlet_code,
    max(is_new) as is_there,
    max(1 - is_new) as was_there,
    {% for side, is_side in [('', 'is_new = 1'), ('_before', 'is_new = 0')] %}
    max(case when {{ is_side }} then content end) as content{{ side }},
    coalesce(max(case when {{ is_side }} and is_taken then 1 end), 0) as is_taken{{ side }},
    max(case when {{ is_side }} then row_id end) as row_id{{ side }},
    max(case when {{ is_side }} then sheet end) as sheet{{ side }},
    max(case when {{ is_side }} then cell_row end) as row_number{{ side }},
    {% endfor %}
    coalesce(max(case when is_new = 1 then content end), '') <> coalesce(max(case when is_new = 0 then content end), '')
        as is_changed
from cells
group by
    commune_code, source, period, unit, as_of_year, file_sha256, file_before, is_newest, change_id, item,
    figure, kind
