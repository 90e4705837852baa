{{ config(materialized='ephemeral') }}
{#
  How fast each value moved over the three months before the period's end, per day.
  Stocks: against their own moment three months before, or the earliest since, over the hamlets that have both.
  Everything else: against the quarter before.
#}
with

indicators as (
    select * from {{ ref('seed_indicator') }} where model = 'int_indicator_stock'
),

values_now as (
    select * from {{ ref('int_indicator_value') }}
),

periods as (
    select * from {{ ref('dim_period') }} where period_kind in ('quarter', 'year')
),

stock_pace as (
    select * from {{ ref('int_stock_pace') }}
),

quarter_values as (
    select
        values_now.commune_code,
        values_now.period,
        values_now.indicator,
        values_now.unit,
        values_now.value,
        periods.last_day,
        lag(values_now.value) over own_quarters as value_before,
        lag(periods.last_day) over own_quarters as day_before
    from values_now
    inner join periods
        on
            values_now.commune_code = periods.commune_code
            and values_now.period = periods.period
            and periods.period_kind = 'quarter'
    window own_quarters as (
        partition by values_now.commune_code, values_now.indicator, values_now.unit
        order by periods.last_day
    )
)

select
    commune_code,
    period,
    indicator,
    unit,
    pace_per_day
from stock_pace
union all
select
    quarter_values.commune_code,
    quarter_values.period,
    quarter_values.indicator,
    quarter_values.unit,
    (quarter_values.value - quarter_values.value_before)
    / {{ days_between('quarter_values.day_before', 'quarter_values.last_day') }} as pace_per_day
from quarter_values
left join indicators on quarter_values.indicator = indicators.indicator
where
    indicators.indicator is null
    and {{ days_between('quarter_values.day_before', 'quarter_values.last_day') }} <= 93
