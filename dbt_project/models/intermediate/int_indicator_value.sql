{#
  Values by unit and for the commune (ALL). Counts add up; a survey's commune value is weighted by the registry, so that a
  hamlet surveyed harder does not count for more: sum(weight x ratio) / sum(weight) over hamlets with answers.
  A hamlet whose figure is held is left out of both sides.
#}
with

known as (
    select * from {{ ref('int_indicator_used') }} where denominator > 0
),

held as (
    select * from {{ ref('int_held') }}
),

units as (
    select
        known.commune_code,
        known.period,
        known.indicator,
        known.level,
        known.unit,
        known.numerator,
        known.denominator,
        known.weight,
        known.effective_size,
        known.shortfall
    from known
    left join held
        on
            known.commune_code = held.commune_code
            and known.period = held.period
            and known.indicator = held.indicator
            and known.unit = held.hamlet_code
    where held.hamlet_code is null
),

totals as (
    select
        commune_code,
        period,
        indicator,
        cast(sum(numerator) as bigint) as numerator,
        cast(sum(denominator) as bigint) as denominator,
        cast(sum(weight) as bigint) as weight,
        cast(sum(shortfall) as bigint) as shortfall,
        sum(case when level = 'hamlet' and unit <> '(split)' then 1 else 0 end) as hamlets_counted,
        {{ stable_sum('weight * (cast(numerator as double) / denominator)', 'unit') }}
        / sum(weight) as weighted_value,
        {{ stable_sum('power(cast(weight as double), 2) * (cast(numerator as double) / denominator)'
            ~ ' * (1 - cast(numerator as double) / denominator) / effective_size', 'unit') }}
        / power(sum(weight), 2) as weighted_variance,
        {{ stable_sum('effective_size', 'unit') }} as summed_size
    from units
    group by commune_code, period, indicator
)

select
    commune_code,
    period,
    indicator,
    level,
    unit,
    numerator,
    denominator,
    cast(numerator as double) / denominator as value,
    weight,
    shortfall,
    effective_size,
    1 as hamlets_counted
from units
where unit not in ('', '(split)')
union all
select
    commune_code,
    period,
    indicator,
    'commune' as level,
    'ALL' as unit,
    numerator,
    denominator,
    coalesce(weighted_value, cast(numerator as double) / denominator) as value,
    weight,
    shortfall,
    case
        when weighted_variance > 0 then weighted_value * (1 - weighted_value) / weighted_variance
        else summed_size
    end as effective_size,
    hamlets_counted
from totals
