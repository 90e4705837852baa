{{ config(materialized='ephemeral') }}
{# The first value that a unit ever had of an indicator: where the straight line to the target begins. #}
with

computed as (
    select * from {{ ref('int_indicator_value') }} where value is not null
),

periods as (
    select * from {{ ref('dim_period') }}
)

select
    computed.commune_code,
    computed.indicator,
    computed.unit,
    min(periods.last_day) as first_known_day,
    {{ first_by('computed.value', 'periods.last_day', 'computed.period') }} as first_known_value
from computed
inner join periods on computed.commune_code = periods.commune_code and computed.period = periods.period
group by computed.commune_code, computed.indicator, computed.unit
