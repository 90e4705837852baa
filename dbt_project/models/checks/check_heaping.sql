{# Nearly all of a hamlet's figures of a source over the quarter end in 0 or 5: guesses, maybe. Said once a quarter. #}
with

figures as (
    select * from {{ ref('int_check_figure') }}
    where source in {{ check_sources('heaping') }} and {{ touched('quarter') }}
),

counted as (
    select
        commune_code,
        source,
        quarter,
        hamlet_code,
        count(*) as figures_seen,
        sum(case when amount % 5 = 0 then 1 else 0 end) as figures_round
    from figures
    where amount >= {{ threshold('heaping', 'min_amount') }}
    group by commune_code, source, quarter, hamlet_code
),

grid as (
    select * from {{ ref('int_check_grid') }} where is_last and source in {{ check_sources('heaping') }}
),

judged as (
    select
        grid.commune_code,
        grid.source,
        grid.period,
        grid.is_due,
        grid.hamlet_code,
        counted.figures_seen,
        counted.figures_round,
        case
            when counted.figures_seen >= {{ threshold('heaping', 'min_figures') }} then ''
            else 'too_few_figures'
        end as reason,
        grid.file_sha256,
        grid.sheet,
        grid.row_number,
        grid.row_id
    from grid
    left join counted
        on
            grid.commune_code = counted.commune_code
            and grid.source = counted.source
            and grid.quarter = counted.quarter
            and grid.hamlet_code = counted.hamlet_code
)

select
    judged.commune_code,
    'heaping' as rule,
    judged.source,
    judged.period,
    judged.hamlet_code as hamlet,
    '' as key,
    {{ outcome_of(
        'judged.figures_round >= ' ~ threshold('heaping', 'share') ~ ' * judged.figures_seen',
        'judged.reason', 'judged.is_due'
    ) }} as outcome,
    judged.reason,
    {{ severity('heaping') }} as severity,
    cast(cast(judged.figures_round as integer) as varchar) || '/' || cast(judged.figures_seen as varchar) as observed,
    'khoảng một phần năm' as expected,
    '' as figure,
    judged.file_sha256,
    judged.sheet,
    judged.row_number,
    judged.row_id
from judged
