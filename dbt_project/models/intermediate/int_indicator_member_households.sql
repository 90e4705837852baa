{#
  Member-months with ten or more different households visited, over member-months: the member served on every day of the
  month.
#}
with

months as (
    select * from {{ ref('int_period_month') }}
),

members as (
    select * from {{ ref('int_member') }}
),

visits as (
    select * from {{ ref('int_visit') }}
),

periods_with_visits as (
    select * from {{ ref('int_period_with') }} where source = 'visit_log'
),

successors as (
    select * from {{ ref('int_hamlet_successor') }}
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
        max(case when members.valid_to >= months.last_day then members.team_code end) as team_code
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
),

member_months as (
    select
        commune_code,
        period,
        month,
        first_day,
        last_day,
        member_code,
        team_code
    from served
    where days_served = {{ days_between('first_day', 'last_day') }} + 1
),

households as (
    select
        member_months.commune_code,
        member_months.period,
        member_months.month,
        member_months.member_code,
        member_months.team_code,
        count(distinct visits.household_id) as households
    from member_months
    left join visits
        on
            member_months.commune_code = visits.commune_code
            and member_months.member_code = visits.member_code
            and visits.visit_date between member_months.first_day and member_months.last_day
    group by
        member_months.commune_code, member_months.period, member_months.month,
        member_months.member_code, member_months.team_code
)

select
    households.commune_code,
    households.period,
    'member_households' as indicator,
    case when households.team_code = 'COMMUNE' then 'team' else 'hamlet' end as level,
    case
        when households.team_code = 'COMMUNE' then 'COMMUNE' else coalesce(successors.hamlet_code, '(split)')
    end as unit,
    cast(sum(case when households.households >= 10 then 1 else 0 end) as bigint) as numerator,
    count(*) as denominator,
    cast(null as bigint) as weight,
    cast(null as double) as effective_size,
    cast(sum(greatest(10 - households.households, 0)) as bigint) as shortfall
from households
left join successors
    on
        households.commune_code = successors.commune_code
        and households.period = successors.period
        and households.team_code = successors.origin_code
group by households.commune_code, households.period, level, unit
