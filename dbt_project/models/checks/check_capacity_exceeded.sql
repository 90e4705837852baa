{#
  One member, one day, more households than a day can hold, in all logs together: who serves in two teams has one day all the same. It is told
  of the hamlet of the log with most of the day's visits.
#}
with

looked as (
    {{ looked_at('capacity_exceeded') }}
),

visits as (
    select * from {{ ref('int_visit') }} where {{ touched('reporting_month') }}
),

full_days as (
    select
        commune_code,
        reporting_month,
        member_code,
        visit_date,
        count(distinct household_id) as households
    from visits
    group by commune_code, reporting_month, member_code, visit_date
    having count(distinct household_id) > {{ threshold('capacity_exceeded', 'households') }}
),

logs as (
    select
        full_days.commune_code,
        full_days.reporting_month,
        full_days.member_code,
        full_days.visit_date,
        full_days.households,
        visits.team_hamlet as hamlet,
        visits.file_sha256,
        {{ first_by('visits.sheet', 'visits.row_number', 'visits.row_id') }} as sheet,
        min(visits.row_number) as row_number,
        {{ first_by('visits.row_id', 'visits.row_number', 'visits.row_id') }} as row_id,
        row_number() over (
            partition by full_days.commune_code, full_days.member_code, full_days.visit_date
            order by count(*) desc, visits.team_hamlet desc, visits.file_sha256 asc
        ) as place
    from full_days
    inner join visits
        on
            full_days.commune_code = visits.commune_code
            and full_days.reporting_month = visits.reporting_month
            and full_days.member_code = visits.member_code
            and full_days.visit_date = visits.visit_date
    group by
        full_days.commune_code, full_days.reporting_month, full_days.member_code, full_days.visit_date,
        full_days.households, visits.team_hamlet, visits.file_sha256
),

days as (
    select * from logs where place = 1
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
