{# The door turned a row away because a count in it is none. This rule, and not its absence, reports the hamlet. #}
with

verdicts as (
    select * from {{ ref('int_row_verdict') }}
    where is_current and source in {{ check_sources('not_a_count') }} and {{ touched('finding_period') }}
),

looked as (
    {{ looked_at('not_a_count') }}
),

found as (
    select
        verdicts.commune_code,
        verdicts.source,
        verdicts.finding_period,
        verdicts.finding_hamlet,
        coalesce(verdicts.door_field, '') as key,
        verdicts.door_text,
        verdicts.file_sha256,
        verdicts.sheet,
        verdicts.row_number,
        verdicts.row_id,
        count(*) over (
            partition by
                verdicts.commune_code, verdicts.source, verdicts.finding_period,
                verdicts.finding_hamlet, coalesce(verdicts.door_field, '')
        ) as rows_found,
        row_number() over (
            partition by
                verdicts.commune_code, verdicts.source, verdicts.finding_period,
                verdicts.finding_hamlet, coalesce(verdicts.door_field, '')
            order by verdicts.file_sha256, verdicts.row_number
        ) as place
    from verdicts
    where verdicts.reason = 'not_a_count'
)

select
    found.commune_code,
    'not_a_count' as rule,
    found.source,
    found.finding_period as period,
    found.finding_hamlet as hamlet,
    found.key,
    'fail' as outcome,
    '' as reason,
    {{ severity('not_a_count') }} as severity,
    '«' || {{ safe_words('found.door_text') }} || '»'
    || case
        when found.rows_found > 1 then ' và ' || cast(found.rows_found - 1 as varchar) || ' dòng khác' else ''
    end as observed,
    'số nguyên từ 0 trở lên' as expected,
    found.source || '__' || found.key as figure,
    found.file_sha256,
    found.sheet,
    found.row_number,
    found.row_id
from found
where found.place = 1
union all
select
    looked.commune_code,
    'not_a_count' as rule,
    looked.source,
    looked.period,
    looked.hamlet,
    '' as key,
    {{ outcome_of('false', 'looked.reason', 'looked.is_due') }} as outcome,
    looked.reason,
    {{ severity('not_a_count') }} as severity,
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
