{#
  A hamlet stands twice in one file: with different figures neither row is used, with the same ones it counts once. So does a school, a field
  of service, an office, of which each row that disagrees is a finding of its own: the officer may accept one of them. A stock stands once;
  rows of a flow under one name may be parts of it (two kinds of procedure, each with its "Hộ tịch"): they count, with a warning.
#}
with

grid as (
    select * from {{ ref('int_check_grid') }} where source in {{ by_hamlet_sources() }}
),

verdicts as (
    select * from {{ ref('int_row_verdict') }} where source = 'registry' and is_current and row_status = 'accepted'
),

registry as (
    select * from {{ ref('stg_registry') }}
),

again as (
    select * from {{ ref('int_row_again') }} where rows_there > 1
),

looked as (
    select * from ({{ looked_at('duplicate_conflict', by_hamlet=false) }}) as every_source
    where source not in {{ by_hamlet_sources(['registry']) }}
),

sources as (
    select * from {{ ref('seed_source') }}
),

counted as (
    select * from {{ ref('int_row_verdict') }} where is_counted and {{ touched('finding_period') }}
),

by_row as (
    select
        counted.commune_code,
        counted.source,
        counted.finding_period,
        again.is_conflicting,
        again.is_conflicting and sources.nature <> 'flow' as is_held,
        again.row_key || case when again.is_conflicting then '|' || counted.row_id else '' end as key,
        '«' || {{ safe_words('again.row_name') }} || '»: ' || cast(again.rows_there as varchar) || ' dòng ' as observed,
        counted.file_sha256,
        counted.sheet,
        counted.row_number,
        counted.row_id
    from counted
    inner join again on counted.commune_code = again.commune_code and counted.row_id = again.row_id
    inner join sources on counted.source = sources.source
),

registered as (
    select
        verdicts.commune_code,
        verdicts.finding_hamlet,
        coalesce(cast(registry.valid_from as varchar), '') as valid_from,
        count(*) as rows_there,
        count(distinct {{ stable_key([
            'registry.households', 'registry.population', 'registry.population_15_plus', 'registry.adults'
        ]) }}) as versions,
        min(verdicts.file_sha256) as file_sha256,
        min(verdicts.sheet) as sheet,
        min(verdicts.row_number) as row_number,
        min(verdicts.row_id) as row_id
    from verdicts
    inner join registry on verdicts.commune_code = registry.commune_code and verdicts.row_id = registry.row_id
    group by verdicts.commune_code, verdicts.finding_hamlet, coalesce(cast(registry.valid_from as varchar), '')
)

select
    grid.commune_code,
    'duplicate_conflict' as rule,
    grid.source,
    grid.period,
    grid.hamlet_code as hamlet,
    '' as key,
    {{ outcome_of(
        'grid.rows_accepted > 1',
        "case when grid.state in ('absent', 'no_file', 'rejected') then grid.state else '' end",
        'grid.is_due'
    ) }} as outcome,
    case when grid.state in ('absent', 'no_file', 'rejected') then grid.state else '' end as reason,
    case
        when grid.state = 'conflict' then {{ severity('duplicate_conflict') }}
        else {{ severity_low('duplicate_conflict') }}
    end as severity,
    cast(grid.rows_accepted as varchar)
    || case when grid.state = 'conflict' then ' dòng khác số nhau' else ' dòng giống nhau' end as observed,
    '1 dòng' as expected,
    '' as figure,
    grid.file_sha256,
    grid.sheet,
    grid.row_number,
    grid.row_id
from grid
union all
select
    registered.commune_code,
    'duplicate_conflict' as rule,
    'registry' as source,
    '' as period,
    registered.finding_hamlet as hamlet,
    registered.valid_from as key,
    {{ outcome_of('registered.rows_there > 1') }} as outcome,
    '' as reason,
    case
        when registered.versions > 1 then {{ severity('duplicate_conflict') }}
        else {{ severity_low('duplicate_conflict') }}
    end as severity,
    cast(registered.rows_there as varchar)
    || case when registered.versions > 1 then ' dòng khác số nhau' else ' dòng giống nhau' end as observed,
    '1 dòng' as expected,
    '' as figure,
    registered.file_sha256,
    registered.sheet,
    registered.row_number,
    registered.row_id
from registered
union all
select
    looked.commune_code,
    'duplicate_conflict' as rule,
    looked.source,
    looked.period,
    '' as hamlet,
    by_row.key,
    {{ outcome_of('by_row.key is not null', 'looked.reason', 'looked.is_due') }} as outcome,
    looked.reason,
    case
        when by_row.is_held then {{ severity('duplicate_conflict') }}
        else {{ severity_low('duplicate_conflict') }}
    end as severity,
    by_row.observed || case when by_row.is_conflicting then 'khác số nhau' else 'giống nhau' end as observed,
    '1 dòng' as expected,
    '' as figure,
    by_row.file_sha256,
    by_row.sheet,
    by_row.row_number,
    by_row.row_id
from looked
left join by_row
    on
        looked.commune_code = by_row.commune_code
        and looked.source = by_row.source
        and looked.period = by_row.finding_period
