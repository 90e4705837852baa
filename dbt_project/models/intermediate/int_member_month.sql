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

services as (
    select
        months.commune_code,
        months.period,
        months.month,
        months.first_day,
        months.last_day,
        members.member_code,
        members.team_code,
        members.row_id,
        greatest(members.valid_from, months.first_day) as serves_from,
        least(members.valid_to, months.last_day) as serves_to,
        case when members.valid_to >= months.last_day then members.place end as place
    from months
    inner join periods_with_visits
        on months.commune_code = periods_with_visits.commune_code and months.period = periods_with_visits.period
    inner join members
        on
            months.commune_code = members.commune_code
            and months.last_day >= members.valid_from
            and months.first_day <= members.valid_to
),

{# Of each service the days that none before it holds: services that meet are one, a day on which two overlap is one. #}
laid_out as (
    select
        services.*,
        coalesce(
            max(services.serves_to) over (
                partition by services.commune_code, services.period, services.month, services.member_code
                order by services.serves_from, services.serves_to, services.row_id
                rows between unbounded preceding and 1 preceding
            ), {{ days_after('services.first_day', -1) }}
        ) as served_to
    from services
),

{# Whoever serves every day of a month serves on its last; the team of that day is theirs. #}
served as (
    select
        commune_code,
        period,
        month,
        first_day,
        last_day,
        member_code,
        sum(greatest({{ days_between('greatest(served_to, ' ~ days_after('serves_from', -1) ~ ')', 'serves_to') }}, 0))
            as days_served,
        {{ first_by('team_code', 'coalesce(place, 1000000)') }} as team_code,
        {{ first_by('row_id', 'coalesce(place, 1000000)') }} as row_id
    from laid_out
    group by commune_code, period, month, first_day, last_day, member_code
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
    served.row_id
from served
left join places
    on
        served.commune_code = places.commune_code
        and served.period = places.period
        and served.last_day = places.as_of_day
        and served.team_code = places.team_code
where served.days_served = {{ days_between('served.first_day', 'served.last_day') }} + 1
