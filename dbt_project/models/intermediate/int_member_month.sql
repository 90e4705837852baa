{{ config(materialized='ephemeral') }}
{#
  Member-months: the member served on every day of the month. Each with the hamlet of the period that their team belongs to,
  and the row of the roster that says so.
#}
with

months as (
    select * from {{ ref('int_period_month') }}
),

members as (
    select * from {{ ref('int_member') }}
),

periods_with_visits as (
    select * from {{ ref('int_period_with') }} where source = 'visit_log'
),

places as (
    select * from {{ ref('int_team_place') }}
),

{# Two services that meet without a gap are one: their days in the month add up to the whole month. #}
served as (
    select
        months.commune_code,
        months.period,
        months.month,
        months.first_day,
        months.last_day,
        members.member_code,
        sum(
            1 + {{ days_between(
                'greatest(members.valid_from, months.first_day)', 'least(members.valid_to, months.last_day)'
            ) }}
        ) as days_served,
        max(case when members.valid_to >= months.last_day then members.team_code end) as team_code,
        max(case when members.valid_to >= months.last_day then members.row_id end) as row_id,
        max(members.row_id) as any_row_id
    from months
    inner join periods_with_visits
        on months.commune_code = periods_with_visits.commune_code and months.period = periods_with_visits.period
    inner join members
        on
            months.commune_code = members.commune_code
            and months.last_day >= members.valid_from
            and months.first_day <= members.valid_to
    group by
        months.commune_code, months.period, months.month, months.first_day, months.last_day, members.member_code
)

select
    served.commune_code,
    served.period,
    served.month,
    served.first_day,
    served.last_day,
    served.member_code,
    case
        when served.team_code = 'COMMUNE' then 'COMMUNE' else coalesce(places.hamlet_code, '(split)')
    end as unit,
    coalesce(served.row_id, served.any_row_id) as row_id
from served
left join places
    on
        served.commune_code = places.commune_code
        and served.period = places.period
        and served.last_day = places.as_of_day
        and served.team_code = places.team_code
where served.days_served = {{ days_between('served.first_day', 'served.last_day') }} + 1
