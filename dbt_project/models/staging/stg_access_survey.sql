-- generated from pipelines/catalogue/sources/access_survey.yml; do not edit; run `make generate`
-- Rows as the office wrote them, each field typed. A row that the door turned away stays, null where nothing casts.

with

raw_access_survey as (
    select * from {{ source('raw', 'access_survey') }}
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
        {{ to_count('adults_surveyed') }} as adults_surveyed,
        {{ to_count('health') }} as health,
        {{ to_count('education') }} as education,
        {{ to_count('insurance') }} as insurance,
        {{ to_count('transport') }} as transport,
        {{ to_count('any_service') }} as any_service,
        {{ to_count('all_services') }} as all_services
    from raw_access_survey
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
    adults_surveyed,
    health,
    education,
    insurance,
    transport,
    any_service,
    all_services
from typed
