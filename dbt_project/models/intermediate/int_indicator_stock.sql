{{ config(materialized='ephemeral') }}
{# Indicators whose numerator is a reported cumulative figure and whose denominator is the registry's. #}
with

indicators as (
    select * from {{ ref('seed_indicator') }} where model = 'int_indicator_stock'
),

stocks as (
    select * from {{ ref('int_stock') }} where is_now
),

hamlets as (
    select * from {{ ref('int_hamlet_of_period') }}
)

select
    hamlets.commune_code,
    hamlets.period,
    indicators.indicator,
    'hamlet' as level,
    hamlets.hamlet_code as unit,
    stocks.amount as numerator,
    {{ registry_figure('indicators.denominator_figure', 'hamlets') }} as denominator,
    cast(null as bigint) as weight,
    cast(null as double) as effective_size,
    cast(null as bigint) as shortfall
from indicators
inner join stocks on indicators.numerator_figure = stocks.figure
inner join hamlets
    on
        stocks.commune_code = hamlets.commune_code
        and stocks.period = hamlets.period
        and stocks.hamlet_code = hamlets.hamlet_code
