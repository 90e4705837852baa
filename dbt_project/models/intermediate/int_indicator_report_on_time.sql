{{ config(materialized='ephemeral') }}
{#
  Hamlets whose reports for every month of the period were handed in on time. Never held: a missing report is not on time.
#}
with

reports as (
    select * from {{ ref('int_report_due') }}
)

select
    commune_code,
    period,
    'report_on_time' as indicator,
    'hamlet' as level,
    hamlet_code as unit,
    cast(min(is_on_time) as bigint) as numerator,
    cast(1 as bigint) as denominator,
    cast(null as bigint) as weight,
    cast(null as double) as effective_size,
    cast(null as bigint) as shortfall
from reports
group by commune_code, period, hamlet_code
