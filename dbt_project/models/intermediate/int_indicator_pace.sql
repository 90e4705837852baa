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

{# Now, beside the earliest moment no more than three months (93 days) before. #}
paired as (
    select
        now.commune_code,
        now.period,
        now.figure,
        now.hamlet_code,
        now.amount as amount_now,
        stocks.amount as amount_before,
        {{ days_between('stocks.as_of_date', 'now.as_of_date') }} as days,
        row_number() over (
            partition by now.commune_code, now.period, now.figure, now.hamlet_code
            order by stocks.as_of_date
        ) as place
    from stocks as now
    inner join stocks
        on
            now.commune_code = stocks.commune_code
            and now.period = stocks.period
            and now.figure = stocks.figure
            and now.hamlet_code = stocks.hamlet_code
            and now.as_of_date > stocks.as_of_date
            and stocks.as_of_date >= {{ days_after('now.as_of_date', -93) }}
    where now.is_now
),

{# A hamlet whose figure is held has no value, and no pace. #}
moved as (
    select
        paired.commune_code,
        paired.period,
        indicators.indicator,
        paired.hamlet_code,
        paired.amount_now,
        paired.amount_before,
        {{ registry_figure('indicators.denominator_figure', 'hamlets') }} as denominator,
        paired.days
    from paired
    inner join hamlets
        on
            paired.commune_code = hamlets.commune_code
            and paired.period = hamlets.period
            and paired.hamlet_code = hamlets.hamlet_code
    inner join indicators on paired.figure = indicators.numerator_figure
    inner join values_now
        on
            paired.commune_code = values_now.commune_code
            and paired.period = values_now.period
            and indicators.indicator = values_now.indicator
            and paired.hamlet_code = values_now.unit
    where paired.place = 1
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
