{# A report was handed in with every figure blank or zero. #}
with

figures as (
    select * from {{ ref('int_check_figure') }}
    where source in {{ check_sources('report_empty') }} and {{ touched('period') }}
),

reports as (
    select
        commune_code,
        source,
        period,
        is_due,
        hamlet_code,
        state,
        max(coalesce(amount, 0)) as largest,
        min(file_sha256) as file_sha256,
        min(sheet) as sheet,
        min(row_number) as row_number,
        min(row_id) as row_id
    from figures
    group by commune_code, source, period, is_due, hamlet_code, state
)

select
    reports.commune_code,
    'report_empty' as rule,
    reports.source,
    reports.period,
    reports.hamlet_code as hamlet,
    '' as key,
    {{ outcome_of(
        'reports.largest = 0',
        "case when reports.state = 'present' then '' else reports.state end",
        'reports.is_due'
    ) }} as outcome,
    case when reports.state = 'present' then '' else reports.state end as reason,
    {{ severity('report_empty') }} as severity,
    'mọi số đều trống hoặc bằng 0' as observed,
    'có số liệu' as expected,
    '' as figure,
    reports.file_sha256,
    reports.sheet,
    reports.row_number,
    reports.row_id
from reports
