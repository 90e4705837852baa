{# A member code is not in the roster or, in a team's log, not of that team on that day: the row is turned away. #}
with

verdicts as (
    select * from {{ ref('int_row_verdict') }}
    where is_current and source in {{ check_sources('unknown_member') }} and {{ touched('finding_period') }}
),

looked as (
    {{ looked_at('unknown_member') }}
),

found as (
    select
        verdicts.commune_code,
        verdicts.source,
        verdicts.finding_period,
        verdicts.finding_hamlet,
        verdicts.member_code as key,

        verdicts.file_sha256,
        verdicts.sheet,
        verdicts.row_number,
        verdicts.row_id,
        count(*) over (
            partition by
                verdicts.commune_code, verdicts.source, verdicts.finding_period,
                verdicts.finding_hamlet, verdicts.member_code
        ) as rows_found,
        row_number() over (
            partition by
                verdicts.commune_code, verdicts.source, verdicts.finding_period,
                verdicts.finding_hamlet, verdicts.member_code
            order by verdicts.file_sha256, verdicts.row_number
        ) as place
    from verdicts
    where verdicts.reason = 'unknown_member'
)

select
    found.commune_code,
    'unknown_member' as rule,
    found.source,
    found.finding_period as period,
    found.finding_hamlet as hamlet,
    found.key,
    'fail' as outcome,
    '' as reason,
    {{ severity('unknown_member') }} as severity,
    found.key || ' (' || cast(found.rows_found as varchar) || ' dòng)' as observed,
    'mã trong danh sách của tổ' as expected,
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
    'unknown_member' as rule,
    looked.source,
    looked.period,
    looked.hamlet,
    '' as key,
    {{ outcome_of('false', 'looked.reason', 'looked.is_due') }} as outcome,
    looked.reason,
    {{ severity('unknown_member') }} as severity,
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
