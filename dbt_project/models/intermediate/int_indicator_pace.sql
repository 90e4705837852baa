{#
  How fast each value moved over the three months before the period's end, per day.
  Stocks: against their own moment three months before, or the earliest since, over the hamlets that have both.
  Everything else: against the quarter before.
#}
with

indicators as (
    select * from {{ ref('seed_indicator') }} where model = 'int_indicator_stock'
),

stocks as (
    select * from {{ ref('int_stock') }}
),

hamlets as (
    select * from {{ ref('int_hamlet_of_period') }}
),

values_now as (
    select * from {{ ref('int_indicator_value') }}
),

periods as (
    select * from {{ ref('dim_period') }} where period_kind in ('quarter', 'year')
),

now as (
    select
        stocks.commune_code,
        stocks.period,
        stocks.figure,
        stocks.hamlet_code,
        stocks.as_of_date,
        stocks.amount
    from stocks
    where stocks.is_now
),

{# The earliest moment no more than three months (93 days) before now. #}
before as (
    select
        now.commune_code,
        now.period,
        now.figure,
        now.hamlet_code,
        min(stocks.as_of_date) as as_of_date
    from now
    inner join stocks
        on
            now.commune_code = stocks.commune_code
            and now.period = stocks.period
            and now.figure = stocks.figure
            and now.hamlet_code = stocks.hamlet_code
            and now.as_of_date > stocks.as_of_date
            and stocks.as_of_date >= {{ days_after('now.as_of_date', -93) }}
    group by now.commune_code, now.period, now.figure, now.hamlet_code
),

moved as (
    select
        now.commune_code,
        now.period,
        indicators.indicator,
        now.hamlet_code,
        now.amount as amount_now,
        stocks.amount as amount_before,
        {{ registry_figure('indicators.denominator_figure', 'hamlets') }} as denominator,
        {{ days_between('stocks.as_of_date', 'now.as_of_date') }} as days
    from before
    inner join now
        on
            before.commune_code = now.commune_code
            and before.period = now.period
            and before.figure = now.figure
            and before.hamlet_code = now.hamlet_code
    inner join stocks
        on
            before.commune_code = stocks.commune_code
            and before.period = stocks.period
            and before.figure = stocks.figure
            and before.hamlet_code = stocks.hamlet_code
            and before.as_of_date = stocks.as_of_date
    inner join hamlets
        on
            now.commune_code = hamlets.commune_code
            and now.period = hamlets.period
            and now.hamlet_code = hamlets.hamlet_code
    inner join indicators on now.figure = indicators.numerator_figure
),

stock_pace as (
    select
        commune_code,
        period,
        indicator,
        hamlet_code as unit,
        cast(amount_now - amount_before as double) / denominator / days as pace_per_day
    from moved
    where denominator > 0
    union all
    select
        commune_code,
        period,
        indicator,
        'ALL' as unit,
        sum(amount_now - amount_before) / cast(sum(denominator) as double) / max(days) as pace_per_day
    from moved
    where denominator > 0
    group by commune_code, period, indicator
),

quarter_values as (
    select
        values_now.commune_code,
        values_now.period,
        values_now.indicator,
        values_now.unit,
        values_now.value,
        periods.last_day,
        lag(values_now.value) over (
            partition by values_now.commune_code, values_now.indicator, values_now.unit
            order by periods.last_day
        ) as value_before,
        lag(periods.last_day) over (
            partition by values_now.commune_code, values_now.indicator, values_now.unit
            order by periods.last_day
        ) as day_before
    from values_now
    inner join periods
        on
            values_now.commune_code = periods.commune_code
            and values_now.period = periods.period
            and periods.period_kind = 'quarter'
),

quarter_pace as (
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
    commune_code,
    period,
    indicator,
    unit,
    pace_per_day
from quarter_pace
