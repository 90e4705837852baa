-- generated from pipelines/catalogue/sources/visit_log.yml; do not edit; run `make generate`
-- Rows as the office wrote them, each field typed. A row that the door turned away stays, null where nothing casts.

with

raw_visit_log as (
    select * from {{ source('raw', 'visit_log') }}
),

typed as (
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
        hamlet,
        hamlet_key,
        hamlet_plain_key,
        hamlet_roman_key,
        member_code,
        household_id,
        topic,
        channel,
        result,
        {{ to_day('visit_date') }} as visit_date,
        {{ to_count('people_helped') }} as people_helped
    from raw_visit_log
)

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
    visit_date,
    hamlet,
    hamlet_key,
    hamlet_plain_key,
    hamlet_roman_key,
    member_code,
    household_id,
    people_helped,
    topic,
    channel,
    result
from typed
