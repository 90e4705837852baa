{{ config(materialized='ephemeral') }}
{#
  Cumulative figures that are carried forward: the hamlet's last earlier month, back to three months before the quarter, in which
  nothing blocking spoke against it or the officer had accepted it. Divided by the registry in force now, like any other.
#}
with

wanted as (
    select * from {{ ref('int_carry_wanted') }}
),

indicators as (
    select * from {{ ref('seed_indicator') }} where model = 'int_indicator_stock'
),

stocks as (
    select * from {{ ref('int_stock') }} where not is_now
),

hamlets as (
    select * from {{ ref('int_hamlet_of_period') }}
),

doubted as (
    select * from {{ ref('int_stock_doubted') }}
),

earlier as (
    select
        stocks.commune_code,
        stocks.period,
        indicators.indicator,
        stocks.hamlet_code,
        stocks.month,
        stocks.as_of_date,
        stocks.amount,
        {{ registry_figure('indicators.denominator_figure', 'hamlets') }} as denominator,
        row_number() over (
            partition by stocks.commune_code, stocks.period, indicators.indicator, stocks.hamlet_code
            order by stocks.as_of_date desc
        ) as age
    from wanted
    inner join indicators on wanted.indicator = indicators.indicator
    inner join stocks
        on
            wanted.commune_code = stocks.commune_code
            and wanted.period = stocks.period
            and indicators.numerator_figure = stocks.figure
            and wanted.hamlet_code = stocks.hamlet_code
    inner join hamlets
        on
            wanted.commune_code = hamlets.commune_code
            and wanted.period = hamlets.period
            and wanted.hamlet_code = hamlets.hamlet_code
    left join doubted
        on
            stocks.commune_code = doubted.commune_code
            and stocks.period = doubted.period
            and stocks.hamlet_code = doubted.hamlet_code
            and stocks.source = doubted.source
            and stocks.month = doubted.month
            and doubted.figure in ('', stocks.figure)
    where doubted.hamlet_code is null
)

select
    commune_code,
    period,
    indicator,
    hamlet_code as unit,
    amount as numerator,
    denominator,
    month,
    as_of_date
from earlier
where age = 1 and denominator > 0
