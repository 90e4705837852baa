-- generated from pipelines/catalogue/sources/vneid.yml; do not edit; run `make generate`
-- Rows as the office wrote them, each field typed. A row that the door turned away stays, null where nothing casts.

with

raw_vneid as (
    select * from {{ source('raw', 'vneid') }}
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
        {{ to_count('population') }} as population,
        {{ to_count('eligible') }} as eligible,
        {{ to_count('level1') }} as level1,
        {{ to_count('level2') }} as level2,
        {{ to_rate('level2_rate') }} as level2_rate
    from raw_vneid
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
    hamlet,
    hamlet_key,
    hamlet_plain_key,
    hamlet_roman_key,
    population,
    eligible,
    level1,
    level2,
    level2_rate
from typed
