{{ config(materialized='ephemeral') }}
{# Which sources have anything that counts in each quarter and year, so that "nothing yet" is told from zero. #}
with

periods as (
    select * from {{ ref('dim_period') }} where period_kind in ('quarter', 'year')
),

files as (
    select * from {{ ref('int_file_period') }}
),

dated as (
    select distinct
        commune_code,
        source,
        event_date
    from {{ ref('int_row_verdict') }}
    where source in ('visit_log', 'training') and is_counted
),

filed as (
    select distinct
        periods.commune_code,
        periods.period,
        files.source
    from periods
    inner join files
        on
            periods.commune_code = files.commune_code
            and files.period_last_day between periods.first_day and periods.last_day
    where files.source not in ('visit_log', 'training')
),

happened as (
    select distinct
        periods.commune_code,
        periods.period,
        dated.source
    from periods
    inner join dated
        on
            periods.commune_code = dated.commune_code
            and dated.event_date between periods.first_day and periods.last_day
)

select
    commune_code,
    period,
    source
from filed
union all
select
    commune_code,
    period,
    source
from happened
