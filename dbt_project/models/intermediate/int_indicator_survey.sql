{#
  The two surveys by hamlet: plain sums, the registry's weight, and the effective sample size that the interval rests on.
  The effective size grows with the share of the hamlet that answered (finite population) and, for the bank survey, shrinks
  as answers of one household resemble each other (linearised variance of a ratio over households).
#}
with

hamlets as (
    select * from {{ ref('int_hamlet_of_period') }}
),

waves as (
    select * from {{ ref('int_wave') }}
),

successors as (
    select * from {{ ref('int_hamlet_successor') }}
),

answers as (
    select * from {{ ref('int_bank_answer') }}
),

figures as (
    select * from {{ ref('int_figure') }} where source = 'access_survey'
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
    where waves.source = 'bank_survey'
),

bank_sums as (
    select
        commune_code,
        period,
        hamlet_code,
        cast(sum(part) as bigint) as numerator,
        cast(sum(whole) as bigint) as denominator,
        count(*) as households
    from bank_units
    group by commune_code, period, hamlet_code
),

bank_spread as (
    select
        bank_units.commune_code,
        bank_units.period,
        bank_units.hamlet_code,
        sum(
            power(bank_units.part - bank_units.whole * cast(bank_sums.numerator as double) / bank_sums.denominator, 2)
        ) as squares
    from bank_units
    inner join bank_sums
        on
            bank_units.commune_code = bank_sums.commune_code
            and bank_units.period = bank_sums.period
            and bank_units.hamlet_code = bank_sums.hamlet_code
    where bank_sums.denominator > 0
    group by bank_units.commune_code, bank_units.period, bank_units.hamlet_code
),

bank as (
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
            when bank_sums.households > 1 and bank_spread.squares > 0
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
    where waves.source = 'access_survey'
    group by waves.commune_code, waves.period, successors.hamlet_code
),

access as (
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
)

select
    commune_code,
    period,
    'bank_account' as indicator,
    'hamlet' as level,
    hamlet_code as unit,
    numerator,
    denominator,
    weight,
    cast(sample_size / unseen_share as double) as effective_size,
    cast(null as bigint) as shortfall
from bank
union all
select
    commune_code,
    period,
    'digital_access' as indicator,
    'hamlet' as level,
    hamlet_code as unit,
    numerator,
    denominator,
    weight,
    cast(sample_size / unseen_share as double) as effective_size,
    cast(null as bigint) as shortfall
from access
