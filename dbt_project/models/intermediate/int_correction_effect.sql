{{ config(materialized='ephemeral') }}
{#
  The commune's value with the old cells in place of the new, all else as it stands: for each changed cell alone (figure), and for
  the whole file (no figure). No check is asked again of old cells; what a held hamlet reports is left out with both (held).
#}
with

moves as (
    select * from {{ ref('int_correction_move') }}
),

values_now as (
    select * from {{ ref('int_indicator_value') }}
),

indicators as (
    select * from {{ ref('seed_indicator') }}
),

hamlets as (
    select * from {{ ref('int_hamlet_of_period') }}
),

periods as (
    select * from {{ ref('dim_period') }}
),

uncounted as (
    select distinct
        commune_code,
        source,
        period,
        change_id
    from {{ ref('int_file_change') }}
    where is_newest and is_changed and source in ('visit_log', 'training', 'roster', 'registry')
),

weighed as (
    select
        moves.commune_code,
        moves.change_id,
        moves.item,
        moves.figure,
        moves.period,
        moves.indicator,
        moves.unit,
        moves.numerator,
        moves.denominator,
        moves.is_held,
        {{ registry_figure('indicators.denominator_figure', 'hamlets') }} as weight,
        indicators.kind,
        values_now.value as ratio,
        cast(coalesce(values_now.numerator, 0) + moves.numerator as double)
        / nullif(coalesce(values_now.denominator, 0) + moves.denominator, 0) as ratio_before
    from moves
    inner join indicators on moves.indicator = indicators.indicator
    left join values_now
        on
            moves.commune_code = values_now.commune_code
            and moves.period = values_now.period
            and moves.indicator = values_now.indicator
            and moves.unit = values_now.unit
    left join hamlets
        on
            moves.commune_code = hamlets.commune_code
            and moves.period = hamlets.period
            and moves.unit = hamlets.hamlet_code
),

summed as (
    select
        commune_code,
        change_id,
        item,
        figure,
        period,
        indicator,
        max(kind) as kind,
        max(is_held) as is_held,
        sum(numerator) as numerator,
        sum(denominator) as denominator,
        sum(abs(numerator) + abs(denominator)) as size,
        {{ stable_sum('coalesce(weight * ratio_before, 0) - coalesce(weight * ratio, 0)', 'unit') }} as weighted,
        sum(
            weight * (case when ratio_before is null then 0 else 1 end - case when ratio is null then 0 else 1 end)
        ) as weight
    from weighed
    group by commune_code, change_id, item, figure, period, indicator
)

select
    summed.commune_code,
    summed.change_id,
    summed.item,
    summed.figure,
    summed.period,
    summed.indicator,
    case
        when summed.size = 0 then whole.value
        when summed.kind = 'survey'
            then
                (coalesce(whole.value * whole.weight, 0) + summed.weighted)
                / nullif(coalesce(whole.weight, 0) + summed.weight, 0)
        else
            cast(coalesce(whole.numerator, 0) + summed.numerator as double)
            / nullif(coalesce(whole.denominator, 0) + summed.denominator, 0)
    end as value_before,
    whole.value as value_after,
    case summed.is_held when 1 then 'held' else '' end as reason
from summed
left join values_now as whole
    on
        summed.commune_code = whole.commune_code
        and summed.period = whole.period
        and summed.indicator = whole.indicator
        and whole.unit = 'ALL'
union all
{# Visits, classes, lists are no sums over rows. A log feeds the quarter and year of its month; the rest feed any. #}
select
    uncounted.commune_code,
    uncounted.change_id,
    '' as item,
    '' as figure,
    values_now.period,
    values_now.indicator,
    cast(null as double) as value_before,
    values_now.value as value_after,
    'not_computed' as reason
from uncounted
inner join indicators on ',' || indicators.sources || ',' like '%,' || uncounted.source || ',%'
inner join values_now
    on
        uncounted.commune_code = values_now.commune_code
        and indicators.indicator = values_now.indicator
        and values_now.unit = 'ALL'
inner join periods on values_now.commune_code = periods.commune_code and values_now.period = periods.period
left join periods as months on uncounted.commune_code = months.commune_code and uncounted.period = months.period
where coalesce(months.last_day between periods.first_day and periods.last_day, true)
