{{ config(materialized='ephemeral') }}
{# Each period beside the one of its kind before it, and the one before that. #}
with

periods as (
    select * from {{ ref('dim_period') }}
)

select
    commune_code,
    period,
    period_kind,
    lag(period) over by_kind as period_before,
    lag(last_day) over by_kind as last_day_before,
    lag(period, 2) over by_kind as period_earlier
from periods
window by_kind as (partition by commune_code, period_kind order by last_day)
