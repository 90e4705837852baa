{{ config(materialized='ephemeral') }}
{#
  How fast each stock's value moved per day: against its own moment three months before, or the earliest since,
  over the hamlets that have both.
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

carried as (
    select * from {{ ref('int_carried') }}
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

{# A hamlet whose figure is held has no value, and no pace; nor has one whose figure is carried forward. #}
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
    left join carried
        on
            paired.commune_code = carried.commune_code
            and paired.period = carried.period
            and indicators.indicator = carried.indicator
            and paired.hamlet_code = carried.unit
    where paired.place = 1 and carried.unit is null
)

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
