{{ config(materialized='ephemeral') }}
{#
  Which as-of days of each monthly source speak for a quarter or a year, and which of them is "now".
  A quarter: its own three months and the three before (for the pace); now is its last month.
  A year: every month of it; now is the one with the last as-of day up to 31 December.
  A file of the whole commune speaks for all hamlets at once (origin_code is empty). Where every hamlet sends its own, each
  hamlet's own latest day in the month speaks for it: one that reports a few days before the others is not left out.
#}
with

figures as (
    select * from {{ ref('int_figure') }}
),

sources as (
    select * from {{ ref('seed_source') }} where cadence = 'monthly'
),

monthly as (
    select distinct
        figures.commune_code,
        figures.source,
        figures.period as month,
        case when sources.covers = 'hamlet' then figures.hamlet_code else '' end as origin_code,
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
        origin_code,
        max(as_of_date) as as_of_date
    from monthly
    group by commune_code, source, month, origin_code
),

quarter_moments as (
    select
        periods.commune_code,
        periods.period,
        month_moments.source,
        month_moments.month,
        month_moments.origin_code,
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

{# A day outside its own month is a slip of the pen (period_conflict): it does not make its month the last one. #}
year_moments as (
    select
        periods.commune_code,
        periods.period,
        monthly.source,
        monthly.month,
        monthly.origin_code,
        monthly.as_of_date,
        monthly.month
        = first_value(monthly.month) over (
            partition by periods.commune_code, periods.period, monthly.source
            order by
                case when monthly.as_of_date between months.first_day and months.last_day then 0 else 1 end,
                monthly.as_of_date desc, monthly.month desc
        ) as is_now
    from periods
    inner join monthly
        on
            periods.commune_code = monthly.commune_code
            and monthly.as_of_date between periods.first_day and periods.last_day
    inner join months on monthly.commune_code = months.commune_code and monthly.month = months.period
    where periods.period_kind = 'year'
)

{% for moments in ['quarter_moments', 'year_moments'] %}
select
    commune_code,
    period,
    source,
    month,
    origin_code,
    as_of_date,
    is_now
from {{ moments }}
{% if not loop.last %}union all{% endif %}
{% endfor %}
