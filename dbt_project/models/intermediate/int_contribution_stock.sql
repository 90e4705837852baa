{{ config(materialized='ephemeral') }}
{#
  The rows behind the cumulative indicators: the reported figures (figure) and the registry's (registry).
  A figure that is carried forward has the rows of the month that it comes from. A hamlet that takes over others' figures has a row of each of them. figure_row is where in its form the figure stands.
#}
with

indicators as (
    select * from {{ ref('seed_indicator') }} where model = 'int_indicator_stock'
),

stocks as (
    select * from {{ ref('int_stock') }}
),

reported as (
    select * from {{ ref('int_stock_reported') }}
),

carried as (
    select * from {{ ref('int_carried') }} where as_of_date is not null
),

hamlets as (
    select * from {{ ref('int_hamlet_of_period') }}
)

select
    stocks.commune_code,
    stocks.period,
    indicators.indicator,
    stocks.hamlet_code as unit,
    'figure' as contribution,
    '' as month,
    reported.row_id,
    reported.row_number as figure_row,
    reported.amount as numerator_amount,
    cast(0 as bigint) as denominator_amount
from indicators
inner join stocks on indicators.numerator_figure = stocks.figure
inner join reported
    on
        stocks.commune_code = reported.commune_code
        and stocks.period = reported.period
        and stocks.figure = reported.figure
        and stocks.month = reported.month
        and stocks.hamlet_code = reported.hamlet_code
        and stocks.is_inherited = (reported.origin_code <> reported.hamlet_code)
left join carried
    on
        stocks.commune_code = carried.commune_code
        and stocks.period = carried.period
        and indicators.indicator = carried.indicator
        and stocks.hamlet_code = carried.unit
where
    case
        when carried.unit is null then stocks.is_now
        else stocks.month = carried.carried_from and stocks.as_of_date = carried.as_of_date
    end
union all
select
    hamlets.commune_code,
    hamlets.period,
    indicators.indicator,
    hamlets.hamlet_code as unit,
    'registry' as contribution,
    '' as month,
    hamlets.row_id,
    cast(null as integer) as figure_row,
    cast(0 as bigint) as numerator_amount,
    {{ registry_figure('indicators.denominator_figure', 'hamlets') }} as denominator_amount
from hamlets
cross join indicators
