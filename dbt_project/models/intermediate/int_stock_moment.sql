{#
  Which as-of days of each monthly source speak for a quarter or a year, and which of them is "now".
  A quarter: its own three months and the three before (for the pace); now is its last month.
  A year: every as-of day of it; now is the last one up to 31 December.
#}
with

figures as (
    select distinct
        commune_code,
        source,
        period as month,
        as_of_date
    from {{ ref('int_figure') }}
),

sources as (
    select * from {{ ref('seed_source') }} where cadence = 'monthly'
),

monthly as (
    select
        figures.commune_code,
        figures.source,
        figures.month,
        figures.as_of_date
    from figures
    inner join sources on figures.source = sources.source
),

months as (
    select * from {{ ref('dim_period') }} where period_kind = 'month'
),

periods as (
    select * from {{ ref('dim_period') }} where period_kind in ('quarter', 'year')
),

{# Within one reporting month the latest as-of day speaks. #}
month_moments as (
    select
        commune_code,
        source,
        month,
        max(as_of_date) as as_of_date
    from monthly
    group by commune_code, source, month
),

quarter_moments as (
    select
        periods.commune_code,
        periods.period,
        month_moments.source,
        month_moments.month,
        month_moments.as_of_date,
        months.last_day = periods.last_day as is_now
    from periods
    inner join months
        on
            periods.commune_code = months.commune_code
            and periods.last_day >= months.last_day
            and months.first_day >= {{ month_start('periods.last_day', -6) }}
    inner join month_moments
        on months.commune_code = month_moments.commune_code and months.period = month_moments.month
    where periods.period_kind = 'quarter'
),

year_moments as (
    select
        periods.commune_code,
        periods.period,
        monthly.source,
        monthly.month,
        monthly.as_of_date,
        monthly.as_of_date
        = max(monthly.as_of_date) over (partition by periods.commune_code, periods.period, monthly.source) as is_now
    from periods
    inner join monthly
        on
            periods.commune_code = monthly.commune_code
            and monthly.as_of_date between periods.first_day and periods.last_day
    where periods.period_kind = 'year'
)

select
    commune_code,
    period,
    source,
    month,
    as_of_date,
    is_now
from quarter_moments
union all
select
    commune_code,
    period,
    source,
    month,
    as_of_date,
    is_now
from year_moments
