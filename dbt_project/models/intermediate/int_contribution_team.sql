{{ config(materialized='ephemeral') }}
{#
  The rows behind team_visits: the hamlet's row of the registry for each team-month (registry), and the month's visits by the
  team's members (visit), of which the one that reaches fifty assists counts.
#}
with

hamlets as (
    select * from {{ ref('int_hamlet_of_period') }}
),

months as (
    select * from {{ ref('int_period_month') }}
),

visits as (
    select * from {{ ref('int_visit') }}
),

successors as (
    select * from {{ ref('int_hamlet_successor') }}
),

assisted as (
    select
        months.commune_code,
        months.period,
        months.month,
        successors.hamlet_code,
        visits.row_id,
        coalesce(visits.people_helped, 0) as assists,
        sum(coalesce(visits.people_helped, 0)) over (
            partition by months.commune_code, months.period, months.month, successors.hamlet_code
            order by visits.visit_date, visits.row_id
        ) as assists_so_far
    from months
    inner join visits
        on
            months.commune_code = visits.commune_code
            and visits.visit_date between months.first_day and months.last_day
    inner join successors
        on
            months.commune_code = successors.commune_code
            and months.period = successors.period
            and visits.team_code = successors.origin_code
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
