{{ config(materialized='ephemeral') }}
{#
  The bank survey by hamlet. The effective size shrinks as answers of one household resemble each other
  (linearised variance of a ratio over households).
#}
with

hamlets as (
    select * from {{ ref('int_hamlet_of_period') }}
),

waves as (
    select * from {{ ref('int_wave') }} where source = 'bank_survey'
),

successors as (
    select * from {{ ref('int_hamlet_successor') }}
),

answers as (
    select * from {{ ref('int_bank_answer') }}
),

bank_units as (
    select
        waves.commune_code,
        waves.period,
        successors.hamlet_code,
        answers.people_with_account as part,
        answers.people_15_plus as whole
    from waves
    inner join answers on waves.commune_code = answers.commune_code and waves.wave = answers.wave
    inner join successors
        on
            waves.commune_code = successors.commune_code
            and waves.period = successors.period
            and answers.hamlet_code = successors.origin_code
),

bank_sums as (
    select
        commune_code,
        period,
        hamlet_code,
        cast(sum(part) as bigint) as numerator,
        cast(sum(whole) as bigint) as denominator,
        count(*) as households,
        cast(sum(part * part) as double) as parts_squared,
        cast(sum(part * whole) as double) as products,
        cast(sum(whole * whole) as double) as wholes_squared
    from bank_units
    group by commune_code, period, hamlet_code
),

{# How far households lie from the common ratio, squared and summed: from whole sums, whatever the order of adding. #}
bank_spread as (
    select
        commune_code,
        period,
        hamlet_code,
        parts_squared
        - 2 * products * (cast(numerator as double) / denominator)
        + wholes_squared * power(cast(numerator as double) / denominator, 2) as squares
    from bank_sums
    where denominator > 0
)

select
    bank_sums.commune_code,
    bank_sums.period,
    bank_sums.hamlet_code,
    bank_sums.numerator,
    bank_sums.denominator,
    hamlets.population_15_plus as weight,
    greatest(1 - cast(bank_sums.denominator as double) / nullif(hamlets.population_15_plus, 0), 1e-9)
        as unseen_share,
    case
        when bank_sums.households > 1 and bank_spread.squares > 1e-6
            then
                cast(bank_sums.numerator as double) * (bank_sums.denominator - bank_sums.numerator)
                * (bank_sums.households - 1) / bank_sums.households / bank_spread.squares
        else bank_sums.households
    end as sample_size
from bank_sums
inner join bank_spread
    on
        bank_sums.commune_code = bank_spread.commune_code
        and bank_sums.period = bank_spread.period
        and bank_sums.hamlet_code = bank_spread.hamlet_code
inner join hamlets
    on
        bank_sums.commune_code = hamlets.commune_code
        and bank_sums.period = hamlets.period
        and bank_sums.hamlet_code = hamlets.hamlet_code
