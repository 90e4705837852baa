{{ config(materialized='ephemeral') }}
{#
  Figures of surveys and flows that are carried forward: those of the hamlet's last earlier quarter that nothing blocking spoke
  against, or that the officer had accepted. A year's flow is the sum of its months; no quarter can stand for it.
#}
with

wanted as (
    select * from {{ ref('int_carry_wanted') }}
),

indicators as (
    select * from {{ ref('seed_indicator') }} where grain = 'hamlet' and model <> 'int_indicator_stock'
),

units as (
    select * from {{ ref('int_indicator_unit') }} where denominator > 0
),

periods as (
    select * from {{ ref('dim_period') }}
),

waves as (
    select * from {{ ref('int_wave') }}
),

hamlets as (
    select * from {{ ref('int_hamlet_of_period') }}
),

touches as (
    select * from {{ ref('int_finding_touch') }} where severity = 'blocking' and hamlet_code <> ''
),

accepted as (
    select * from {{ ref('int_waiver_entry') }} where status = 'in_force' and decision = 'accept'
),

doubted as (
    select distinct
        touches.commune_code,
        touches.period,
        touches.indicator,
        touches.hamlet_code
    from touches
    left join accepted
        on touches.commune_code = accepted.commune_code and touches.finding_id = accepted.finding_id
    where accepted.finding_id is null
),

{# The quarter that the figure is of: the period itself, or the year's last wave. #}
dated as (
    select
        wanted.commune_code,
        wanted.period,
        wanted.indicator,
        wanted.hamlet_code,
        indicators.denominator_figure,
        case when length(wanted.period) = 7 then wanted.period else max(waves.wave) end as own_quarter
    from wanted
    inner join indicators on wanted.indicator = indicators.indicator
    left join waves
        on
            wanted.commune_code = waves.commune_code
            and wanted.period = waves.period
            and indicators.kind = 'survey'
            and ',' || indicators.sources || ',' like '%,' || waves.source || ',%'
    group by
        wanted.commune_code, wanted.period, wanted.indicator, wanted.hamlet_code, indicators.denominator_figure
),

earlier as (
    select
        dated.commune_code,
        dated.period,
        dated.indicator,
        dated.hamlet_code,
        dated.denominator_figure,
        units.period as quarter,
        units.numerator,
        units.denominator,
        units.weight,
        units.effective_size,
        units.shortfall,
        row_number() over (
            partition by dated.commune_code, dated.period, dated.indicator, dated.hamlet_code
            order by units.period desc
        ) as age
    from dated
    inner join units
        on
            dated.commune_code = units.commune_code
            and dated.indicator = units.indicator
            and dated.hamlet_code = units.unit
            and dated.own_quarter > units.period
    inner join periods
        on
            units.commune_code = periods.commune_code
            and units.period = periods.period
            and periods.period_kind = 'quarter'
    left join doubted
        on
            units.commune_code = doubted.commune_code
            and units.period = doubted.period
            and units.indicator = doubted.indicator
            and units.unit = doubted.hamlet_code
    where doubted.hamlet_code is null
)

select
    earlier.commune_code,
    earlier.period,
    earlier.indicator,
    earlier.hamlet_code as unit,
    earlier.quarter,
    earlier.numerator,
    earlier.denominator,
    case
        when earlier.weight is not null then {{ registry_figure('earlier.denominator_figure', 'hamlets') }}
    end as weight,
    earlier.effective_size,
    earlier.shortfall
from earlier
inner join hamlets
    on
        earlier.commune_code = hamlets.commune_code
        and earlier.period = hamlets.period
        and earlier.hamlet_code = hamlets.hamlet_code
where earlier.age = 1
