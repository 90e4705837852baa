{#
  Values by unit and for the commune (ALL). Counts add up; a survey's commune value is weighted by the registry, so that a
  hamlet surveyed harder does not count for more: sum(weight x ratio) / sum(weight) over hamlets with answers.
#}
with

units as (
    select * from {{ ref('int_indicator_unit') }} where denominator > 0
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
        sum(weight * (cast(numerator as double) / denominator)) / sum(weight) as weighted_value,
        sum(
            power(cast(weight as double), 2) * (cast(numerator as double) / denominator)
            * (1 - cast(numerator as double) / denominator) / effective_size
        ) / power(sum(weight), 2) as weighted_variance,
        sum(effective_size) as summed_size
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
