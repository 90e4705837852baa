-- generated from pipelines/catalogue/sources/signature.yml; do not edit; run `make generate`
-- Rows as the office wrote them, each field typed. A row that the door turned away stays, null where nothing casts.

with

raw_signature as (
    select * from {{ source('raw', 'signature') }}
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
        {{ to_count('adults') }} as adults,
        {{ to_count('holders') }} as holders
    from raw_signature
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
    adults,
    holders
from typed
