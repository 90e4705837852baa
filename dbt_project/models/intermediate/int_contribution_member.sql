{{ config(materialized='ephemeral') }}
{#
  The rows behind member_households: each member-month's row of the roster (member), and the month's visits (visit), of which
  the one that reaches the tenth different household counts.
#}
with

member_months as (
    select
        commune_code,
        period,
        month,
        member_code,
        unit,
        row_id,
        first_day,
        last_day,
        {# One number for all that names a member-month: rows of visits are compared by it many times. #}
        row_number() over (order by commune_code, period, month, member_code) as member_month
    from {{ ref('int_member_month') }}
    where {{ touched('period') }}
),

visits as (
    select * from {{ ref('int_visit') }}
),

visited as (
    select
        member_months.commune_code,
        member_months.period,
        member_months.month,
        member_months.unit,
        member_months.member_month,
        visits.row_id,
        visits.household_id,
        visits.place
    from member_months
    inner join visits
        on
            member_months.commune_code = visits.commune_code
            and member_months.member_code = visits.member_code
            and visits.visit_date between member_months.first_day and member_months.last_day
    where {{ touched('member_months.month') }}
),

first_visits as (
    select
        member_month,
        household_id,
        min(place) as place
    from visited
    where household_id is not null
    group by member_month, household_id
),

reached as (
    select
        member_month,
        place,
        row_number() over (partition by member_month order by place) as households
    from first_visits
),

tenth as (
    select
        member_month,
        place
    from reached
    where households = 10
)

select
    commune_code,
    period,
    'member_households' as indicator,
    unit,
    'member' as contribution,
    month,
    row_id,
    cast(0 as bigint) as numerator_amount,
    cast(1 as bigint) as denominator_amount
from member_months
union all
select
    visited.commune_code,
    visited.period,
    'member_households' as indicator,
    visited.unit,
    'visit' as contribution,
    visited.month,
    visited.row_id,
    cast(case when tenth.place is null then 0 else 1 end as bigint) as numerator_amount,
    cast(0 as bigint) as denominator_amount
from visited
left join tenth on visited.member_month = tenth.member_month and visited.place = tenth.place
