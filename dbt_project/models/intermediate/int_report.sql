{{ config(materialized='ephemeral') }}
{#
  The monthly reports that stand, each with the day it was handed in. A report whose figures were turned away was handed in
  all the same, and so was an empty one.
#}
with

reports as (
    select * from {{ ref('stg_hamlet_report') }}
),

placed as (
    select * from {{ ref('int_row_placed') }}
    where source = 'hamlet_report' and row_kind = 'data' and hamlet_code is not null
),

newest as (
    select * from {{ ref('int_unit_newest') }} where source = 'hamlet_report' and is_newest
)

select
    placed.commune_code,
    placed.period as month,
    placed.hamlet_code,
    min(reports.handed_in) as handed_in_on,
    min(placed.row_id) as row_id
from placed
inner join newest
    on
        placed.commune_code = newest.commune_code
        and placed.period = newest.period
        and placed.unit = newest.unit
        and placed.file_sha256 = newest.file_sha256
inner join reports on placed.commune_code = reports.commune_code and placed.row_id = reports.row_id
group by placed.commune_code, placed.period, placed.hamlet_code
