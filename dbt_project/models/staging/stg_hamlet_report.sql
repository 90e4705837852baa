-- generated from pipelines/catalogue/sources/hamlet_report.yml; do not edit; run `make generate`
-- Rows as the office wrote them, each field typed. A row that the door turned away stays, null where nothing casts.

with

raw_hamlet_report as (
    select * from {{ source('raw', 'hamlet_report') }}
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
        period,
        households_reached_row,
        households_platform_row,
        assists_row,
        obstacles,
        {{ to_day('handed_in') }} as handed_in,
        {{ to_count('households_reached') }} as households_reached,
        {{ to_count('households_platform') }} as households_platform,
        {{ to_count('assists') }} as assists
    from raw_hamlet_report
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
    period,
    handed_in,
    households_reached,
    households_reached_row,
    households_platform,
    households_platform_row,
    assists,
    assists_row,
    obstacles
from typed
