{{ config(materialized='ephemeral') }}
{#
  How far each hamlet's move in a month stands from the other hamlets': the modified z over hamlets.
  A figure that fell, stands out, exceeds its whole or moved with a break is doubtful: the month after it is right when it
  fits the month before it, so that one error does not look like two.
#}
{% set enough = threshold('spike', 'min_hamlets') %}
with

steps as (
    select * from {{ ref('int_stock_step') }}
),

middles as (
    select * from {{ ref('int_stock_middle') }}
),

scored as (
    select
        steps.commune_code,
        steps.figure,
        steps.period,
        steps.period_before,
        steps.hamlet_code,
        case
            when steps.is_sizeable and middles.hamlets_compared >= {{ enough }}
                then abs(steps.change - middles.middle) / middles.spread
        end as score,
        case
            when steps.is_sizeable and middles.hamlets_compared_earlier >= {{ enough }}
                then abs(steps.change_earlier - middles.middle_earlier) / middles.spread_earlier
        end as score_earlier,
        coalesce(steps.amount < steps.amount_before, false) or coalesce(steps.amount > steps.denominator, false)
        or coalesce(
            middles.past_changes >= {{ threshold('commune_break', 'min_past') }}
            and abs(middles.commune_change) > {{ threshold('commune_break', 'points') }}
            and abs(middles.commune_change) > {{ threshold('commune_break', 'times') }} * middles.largest_past, false
        ) as is_odd
    from steps
    inner join middles
        on
            steps.commune_code = middles.commune_code
            and steps.figure = middles.figure
            and steps.period = middles.period
)

select
    scored.commune_code,
    scored.figure,
    scored.period,
    scored.hamlet_code,
    scored.score,
    scored.score_earlier,
    coalesce(before.is_odd or before.score > {{ threshold('spike', 'cut') }}, false) as was_doubtful
from scored
left join scored as before
    on
        scored.commune_code = before.commune_code
        and scored.figure = before.figure
        and scored.hamlet_code = before.hamlet_code
        and scored.period_before = before.period
