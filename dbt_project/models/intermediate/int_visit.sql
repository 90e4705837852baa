{# The visits that count, each with its member's team and the hamlet that the team belongs to at the month's end. #}
with

visits as (
    select * from {{ ref('stg_visit_log') }}
),

verdicts as (
    select * from {{ ref('int_row_verdict') }} where source = 'visit_log' and is_counted and {{ touched('period') }}
)

select
    verdicts.commune_code,
    verdicts.row_id,
    verdicts.file_sha256,
    verdicts.sheet,
    verdicts.row_number,
    visits.visit_date,
    verdicts.period as reporting_month,
    verdicts.hamlet_code,
    verdicts.member_code,
    verdicts.member_team as team_code,
    verdicts.finding_hamlet as team_hamlet,
    visits.household_id,
    visits.people_helped,
    visits.topic,
    visits.channel,
    {# The order in which visits are counted, as one number: sorting rows by their names is dear. #}
    {{ days_between("cast('2000-01-01' as date)", 'visits.visit_date') }} * 1000000 + row_number() over (
        partition by verdicts.commune_code, visits.visit_date order by verdicts.row_id
    ) as place
from verdicts
inner join visits on verdicts.commune_code = visits.commune_code and verdicts.row_id = visits.row_id
{# Rows of a period lie together: what an increment takes out of the table is then whole groups of rows. #}
order by reporting_month
