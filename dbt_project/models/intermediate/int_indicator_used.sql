{{ config(materialized='ephemeral') }}
{# Numerator and denominator by unit as used: the reported figures, or, where the officer said so, earlier ones. #}
with

reported as (
    select * from {{ ref('int_indicator_unit') }}
),

carried as (
    select * from {{ ref('int_carried') }}
)

select
    reported.commune_code,
    reported.period,
    reported.indicator,
    reported.level,
    reported.unit,
    reported.numerator,
    reported.denominator,
    reported.weight,
    reported.effective_size,
    reported.shortfall
from reported
left join carried
    on
        reported.commune_code = carried.commune_code
        and reported.period = carried.period
        and reported.indicator = carried.indicator
        and reported.unit = carried.unit
where carried.unit is null
union all
select
    commune_code,
    period,
    indicator,
    'hamlet' as level,
    unit,
    numerator,
    denominator,
    weight,
    effective_size,
    shortfall
from carried
