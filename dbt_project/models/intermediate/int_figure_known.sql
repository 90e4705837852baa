{{ config(materialized='ephemeral') }}
{#
  Every figure that there is, of the periods asked for and those before them: by hamlet, or, in tables that are not by
  hamlet, by the line's name (unit). What a cumulative one may have grown with is beside it.
#}
with

turns as (
    select * from {{ ref('int_period_turn') }}
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

indicators as (
    select * from {{ ref('seed_indicator') }} where model = 'int_indicator_stock'
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
)

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
