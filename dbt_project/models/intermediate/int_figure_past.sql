{{ config(materialized='ephemeral') }}
{#
  Each figure that has one the period before to be held against: the hamlet's own (a merged hamlet's: the sum of those it was
  made of), or, in tables that are not by hamlet, the same line's. A cumulative figure may have risen since as the hamlets did.
#}
with

turns as (
    select * from {{ ref('int_period_turn') }}
),

known as (
    select * from {{ ref('int_figure_known') }}
),

heirs as (
    select
        commune_code,
        period,
        period_before,
        hamlet_code,
        origin_code,
        is_split,
        count(*) over (partition by commune_code, period, hamlet_code) as origins
    from {{ ref('int_hamlet_heir') }}
),

middles as (
    select * from {{ ref('int_stock_middle') }}
),

{# Who is whose past: of the hamlets by month as they were merged; of all else, the same one in the period before. #}
past as (
    select
        heirs.commune_code,
        heirs.period,
        heirs.hamlet_code as unit,
        known.figure,
        cast(sum(known.amount) as bigint) as amount
    from heirs
    inner join known
        on
            heirs.commune_code = known.commune_code
            and heirs.period_before = known.period
            and heirs.origin_code = known.hamlet_code
    group by heirs.commune_code, heirs.period, heirs.hamlet_code, known.figure
    having count(*) = max(heirs.origins) and max(heirs.is_split) = 0
    union all
    select
        turns.commune_code,
        turns.period,
        known.unit,
        known.figure,
        max(known.amount) as amount
    from turns
    inner join known
        on
            turns.commune_code = known.commune_code
            and turns.period_before = known.period
            and known.period_kind <> 'month'
    group by turns.commune_code, turns.period, known.unit, known.figure
)

select
    known.commune_code,
    known.source,
    known.period,
    known.hamlet_code,
    known.row_id,
    known.figure,
    known.amount,
    known.is_cumulative,
    past.amount as amount_before,
    known.is_cumulative * greatest(coalesce(middles.middle * known.denominator, 0), 0) as rise
from known
inner join past
    on
        known.commune_code = past.commune_code
        and known.period = past.period
        and known.unit = past.unit
        and known.figure = past.figure
        and past.amount > 0
left join middles
    on
        known.commune_code = middles.commune_code
        and known.figure = middles.figure
        and known.period = middles.period
