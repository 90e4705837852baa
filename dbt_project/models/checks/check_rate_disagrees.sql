{# A stated rate is off the row's own figures. Percent and fraction are both taken, as people write either. #}
with

grid as (
    select * from {{ ref('int_check_grid') }} where source in {{ check_sources('rate_disagrees') }}
),

accounts as (
    select * from {{ ref('stg_vneid') }}
),

rates as (
    select
        grid.commune_code,
        grid.source,
        grid.period,
        grid.is_due,
        grid.hamlet_code,
        case
            when grid.state <> 'present' then grid.state
            when accounts.level2_rate is null or accounts.level2 is null or coalesce(accounts.population, 0) = 0
                then 'figure_missing'
            else ''
        end as reason,
        accounts.level2_rate as stated,
        100 * cast(accounts.level2 as double) / nullif(accounts.population, 0) as computed,
        grid.file_sha256,
        grid.sheet,
        grid.row_number,
        grid.row_id
    from grid
    left join accounts on grid.commune_code = accounts.commune_code and grid.row_id = accounts.row_id
)

select
    rates.commune_code,
    'rate_disagrees' as rule,
    rates.source,
    rates.period,
    rates.hamlet_code as hamlet,
    '' as key,
    {{ outcome_of(
        'least(abs(rates.stated - rates.computed), abs(100 * rates.stated - rates.computed)) > '
        ~ threshold('rate_disagrees', 'points'),
        'rates.reason', 'rates.is_due'
    ) }} as outcome,
    rates.reason,
    {{ severity('rate_disagrees') }} as severity,
    {{ points_text('rates.stated / 100') }} || '%' as observed,
    {{ points_text('rates.computed / 100') }} || '%' as expected,
    'vneid__level2' as figure,
    rates.file_sha256,
    rates.sheet,
    rates.row_number,
    rates.row_id
from rates
