{# A team has not reported a month for which others have: blocking for the quarter's last month. #}
with

grid as (
    select * from {{ ref('int_check_grid') }} where source in {{ check_sources('report_missing') }}
)

select
    grid.commune_code,
    'report_missing' as rule,
    grid.source,
    grid.period,
    grid.hamlet_code as hamlet,
    '' as key,
    {{ outcome_of(
        "grid.state = 'absent'",
        "case when grid.state = 'no_file' then 'no_file' else '' end",
        'grid.is_due'
    ) }} as outcome,
    case when grid.state = 'no_file' then 'no_file' else '' end as reason,
    case
        when grid.is_last then {{ severity('report_missing') }}
        else {{ severity_low('report_missing') }}
    end as severity,
    'chưa nộp' as observed,
    '1 báo cáo' as expected,
    '' as figure,
    grid.file_sha256,
    grid.sheet,
    grid.row_number,
    grid.row_id
from grid
