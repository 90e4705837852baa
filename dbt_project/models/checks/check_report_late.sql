{# A report was handed in on or after the day of its month on which reports fall due. #}
with

grid as (
    select * from {{ ref('int_check_grid') }} where source in {{ check_sources('report_late') }}
),

reports as (
    select * from {{ ref('int_report') }}
),

calendars as (
    select * from {{ ref('seed_calendar') }} where in_force
),

dated as (
    select
        grid.commune_code,
        grid.source,
        grid.period,
        grid.is_due,
        grid.hamlet_code,
        case
            when grid.state in ('no_file', 'absent') then grid.state
            when reports.handed_in_on is null then 'no_day_handed_in'
            else ''
        end as reason,
        reports.handed_in_on,
        {{ days_after(month_start('grid.last_day'), 'calendars.report_due_day - 1') }} as due_on,
        grid.file_sha256,
        grid.sheet,
        grid.row_number,
        grid.row_id
    from grid
    cross join calendars
    left join reports
        on
            grid.commune_code = reports.commune_code
            and grid.period = reports.month
            and grid.hamlet_code = reports.hamlet_code
)

select
    dated.commune_code,
    'report_late' as rule,
    dated.source,
    dated.period,
    dated.hamlet_code as hamlet,
    '' as key,
    {{ outcome_of('dated.handed_in_on >= dated.due_on', 'dated.reason', 'dated.is_due') }} as outcome,
    dated.reason,
    {{ severity('report_late') }} as severity,
    {{ day_text('dated.handed_in_on') }} as observed,
    'trước ' || {{ day_text('dated.due_on') }} as expected,
    '' as figure,
    dated.file_sha256,
    dated.sheet,
    dated.row_number,
    dated.row_id
from dated
