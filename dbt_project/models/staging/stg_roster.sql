-- generated from pipelines/catalogue/sources/roster.yml; do not edit; run `make generate`
-- Rows as the office wrote them, each field typed. A row that the door turned away stays, null where nothing casts.

with

raw_roster as (
    select * from {{ source('raw', 'roster') }}
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
        member_code,
        team,
        team_key,
        team_plain_key,
        team_roman_key,
        role,
        {{ to_day('valid_from') }} as valid_from,
        {{ to_day('valid_to') }} as valid_to
    from raw_roster
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
    member_code,
    team,
    team_key,
    team_plain_key,
    team_roman_key,
    role,
    valid_from,
    valid_to
from typed
