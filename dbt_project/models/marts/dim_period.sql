{# Every reporting month, quarter and year: when it runs, and when its reports fall due. #}
with

dates as (
    select * from {{ ref('dim_date') }}
),

calendars as (
    select * from {{ ref('seed_calendar') }} where in_force
),

spans as (
    select
        commune_code,
        reporting_month as period,
        'month' as period_kind,
        min(date_day) as first_day,
        max(date_day) as last_day
    from dates
    group by commune_code, reporting_month
    union all
    select
        commune_code,
        reporting_quarter as period,
        'quarter' as period_kind,
        min(date_day) as first_day,
        max(date_day) as last_day
    from dates
    group by commune_code, reporting_quarter
    union all
    select
        commune_code,
        civil_year as period,
        'year' as period_kind,
        min(date_day) as first_day,
        max(date_day) as last_day
    from dates
    group by commune_code, civil_year
),

years as (
    select
        commune_code,
        min(civil_year) as first_year,
        max(civil_year) as last_year
    from dates
    group by commune_code
),

named as (
    select
        spans.commune_code,
        spans.period,
        spans.period_kind,
        spans.first_day,
        spans.last_day,
        substr(spans.period, 1, 4) as plan_year,
        case when spans.period_kind = 'quarter' then {{ month_start('spans.last_day') }} end as last_month_start
    from spans
    inner join years on spans.commune_code = years.commune_code
    where substr(spans.period, 1, 4) > years.first_year and substr(spans.period, 1, 4) < years.last_year
)

select
    named.commune_code,
    named.period,
    named.period_kind,
    cast(named.plan_year as integer) as plan_year,
    named.first_day,
    named.last_day,
    {{ days_after('named.last_month_start', 'calendars.report_due_day - 1') }} as report_due_date,
    {{ days_after('named.last_month_start', 'calendars.commune_due_day - 1') }} as commune_due_date
from named
cross join calendars
