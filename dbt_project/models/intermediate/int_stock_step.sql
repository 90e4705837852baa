{#
  The cumulative figures month by month, each beside what it grew from a month before (a merged hamlet: from the sum of those it
  was made of), and how far its rate moved. Over two months as well, for a hamlet that stayed as it was.
#}
with

turns as (
    select * from {{ ref('int_period_turn') }} where period_kind = 'month'
),

{# The months asked for, and the two before each. #}
wanted as (
    select period from turns where {{ touched('period') }}
    union
    select period_before as period from turns where {{ touched('period') }}
    union
    select period_earlier as period from turns where {{ touched('period') }}
),

figures as (
    select * from {{ ref('int_check_figure') }}
    where period_kind = 'month' and period in (select wanted.period from wanted)
),

indicators as (
    select * from {{ ref('seed_indicator') }} where model = 'int_indicator_stock'
),

heirs as (
    select * from {{ ref('int_hamlet_heir') }}
),

cells as (
    select
        figures.commune_code,
        figures.source,
        figures.figure,
        figures.period,
        figures.is_last,
        figures.is_due,
        figures.hamlet_code,
        figures.amount,
        {{ registry_figure('indicators.denominator_figure', 'figures') }} as denominator,
        figures.reason,
        figures.file_sha256,
        figures.sheet,
        figures.row_number,
        figures.row_id
    from figures
    inner join indicators on figures.figure = indicators.numerator_figure
),

before as (
    select
        heirs.commune_code,
        heirs.period,
        heirs.period_before,
        heirs.hamlet_code,
        cells.figure,
        count(*) - count(cells.amount) as origins_unknown,
        max(heirs.is_split) as is_split,
        max(case when heirs.origin_code <> heirs.hamlet_code then 1 else 0 end) as is_changed,
        cast(sum(cells.amount) as bigint) as amount
    from heirs
    inner join cells
        on
            heirs.commune_code = cells.commune_code
            and heirs.period_before = cells.period
            and heirs.origin_code = cells.hamlet_code
    group by heirs.commune_code, heirs.period, heirs.period_before, heirs.hamlet_code, cells.figure
),

steps as (
    select
        cells.commune_code,
        cells.source,
        cells.figure,
        cells.period,
        before.period_before,
        cells.is_last,
        cells.is_due,
        cells.hamlet_code,
        cells.amount,
        cells.denominator,
        case when before.origins_unknown = 0 and before.is_split = 0 then before.amount end as amount_before,
        before.is_changed,
        case
            when cells.reason <> '' then cells.reason
            when before.figure is null then 'no_month_before'
            when before.is_split = 1 then 'split_hamlet'
            when before.origins_unknown > 0 then 'month_before_missing'
            else ''
        end as reason,
        cells.file_sha256,
        cells.sheet,
        cells.row_number,
        cells.row_id
    from cells
    left join before
        on
            cells.commune_code = before.commune_code
            and cells.period = before.period
            and cells.hamlet_code = before.hamlet_code
            and cells.figure = before.figure
)

select
    steps.commune_code,
    steps.source,
    steps.figure,
    steps.period,
    steps.period_before,
    steps.is_last,
    steps.is_due,
    steps.hamlet_code,
    steps.amount,
    steps.denominator,
    steps.amount_before,
    case when steps.is_changed = 0 then earlier.amount_before end as amount_earlier,
    cast(steps.amount - steps.amount_before as double) / nullif(steps.denominator, 0) as change,
    case
        when steps.is_changed = 0
            then cast(steps.amount - earlier.amount_before as double) / nullif(steps.denominator, 0)
    end as change_earlier,
    coalesce(steps.denominator >= {{ threshold('spike', 'min_denominator') }}, false) as is_sizeable,
    steps.reason,
    steps.file_sha256,
    steps.sheet,
    steps.row_number,
    steps.row_id
from steps
left join steps as earlier
    on
        steps.commune_code = earlier.commune_code
        and steps.figure = earlier.figure
        and steps.hamlet_code = earlier.hamlet_code
        and steps.period_before = earlier.period
