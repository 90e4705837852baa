{{ config(materialized='ephemeral') }}
{# How the hamlets moved together in each month: the middle and spread of their moves, and the commune's own past. #}
with

steps as (
    select * from {{ ref('int_stock_step') }}
),

middles as (
    select
        commune_code,
        source,
        figure,
        period,
        median(change) as commune_change,
        count(change) as hamlets_moved,
        median(case when is_sizeable then change end) as middle,
        median(case when is_sizeable then change_earlier end) as middle_earlier,
        count(case when is_sizeable then change end) as hamlets_compared,
        count(case when is_sizeable then change_earlier end) as hamlets_compared_earlier
    from steps
    group by commune_code, source, figure, period
),

spreads as (
    select
        steps.commune_code,
        steps.figure,
        steps.period,
        median(case when steps.is_sizeable then abs(steps.change - middles.middle) end) as deviation,
        median(case when steps.is_sizeable then abs(steps.change_earlier - middles.middle_earlier) end)
            as deviation_earlier
    from steps
    inner join middles
        on
            steps.commune_code = middles.commune_code
            and steps.figure = middles.figure
            and steps.period = middles.period
    group by steps.commune_code, steps.figure, steps.period
)

select
    middles.commune_code,
    middles.source,
    middles.figure,
    middles.period,
    middles.commune_change,
    middles.hamlets_moved,
    middles.middle,
    middles.hamlets_compared,
    greatest({{ threshold('spike', 'scale') }} * spreads.deviation, {{ threshold('spike', 'floor') }}) as spread,
    middles.middle_earlier,
    middles.hamlets_compared_earlier,
    greatest({{ threshold('spike', 'scale') }} * spreads.deviation_earlier, {{ threshold('spike', 'floor') }})
        as spread_earlier,
    max(abs(middles.commune_change)) over own_past as largest_past,
    count(middles.commune_change) over own_past as past_changes
from middles
inner join spreads
    on
        middles.commune_code = spreads.commune_code
        and middles.figure = spreads.figure
        and middles.period = spreads.period
window own_past as (
    partition by middles.commune_code, middles.figure
    order by middles.period
    rows between unbounded preceding and 1 preceding
)
