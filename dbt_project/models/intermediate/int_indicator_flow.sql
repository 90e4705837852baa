{{ config(materialized='ephemeral') }}
{# Monthly flows of the commune: files handled online, documents handled electronically. #}
with

flow_rows as (
    select * from {{ ref('int_flow_row') }}
)

select
    commune_code,
    period,
    indicator,
    'commune' as level,
    '' as unit,
    cast(sum(numerator) as bigint) as numerator,
    cast(sum(denominator) as bigint) as denominator,
    cast(null as bigint) as weight,
    cast(null as double) as effective_size,
    cast(null as bigint) as shortfall
from flow_rows
group by commune_code, period, indicator
