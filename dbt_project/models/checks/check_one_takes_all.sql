{#
  One hamlet has nearly all of what the commune rose by in the quarter: from the month before the quarter, else its first month,
  to its last. Falls are no part of the rise: one hamlet's error must not make another look greedy.
#}
with

cells as (
    select * from {{ ref('int_check_figure') }}
    where source in {{ check_sources('one_takes_all') }} and is_last and {{ touched('period') }}
),

indicators as (
    select * from {{ ref('seed_indicator') }} where model = 'int_indicator_stock'
),

stocks as (
    select * from {{ ref('int_stock') }} where {{ touched('period') }}
),

quarters as (
    select * from {{ ref('dim_period') }} where period_kind = 'quarter'
),

{# Where the quarter's rise is counted from: the newest month before it, else its own first. #}
bases as (
    select
        stocks.commune_code,
        stocks.period,
        stocks.figure,
        coalesce(
            max(case when stocks.as_of_date < quarters.first_day then stocks.month end),
            min(case when not stocks.is_now then stocks.month end)
        ) as month
    from stocks
    inner join quarters on stocks.commune_code = quarters.commune_code and stocks.period = quarters.period
    group by stocks.commune_code, stocks.period, stocks.figure
),

rises as (
    select
        now.commune_code,
        now.period,
        now.figure,
        now.hamlet_code,
        now.amount - base.amount as rise,
        sum(greatest(now.amount - base.amount, 0)) over hamlets_together as commune_rise,
        count(*) over hamlets_together as hamlets_compared
    from stocks as now
    inner join bases
        on now.commune_code = bases.commune_code and now.period = bases.period and now.figure = bases.figure
    inner join stocks as base
        on
            now.commune_code = base.commune_code
            and now.period = base.period
            and now.figure = base.figure
            and now.hamlet_code = base.hamlet_code
            and bases.month = base.month
    where now.is_now
    window hamlets_together as (partition by now.commune_code, now.period, now.figure)
),

compared as (
    select
        cells.commune_code,
        cells.source,
        cells.figure,
        cells.period,
        cells.is_due,
        cells.hamlet_code,
        rises.rise,
        rises.commune_rise,
        case
            when cells.reason <> '' then cells.reason
            when rises.rise is null then 'no_month_before'
            when rises.hamlets_compared < {{ threshold('one_takes_all', 'min_hamlets') }} then 'too_few_hamlets'
            else ''
        end as reason,
        cells.file_sha256,
        cells.sheet,
        cells.row_number,
        cells.row_id
    from cells
    inner join indicators on cells.figure = indicators.numerator_figure
    left join rises
        on
            cells.commune_code = rises.commune_code
            and cells.quarter = rises.period
            and cells.figure = rises.figure
            and cells.hamlet_code = rises.hamlet_code
)

select
    compared.commune_code,
    'one_takes_all' as rule,
    compared.source,
    compared.period,
    compared.hamlet_code as hamlet,
    compared.figure as key,
    {{ outcome_of(
        'compared.rise >= ' ~ threshold('one_takes_all', 'min_rise')
        ~ ' and compared.rise > ' ~ threshold('one_takes_all', 'share') ~ ' * compared.commune_rise',
        'compared.reason', 'compared.is_due'
    ) }} as outcome,
    compared.reason,
    {{ severity('one_takes_all') }} as severity,
    cast(compared.rise as varchar) as observed,
    cast(cast(compared.commune_rise as bigint) as varchar) as expected,
    compared.figure,
    compared.file_sha256,
    compared.sheet,
    compared.row_number,
    compared.row_id
from compared
