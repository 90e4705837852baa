{{ config(materialized='ephemeral') }}
{#
  What the team did in a finding's hamlet and period, where its rule says that this may explain it (a spike): visits logged,
  households, people helped; classes that the team's members went to. Where the log has not come in, this is said.
#}
with

findings as (
    select * from {{ ref('int_check_outcome') }}
    where outcome = 'fail' and hamlet <> '' and {{ touched('period') }}
),

checks as (
    select * from {{ ref('seed_check') }} where context_vi is not null
),

grid as (
    select * from {{ ref('int_check_grid') }} where source = 'visit_log'
),

visits as (
    select * from {{ ref('int_visit') }}
),

attendance as (
    select * from {{ ref('stg_training') }}
),

verdicts as (
    select * from {{ ref('int_row_verdict') }} where source = 'training' and is_counted
),

logged as (
    select
        commune_code,
        hamlet_code,
        reporting_month,
        count(*) as visits,
        count(distinct household_id) as households,
        sum(people_helped) as people
    from visits
    where reporting_month in (select findings.period from findings)
    group by commune_code, hamlet_code, reporting_month
),

classes as (
    select
        verdicts.commune_code,
        verdicts.finding_hamlet,
        verdicts.finding_period,
        count(distinct verdicts.unit) as classes,
        count(*) as attendances
    from verdicts
    inner join attendance
        on
            verdicts.commune_code = attendance.commune_code
            and verdicts.row_id = attendance.row_id
            and attendance.present
    where verdicts.finding_period in (select findings.period from findings)
    group by verdicts.commune_code, verdicts.finding_hamlet, verdicts.finding_period
),

filled as (
    select
        findings.commune_code,
        findings.finding_id,
        {{ filled_in(
            "case when logged.visits is not null or grid.state = 'present' then checks.context_vi"
            ~ " else checks.context_unlogged_vi end", {
                'period': period_text('findings.period'),
                'visits': count_text('coalesce(logged.visits, 0)'),
                'households': count_text('coalesce(logged.households, 0)'),
                'people': count_text('coalesce(logged.people, 0)'),
                'classes': count_text('coalesce(classes.classes, 0)'),
                'attendances': count_text('coalesce(classes.attendances, 0)'),
            }
        ) }} as sentence
    from findings
    inner join checks on findings.rule = checks.rule
    left join grid
        on
            findings.commune_code = grid.commune_code
            and findings.period = grid.period
            and findings.hamlet = grid.hamlet_code
    left join logged
        on
            findings.commune_code = logged.commune_code
            and findings.period = logged.reporting_month
            and findings.hamlet = logged.hamlet_code
    left join classes
        on
            findings.commune_code = classes.commune_code
            and findings.period = classes.finding_period
            and findings.hamlet = classes.finding_hamlet
)

select
    commune_code,
    finding_id,
    upper(substr(sentence, 1, 1)) || substr(sentence, 2) as context_vi
from filled
