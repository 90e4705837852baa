{{ config(materialized='ephemeral') }}
{# The survey of access to digital services by hamlet: adults with at least one, over adults surveyed. #}
with

hamlets as (
    select * from {{ ref('int_hamlet_of_period') }}
),

waves as (
    select * from {{ ref('int_wave') }} where source = 'access_survey'
),

successors as (
    select * from {{ ref('int_hamlet_successor') }}
),

figures as (
    select * from {{ ref('int_figure') }} where source = 'access_survey'
),

access_sums as (
    select
        waves.commune_code,
        waves.period,
        successors.hamlet_code,
        cast(sum(case when figures.figure = 'access_survey__any_service' then figures.amount end) as bigint)
            as numerator,
        cast(sum(case when figures.figure = 'access_survey__adults_surveyed' then figures.amount end) as bigint)
            as denominator
    from waves
    inner join figures on waves.commune_code = figures.commune_code and waves.wave = figures.period
    inner join successors
        on
            waves.commune_code = successors.commune_code
            and waves.period = successors.period
            and figures.hamlet_code = successors.origin_code
    group by waves.commune_code, waves.period, successors.hamlet_code
)

select
    access_sums.commune_code,
    access_sums.period,
    access_sums.hamlet_code,
    access_sums.numerator,
    access_sums.denominator,
    hamlets.adults as weight,
    greatest(1 - cast(access_sums.denominator as double) / nullif(hamlets.adults, 0), 1e-9) as unseen_share,
    cast(access_sums.denominator as double) as sample_size
from access_sums
inner join hamlets
    on
        access_sums.commune_code = hamlets.commune_code
        and access_sums.period = hamlets.period
        and access_sums.hamlet_code = hamlets.hamlet_code
where access_sums.numerator is not null and access_sums.denominator > 0
