{# The monthly reports that stand, with what the form says. Free text comes masked from the reader. #}
with

standing as (
    select * from {{ ref('int_report') }}
),

reports as (
    select * from {{ ref('stg_hamlet_report') }}
)

select
    standing.commune_code,
    standing.month as reporting_month,
    standing.hamlet_code,
    standing.handed_in_on,
    reports.households_reached,
    reports.households_platform,
    reports.assists,
    nullif(trim(reports.obstacles), '') as obstacles,
    reports.row_id,
    reports.file_sha256,
    reports.sheet,
    reports.row_number
from standing
inner join reports on standing.commune_code = reports.commune_code and standing.row_id = reports.row_id
