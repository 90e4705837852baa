{{ config(materialized='ephemeral') }}
{# Member-months with ten or more different households visited, over member-months. #}
with

member_months as (
    select * from {{ ref('int_member_month') }} where {{ touched('period') }}
),

visits as (
    select * from {{ ref('int_visit') }}
),

households as (
    select
        member_months.commune_code,
        member_months.period,
        member_months.month,
        member_months.member_code,
        member_months.unit,
        count(distinct visits.household_id) as households
    from member_months
    left join visits
        on
            member_months.commune_code = visits.commune_code
            and member_months.member_code = visits.member_code
            and visits.visit_date between member_months.first_day and member_months.last_day
    group by
        member_months.commune_code, member_months.period, member_months.month,
        member_months.member_code, member_months.unit
)

select
    commune_code,
    period,
    'member_households' as indicator,
    case when unit = 'COMMUNE' then 'team' else 'hamlet' end as level,
    unit,
    cast(sum(case when households >= 10 then 1 else 0 end) as bigint) as numerator,
    count(*) as denominator,
    cast(null as bigint) as weight,
    cast(null as double) as effective_size,
    cast(sum(greatest(10 - households, 0)) as bigint) as shortfall
from households
group by commune_code, period, unit
