-- generated from pipelines/catalogue/sources/bank_survey.yml; do not edit; run `make generate`
-- Rows as the office wrote them, each field typed. A row that the door turned away stays, null where nothing casts.

with

raw_bank_survey as (
    select * from {{ source('raw', 'bank_survey') }}
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
        answer_code,
        hamlet,
        hamlet_key,
        hamlet_plain_key,
        hamlet_roman_key,
        household_id,
        {{ to_day('surveyed_on') }} as surveyed_on,
        {{ to_count('people_15_plus') }} as people_15_plus,
        {{ to_count('people_with_account') }} as people_with_account
    from raw_bank_survey
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
    answer_code,
    surveyed_on,
    hamlet,
    hamlet_key,
    hamlet_plain_key,
    hamlet_roman_key,
    household_id,
    people_15_plus,
    people_with_account
from typed
