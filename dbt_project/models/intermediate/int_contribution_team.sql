{{ config(materialized='ephemeral') }}
{#
  The rows behind team_visits: the hamlet's row of the registry for each team-month (registry), and the month's visits by the
  team's members (visit), of which the one that reaches fifty assists counts.
#}
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

places as (
    select * from {{ ref('int_team_place') }}
),

{# One number for all that names a team's month: rows of visits are compared by it many times. #}
team_months as (
    select
        months.commune_code,
        months.period,
        months.month,
        months.first_day,
        months.last_day,
        places.hamlet_code,
        places.team_code,
        dense_rank() over (
            order by months.commune_code, months.period, months.month, places.hamlet_code
        ) as team_month
    from months
    inner join places
        on
            months.commune_code = places.commune_code
            and months.period = places.period
            and months.last_day = places.as_of_day
),

assisted as (
    select
        team_months.commune_code,
        team_months.period,
        team_months.month,
        team_months.hamlet_code,
        visits.row_id,
        coalesce(visits.people_helped, 0) as assists,
        sum(coalesce(visits.people_helped, 0)) over (
            partition by team_months.team_month order by visits.place
        ) as assists_so_far
    from team_months
    inner join visits
        on
            team_months.commune_code = visits.commune_code
            and team_months.team_code = visits.team_code
            and visits.visit_date between team_months.first_day and team_months.last_day
    where {{ touched('team_months.month') }}
)

select
    hamlets.commune_code,
    hamlets.period,
    'team_visits' as indicator,
    hamlets.hamlet_code as unit,
    'registry' as contribution,
    months.month,
    hamlets.row_id,
    cast(0 as bigint) as numerator_amount,
    cast(1 as bigint) as denominator_amount
from hamlets
inner join months on hamlets.commune_code = months.commune_code and hamlets.period = months.period
union all
select
    commune_code,
    period,
    'team_visits' as indicator,
    hamlet_code as unit,
    'visit' as contribution,
    month,
    row_id,
    cast(case when assists_so_far >= 50 and assists_so_far - assists < 50 then 1 else 0 end as bigint)
        as numerator_amount,
    cast(0 as bigint) as denominator_amount
from assisted
