{# The sixteen indicators in every list's order, with what each plan asks of them. One row a plan year. #}
with

communes as (
    select * from {{ ref('seed_commune') }}
),

indicators as (
    select * from {{ ref('seed_indicator') }}
),

targets as (
    select * from {{ ref('seed_target') }}
)

select
    communes.commune_code,
    indicators.indicator,
    targets.plan_year,
    indicators.position,
    indicators.title_vi,
    indicators.title_en,
    indicators.kind,
    indicators.grain,
    targets.operator,
    targets.target_numerator,
    targets.target_denominator,
    targets.due_date,
    targets.due_rule,
    targets.clause
from indicators
inner join targets on indicators.indicator = targets.indicator
cross join communes
