{{ config(materialized='ephemeral') }}
{#
  What each hamlet of a month takes over from the month before: itself, and the hamlets that it was made of in between.
  Of a split hamlet nothing can be shared out: its parts, and what is left of it, start anew (is_split).
#}
with

grid as (
    select * from {{ ref('int_check_grid') }} where period_kind = 'month'
),

origins as (
    select * from {{ ref('int_hamlet_origin') }}
),

months as (
    select * from {{ ref('int_period_turn') }} where period_kind = 'month'
),

standing as (
    select distinct
        grid.commune_code,
        grid.period,
        grid.last_day,
        months.period_before,
        months.last_day_before,
        grid.hamlet_code
    from grid
    inner join months on grid.commune_code = months.commune_code and grid.period = months.period
),

{# Who became whom between the ends of two months; an origin that still stands has only lost a part. #}
taken_over as (
    select
        standing.commune_code,
        standing.period,
        standing.period_before,
        standing.hamlet_code,
        origins.origin_code,
        case when origins.is_split or still_there.hamlet_code is not null then 1 else 0 end as is_split
    from standing
    inner join origins
        on
            standing.commune_code = origins.commune_code
            and standing.hamlet_code = origins.hamlet_code
            and standing.last_day >= origins.valid_from
            and standing.last_day_before < origins.valid_from
    left join standing as still_there
        on
            standing.commune_code = still_there.commune_code
            and standing.period = still_there.period
            and origins.origin_code = still_there.hamlet_code
),

losses as (
    select distinct
        commune_code,
        period,
        origin_code
    from taken_over
)

select
    standing.commune_code,
    standing.period,
    standing.period_before,
    standing.hamlet_code,
    standing.hamlet_code as origin_code,
    case when losses.origin_code is null then 0 else 1 end as is_split
from standing
left join losses
    on
        standing.commune_code = losses.commune_code
        and standing.period = losses.period
        and standing.hamlet_code = losses.origin_code
union all
select
    commune_code,
    period,
    period_before,
    hamlet_code,
    origin_code,
    is_split
from taken_over
