{# A name is not in the registry: the row is turned away, and the nearest name is suggested, never taken. #}
with

looked as (
    {{ looked_at('unknown_hamlet', by_hamlet=false) }}
),

refused as (
    select * from {{ ref('int_name_refused') }} where rule = 'unknown_hamlet'
)

select
    refused.commune_code,
    'unknown_hamlet' as rule,
    refused.source,
    refused.finding_period as period,
    '' as hamlet,
    refused.key,
    'fail' as outcome,
    '' as reason,
    {{ severity('unknown_hamlet') }} as severity,
    refused.hamlet_text as observed,
    coalesce('gần nhất là ' || refused.nearest_name, 'không có tên nào gần giống') as expected,
    '' as figure,
    refused.file_sha256,
    refused.sheet,
    refused.row_number,
    refused.row_id
from refused
union all
select
    looked.commune_code,
    'unknown_hamlet' as rule,
    looked.source,
    looked.period,
    '' as hamlet,
    '' as key,
    {{ outcome_of('false', 'looked.reason', 'looked.is_due') }} as outcome,
    looked.reason,
    {{ severity('unknown_hamlet') }} as severity,
    '' as observed,
    '' as expected,
    '' as figure,
    cast(null as varchar) as file_sha256,
    cast(null as varchar) as sheet,
    cast(null as integer) as row_number,
    cast(null as varchar) as row_id
from looked
left join refused
    on
        looked.commune_code = refused.commune_code
        and looked.source = refused.source
        and looked.period = refused.finding_period
where refused.source is null
