{#
  The only model that knows where a reporting month ends (Nghị định 09/2019/NĐ-CP, điều 12): seed_calendar's month_last_day.
  Its days cover every year that a plan, a file or a request names, and the months that reach over the year's ends.
#}
with

calendars as (
    select * from {{ ref('seed_calendar') }} where in_force
),

communes as (
    select * from {{ ref('seed_commune') }}
),

files as (
    select * from {{ ref('stg_file') }}
),

requests as (
    select * from {{ ref('stg_requested_period') }}
),

targets as (
    select * from {{ ref('seed_target') }}
),

named_years as (
    select plan_year as year_number from targets
    union all
    select cast(substr(period, 1, 4) as integer) as year_number from requests
    union all
    select
        cast(substr(coalesce(period_title, cast(as_of_date as varchar), period_form, period_name), 1, 4) as integer)
            as year_number
    from files
    where
        status = 'accepted'
        and coalesce(period_title, cast(as_of_date as varchar), period_form, period_name) is not null
),

bounds as (
    select
        min(year_number) as first_year,
        max(year_number) as last_year
    from named_years
),

days as (
    {{ each_day(
        "(select cast(cast(first_year - 1 as varchar) || '-12-01' as date) from bounds)",
        "(select cast(cast(last_year + 1 as varchar) || '-01-31' as date) from bounds)"
    ) }}
),

reporting as (
    select
        communes.commune_code,
        days.day as date_day,
        case
            when extract(day from days.day) <= calendars.month_last_day then {{ month_start('days.day') }}
            else {{ month_start('days.day', 1) }}
        end as reporting_month_start
    from days
    cross join communes
    cross join calendars
)

select
    commune_code,
    date_day,
    {{ month_label('reporting_month_start') }} as reporting_month,
    cast(extract(year from reporting_month_start) as varchar)
    || '-Q' || cast(extract(quarter from reporting_month_start) as varchar) as reporting_quarter,
    {{ month_label('date_day') }} as civil_month,
    cast(extract(year from date_day) as varchar) as civil_year
from reporting
