{# A name is not in the registry: the row is turned away, and the nearest name is suggested, never taken. #}
with

verdicts as (
    select * from {{ ref('int_row_verdict') }} where is_current and source in {{ check_sources('unknown_hamlet') }}
),

looked as (
    {{ looked_at('unknown_hamlet', by_hamlet=false) }}
),

rows_read as (
    select * from {{ ref('int_row') }} where hamlet_text is not null
),

names as (
    select * from {{ ref('stg_registry_name') }}
),

hamlets as (
    select * from {{ ref('int_hamlet') }}
),

hamlet_names as (
    select distinct
        hamlets.commune_code,
        hamlets.hamlet_code,
        hamlets.hamlet_name,
        hamlets.former_commune,
        names.name_key,
        names.plain_key
    from hamlets
    inner join names
        on
            hamlets.commune_code = names.commune_code
            and hamlets.file_sha256 = names.file_sha256
            and hamlets.row_number = names.row_number
),

caught as (
    select
        verdicts.commune_code,
        verdicts.source,
        verdicts.finding_period,
        '' as finding_hamlet,
        coalesce(rows_read.hamlet_key, '') as key,
        verdicts.hamlet_text,
        rows_read.hamlet_key,
        verdicts.file_sha256,
        verdicts.sheet,
        verdicts.row_number,
        verdicts.row_id,
        count(*) over (
            partition by
                verdicts.commune_code, verdicts.source, verdicts.finding_period,
                '', coalesce(rows_read.hamlet_key, '')
        ) as rows_found,
        row_number() over (
            partition by
                verdicts.commune_code, verdicts.source, verdicts.finding_period,
                '', coalesce(rows_read.hamlet_key, '')
            order by verdicts.file_sha256, verdicts.row_number
        ) as place
    from verdicts
    inner join rows_read on verdicts.commune_code = rows_read.commune_code and verdicts.row_id = rows_read.row_id
    where verdicts.reason = 'unknown_hamlet'
),

near as (
    select
        caught.commune_code,
        caught.row_id,
        hamlet_names.hamlet_name,
        row_number() over (
            partition by caught.commune_code, caught.row_id
            order by {{ edit_distance('caught.hamlet_key', 'hamlet_names.name_key') }}, hamlet_names.hamlet_code
        ) as nearness
    from caught
    inner join hamlet_names on caught.commune_code = hamlet_names.commune_code
    where
        caught.place = 1
        and {{ edit_distance('caught.hamlet_key', 'hamlet_names.name_key') }}
        <= least({{ threshold('unknown_hamlet', 'max_edits') }}, length(caught.hamlet_key) / 2.0)
),

found as (
    select
        caught.commune_code,
        caught.source,
        caught.finding_period,
        caught.finding_hamlet,
        caught.key,
        caught.hamlet_text,
        near.hamlet_name,
        caught.place,
        caught.file_sha256,
        caught.sheet,
        caught.row_number,
        caught.row_id
    from caught
    left join near
        on caught.commune_code = near.commune_code and caught.row_id = near.row_id and near.nearness = 1
)

select
    found.commune_code,
    'unknown_hamlet' as rule,
    found.source,
    found.finding_period as period,
    found.finding_hamlet as hamlet,
    found.key,
    'fail' as outcome,
    '' as reason,
    {{ severity('unknown_hamlet') }} as severity,
    found.hamlet_text as observed,
    coalesce('gần nhất là ' || found.hamlet_name, 'không có tên nào gần giống') as expected,
    '' as figure,
    found.file_sha256,
    found.sheet,
    found.row_number,
    found.row_id
from found
where found.place = 1
union all
select
    looked.commune_code,
    'unknown_hamlet' as rule,
    looked.source,
    looked.period,
    looked.hamlet,
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
left join found
    on
        looked.commune_code = found.commune_code
        and looked.source = found.source
        and looked.period = found.finding_period
        and looked.hamlet = found.finding_hamlet
where found.source is null
