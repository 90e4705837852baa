{{ config(materialized='view') }}
{# The visits that count, one a row. #}
with

visits as (
    select * from {{ ref('int_visit') }}
)

select
    commune_code,
    row_id,
    visit_date,
    reporting_month,
    hamlet_code,
    team_code,
    member_code,
    household_id,
    topic,
    channel,
    people_helped as assists,
    file_sha256,
    sheet,
    row_number
from visits
