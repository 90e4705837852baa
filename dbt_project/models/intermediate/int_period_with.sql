{# Which sources have anything that counts in each quarter and year, so that "nothing yet" is told from zero. #}
with

periods as (
    select * from {{ ref('dim_period') }} where period_kind in ('quarter', 'year')
),

files as (
    select * from {{ ref('int_file_period') }}
),

visits as (
    select distinct commune_code, visit_date from {{ ref('int_visit') }}
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
    where files.source <> 'visit_log'
),

visited as (
    select distinct
        periods.commune_code,
        periods.period,
        'visit_log' as source
    from periods
    inner join visits
        on
            periods.commune_code = visits.commune_code
            and visits.visit_date between periods.first_day and periods.last_day
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
from visited
