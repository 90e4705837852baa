{# Which quarterly wave of a source speaks for each quarter (its own) and year (its last). #}
with

files as (
    select * from {{ ref('int_file_period') }} where cadence = 'quarterly' and not is_period_missing
),

periods as (
    select * from {{ ref('dim_period') }} where period_kind in ('quarter', 'year')
),

waves as (
    select distinct
        commune_code,
        source,
        period,
        period_last_day
    from files
)

select
    periods.commune_code,
    periods.period,
    waves.source,
    max(waves.period) as wave
from periods
inner join waves
    on
        periods.commune_code = waves.commune_code
        and waves.period_last_day between periods.first_day and periods.last_day
group by periods.commune_code, periods.period, waves.source
