{{ config(materialized='ephemeral') }}
{#
  Each figure that has one the period before to be held against: the hamlet's own (a merged hamlet's: the sum of those it was
  made of), or, in tables that are not by hamlet, the same line's. A cumulative figure may have risen since as the hamlets did.
#}
with

periods as (
    select * from {{ ref('dim_period') }}
),

turns as (
    select
        commune_code,
        period,
        lag(period) over (partition by commune_code, period_kind order by last_day) as period_before
    from periods
),

{# The periods asked for, and those before them. #}
wanted as (
    select period from turns where {{ touched('period') }}
    union
    select period_before as period from turns where {{ touched('period') }}
),

figures as (
    select * from {{ ref('int_check_figure') }}
    where amount is not null and period in (select wanted.period from wanted)
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

indicators as (
    select * from {{ ref('seed_indicator') }} where model = 'int_indicator_stock'
),

middles as (
    select * from {{ ref('int_stock_middle') }}
),

cells as (
    select * from {{ ref('int_cell') }} where source in {{ by_row_sources() }} and amount is not null
),

verdicts as (
    select * from {{ ref('int_row_verdict') }}
    where
        source in {{ by_row_sources() }}
        and is_current
        and row_status = 'accepted'
        and finding_period in (select wanted.period from wanted)
),

known as (
    select
        figures.commune_code,
        figures.source,
        figures.period,
        figures.period_kind,
        figures.hamlet_code,
        figures.hamlet_code as unit,
        figures.row_id,
        figures.figure,
        figures.amount,
        case when indicators.indicator is null then 0 else 1 end as is_cumulative,
        {{ registry_figure('indicators.denominator_figure', 'figures') }} as denominator
    from figures
    left join indicators on figures.figure = indicators.numerator_figure
    union all
    select
        cells.commune_code,
        cells.source,
        verdicts.finding_period as period,
        '' as period_kind,
        '' as hamlet_code,
        cells.item as unit,
        cells.row_id,
        cells.figure,
        cells.amount,
        0 as is_cumulative,
        cast(null as bigint) as denominator
    from cells
    inner join verdicts on cells.commune_code = verdicts.commune_code and cells.row_id = verdicts.row_id
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
