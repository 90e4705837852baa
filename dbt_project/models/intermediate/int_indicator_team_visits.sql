{{ config(materialized='ephemeral') }}
{# Team-months with fifty or more assists by the team's own members, over the months of every hamlet of the period. #}
with

hamlets as (
    select * from {{ ref('int_hamlet_of_period') }} where {{ touched('period') }}
),

months as (
    select * from {{ ref('int_period_month') }} where {{ touched('period') }}
),

visits as (
    select * from {{ ref('int_visit') }}
),

periods_with_visits as (
    select * from {{ ref('int_period_with') }} where source = 'visit_log'
),

places as (
    select * from {{ ref('int_team_place') }}
),

team_months as (
    select
        hamlets.commune_code,
        hamlets.period,
        hamlets.hamlet_code,
        months.month,
        months.first_day,
        months.last_day
    from hamlets
    inner join periods_with_visits
        on hamlets.commune_code = periods_with_visits.commune_code and hamlets.period = periods_with_visits.period
    inner join months on hamlets.commune_code = months.commune_code and hamlets.period = months.period
),

month_assists as (
    select
        months.commune_code,
        months.period,
        months.month,
        places.hamlet_code,
        sum(visits.people_helped) as assists
    from months
    inner join visits
        on
            months.commune_code = visits.commune_code
            and visits.visit_date between months.first_day and months.last_day
    inner join places
        on
            months.commune_code = places.commune_code
            and months.period = places.period
            and months.last_day = places.as_of_day
            and visits.team_code = places.team_code
    group by months.commune_code, months.period, months.month, places.hamlet_code
),

counted as (
    select
        team_months.commune_code,
        team_months.period,
        team_months.hamlet_code,
        team_months.month,
        coalesce(month_assists.assists, 0) as assists
    from team_months
    left join month_assists
        on
            team_months.commune_code = month_assists.commune_code
            and team_months.period = month_assists.period
            and team_months.month = month_assists.month
            and team_months.hamlet_code = month_assists.hamlet_code
)

select
    commune_code,
    period,
    'team_visits' as indicator,
    'hamlet' as level,
    hamlet_code as unit,
    cast(sum(case when assists >= 50 then 1 else 0 end) as bigint) as numerator,
    count(*) as denominator,
    cast(null as bigint) as weight,
    cast(null as double) as effective_size,
    cast(sum(greatest(50 - assists, 0)) as bigint) as shortfall
from counted
group by commune_code, period, hamlet_code
