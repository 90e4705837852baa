{{ config(materialized='ephemeral') }}
{#
  What each period asks of each indicator: the plan of its own year, else the latest before it, else the earliest there is.
#}
with

targets as (
    select * from {{ ref('seed_target') }}
),

periods as (
    select * from {{ ref('dim_period') }} where period_kind in ('quarter', 'year')
),

plans as (
    select
        periods.commune_code,
        periods.period,
        targets.indicator,
        targets.operator,
        targets.target_numerator,
        targets.target_denominator,
        targets.clause,
        case when targets.due_rule = 'date' then targets.due_date else periods.last_day end as due_date,
        row_number() over (
            partition by periods.commune_code, periods.period, targets.indicator
            order by
                case when targets.plan_year <= periods.plan_year then 0 else 1 end,
                case when targets.plan_year <= periods.plan_year then -targets.plan_year else targets.plan_year end
        ) as preference
    from periods
    cross join targets
)

select
    commune_code,
    period,
    indicator,
    operator,
    target_numerator,
    target_denominator,
    cast(target_numerator as double) / target_denominator as target,
    due_date,
    clause
from plans
where preference = 1
