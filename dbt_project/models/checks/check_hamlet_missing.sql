{# A hamlet of the registry has no row in the file that came: blocking in the quarter's last month. #}
with

grid as (
    select * from {{ ref('int_check_grid') }} where source in {{ check_sources('hamlet_missing') }}
)

select
    grid.commune_code,
    'hamlet_missing' as rule,
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
        when grid.is_last then {{ severity('hamlet_missing') }}
        else {{ severity_low('hamlet_missing') }}
    end as severity,
    'không có dòng nào' as observed,
    '1 dòng' as expected,
    '' as figure,
    grid.file_sha256,
    grid.sheet,
    grid.row_number,
    grid.row_id
from grid
