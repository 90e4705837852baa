{{ config(materialized='ephemeral') }}
{#
  What the commune's value would be with and without the hamlet that a finding is about, beside the hamlets that nothing
  holds; of several indicators, the one it moves most.
#}
with

touches as (
    select * from {{ ref('int_finding_touch') }} where hamlet_code <> '' and length(period) = 7
),

held as (
    select * from {{ ref('int_held') }}
),

units as (
    select * from {{ ref('int_indicator_used') }} where denominator > 0
),

marked as (
    select
        units.commune_code,
        units.period,
        units.indicator,
        units.unit,
        units.numerator,
        units.denominator,
        units.weight,
        units.weight * (cast(units.numerator as double) / units.denominator) as weighted,
        case when held.hamlet_code is null then 1 else 0 end as is_counted
    from units
    left join held
        on
            units.commune_code = held.commune_code
            and units.period = held.period
            and units.indicator = held.indicator
            and units.unit = held.hamlet_code
),

totals as (
    select
        commune_code,
        period,
        indicator,
        sum(numerator * is_counted) as numerator,
        sum(denominator * is_counted) as denominator,
        sum(weight * is_counted) as weight,
        {{ stable_sum('weighted * is_counted', 'unit') }} as weighted
    from marked
    group by commune_code, period, indicator
),

{# The hamlet is put in, or taken out of, the rest. #}
sides as (
    select
        touches.commune_code,
        touches.finding_id,
        touches.indicator,
        touches.hamlet_code,
        {% for side, sign in [('with', '+ (1 - marked.is_counted) *'), ('without', '- marked.is_counted *')] %}
        totals.numerator {{ sign }} marked.numerator as numerator_{{ side }},
        totals.denominator {{ sign }} marked.denominator as denominator_{{ side }},
        totals.weight {{ sign }} marked.weight as weight_{{ side }},
        totals.weighted {{ sign }} marked.weighted as weighted_{{ side }}{% if not loop.last %},{% endif %}
        {% endfor %}
    from touches
    inner join marked
        on
            touches.commune_code = marked.commune_code
            and touches.period = marked.period
            and touches.indicator = marked.indicator
            and touches.hamlet_code = marked.unit
    inner join totals
        on
            touches.commune_code = totals.commune_code
            and touches.period = totals.period
            and touches.indicator = totals.indicator
),

valued as (
    select
        commune_code,
        finding_id,
        indicator,
        hamlet_code,
        coalesce(
            weighted_with / nullif(weight_with, 0), cast(numerator_with as double) / nullif(denominator_with, 0)
        ) as value_with,
        coalesce(
            weighted_without / nullif(weight_without, 0),
            cast(numerator_without as double) / nullif(denominator_without, 0)
        ) as value_without
    from sides
),

ranked as (
    select
        commune_code,
        finding_id,
        indicator,
        value_with,
        value_without,
        abs(value_with - value_without) as effect,
        row_number() over (
            partition by commune_code, finding_id
            order by -coalesce(abs(value_with - value_without), 0), indicator, hamlet_code
        ) as place
    from valued
)

select
    commune_code,
    finding_id,
    indicator,
    value_with,
    value_without,
    effect
from ranked
where place = 1
