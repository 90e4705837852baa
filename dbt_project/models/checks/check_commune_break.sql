{# The middle of all hamlets' changes in a month jumps: far in itself, and far beyond the largest of its own past. #}
with

slots as (
    select * from {{ ref('int_check_slot') }} where source in {{ check_sources('commune_break') }}
),

indicators as (
    select * from {{ ref('seed_indicator') }} where model = 'int_indicator_stock'
),

fields as (
    select * from {{ ref('seed_figure') }}
),

middles as (
    select * from {{ ref('int_stock_middle') }}
),

compared as (
    select
        slots.commune_code,
        slots.source,
        fields.figure,
        slots.period,
        slots.is_due,
        slots.file_sha256,
        middles.commune_change,
        middles.largest_past,
        case
            when not slots.is_received then 'no_file'
            when coalesce(middles.hamlets_moved, 0) < {{ threshold('commune_break', 'min_hamlets') }}
                then 'too_few_hamlets'
            when middles.past_changes < {{ threshold('commune_break', 'min_past') }} then 'no_past'
            else ''
        end as reason
    from slots
    inner join fields on slots.source = fields.source
    inner join indicators on fields.figure = indicators.numerator_figure
    left join middles
        on
            slots.commune_code = middles.commune_code
            and slots.period = middles.period
            and fields.figure = middles.figure
)

select
    compared.commune_code,
    'commune_break' as rule,
    compared.source,
    compared.period,
    '' as hamlet,
    compared.figure as key,
    {{ outcome_of(
        'abs(compared.commune_change) > ' ~ threshold('commune_break', 'points')
        ~ ' and abs(compared.commune_change) > ' ~ threshold('commune_break', 'times') ~ ' * compared.largest_past',
        'compared.reason', 'compared.is_due'
    ) }} as outcome,
    compared.reason,
    {{ severity('commune_break') }} as severity,
    case when compared.commune_change > 0 then '+' else '' end || {{ points_text('compared.commune_change') }}
    || ' điểm' as observed,
    {{ points_text('compared.largest_past') }} || ' điểm' as expected,
    compared.figure,
    compared.file_sha256,
    cast(null as varchar) as sheet,
    cast(null as integer) as row_number,
    cast(null as varchar) as row_id
from compared
