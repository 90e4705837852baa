{{ config(materialized='ephemeral') }}
{#
  The rows behind member_households: each member-month's row of the roster (member), and the month's visits (visit), of which
  the one that reaches the tenth different household counts.
#}
with

member_months as (
    select * from {{ ref('int_member_month') }}
),

visits as (
    select * from {{ ref('int_visit') }}
),

visited as (
    select
        member_months.commune_code,
        member_months.period,
        member_months.month,
        member_months.member_code,
        member_months.unit,
        visits.row_id,
        visits.visit_date,
        case
            when
                visits.household_id is not null
                and row_number() over (
                    partition by
                        member_months.commune_code, member_months.period, member_months.month,
                        member_months.member_code, visits.household_id
                    order by visits.visit_date, visits.row_id
                ) = 1
                then 1
            else 0
        end as is_new_household
    from member_months
    inner join visits
        on
            member_months.commune_code = visits.commune_code
            and member_months.member_code = visits.member_code
            and visits.visit_date between member_months.first_day and member_months.last_day
),

reached as (
    select
        commune_code,
        period,
        month,
        unit,
        row_id,
        is_new_household,
        sum(is_new_household) over (
            partition by commune_code, period, month, member_code
            order by visit_date, row_id
        ) as households
    from visited
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
    commune_code,
    period,
    'member_households' as indicator,
    unit,
    'visit' as contribution,
    month,
    row_id,
    cast(case when is_new_household = 1 and households = 10 then 1 else 0 end as bigint) as numerator_amount,
    cast(0 as bigint) as denominator_amount
from reached
