{{ config(materialized='ephemeral') }}
{#
  The months that a quarter or a year is made of, as runs of days. A quarter is its three reporting months; the year's own
  assessment is the twelve civil months, so that 15-31 December, which no quarter of the year holds, counts.
#}
with

dates as (
    select * from {{ ref('dim_date') }}
),

periods as (
    select * from {{ ref('dim_period') }}
),

reporting_months as (
    select
        commune_code,
        reporting_quarter as period,
        reporting_month as month,
        min(date_day) as first_day,
        max(date_day) as last_day
    from dates
    group by commune_code, reporting_quarter, reporting_month
),

civil_months as (
    select
        commune_code,
        civil_year as period,
        civil_month as month,
        min(date_day) as first_day,
        max(date_day) as last_day
    from dates
    group by commune_code, civil_year, civil_month
),

months as (
    select
        commune_code,
        period,
        month,
        first_day,
        last_day
    from reporting_months
    union all
    select
        commune_code,
        period,
        month,
        first_day,
        last_day
    from civil_months
)

select
    months.commune_code,
    months.period,
    periods.period_kind,
    months.month,
    months.first_day,
    months.last_day,
    row_number() over (partition by months.commune_code, months.period order by months.month) as month_number
from months
inner join periods on months.commune_code = periods.commune_code and months.period = periods.period
