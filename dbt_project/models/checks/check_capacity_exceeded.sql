{# One member, one day, more households than a day can hold. #}
with

looked as (
    {{ looked_at('capacity_exceeded') }}
),

visits as (
    select * from {{ ref('int_visit') }} where {{ touched('reporting_month') }}
),

days as (
    select
        commune_code,
        reporting_month,
        team_hamlet as hamlet,
        member_code,
        visit_date,
        count(distinct household_id) as households,
        min(file_sha256) as file_sha256,
        min(sheet) as sheet,
        min(row_number) as row_number,
        {{ first_by('row_id', 'row_number') }} as row_id
    from visits
    group by commune_code, reporting_month, team_hamlet, member_code, visit_date
    having count(distinct household_id) > {{ threshold('capacity_exceeded', 'households') }}
)

select
    days.commune_code,
    'capacity_exceeded' as rule,
    'visit_log' as source,
    days.reporting_month as period,
    days.hamlet,
    days.member_code || '|' || cast(days.visit_date as varchar) as key,
    'fail' as outcome,
    '' as reason,
    {{ severity('capacity_exceeded') }} as severity,
    days.member_code || ' đến ' || cast(days.households as varchar) || ' hộ ngày '
    || {{ day_text('days.visit_date') }} as observed,
    cast({{ threshold('capacity_exceeded', 'households') | int }} as varchar) as expected,
    '' as figure,
    days.file_sha256,
    days.sheet,
    days.row_number,
    days.row_id
from days
union all
select
    looked.commune_code,
    'capacity_exceeded' as rule,
    looked.source,
    looked.period,
    looked.hamlet,
    '' as key,
    {{ outcome_of('false', 'looked.reason', 'looked.is_due') }} as outcome,
    looked.reason,
    {{ severity('capacity_exceeded') }} as severity,
    '' as observed,
    '' as expected,
    '' as figure,
    cast(null as varchar) as file_sha256,
    cast(null as varchar) as sheet,
    cast(null as integer) as row_number,
    cast(null as varchar) as row_id
from looked
left join days
    on
        looked.commune_code = days.commune_code
        and looked.period = days.reporting_month
        and looked.hamlet = days.hamlet
where days.member_code is null
