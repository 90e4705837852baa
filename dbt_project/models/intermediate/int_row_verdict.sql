{#
  What became of every row: accepted, rejected or set aside, by which rule; whether its file stands or has been superseded;
  and whether the figures count it.
#}
with

placed as (
    select * from {{ ref('int_row_placed') }} where {{ touched('period') }}
),

newest as (
    select * from {{ ref('int_unit_newest') }}
),

visits as (
    select * from {{ ref('stg_visit_log') }}
),

answers as (
    select * from {{ ref('stg_bank_survey') }}
),

written_twice as (
    select * from {{ ref('int_row_again') }} where occurrence > 1
),

standing as (
    select
        placed.commune_code,
        placed.source,
        placed.row_id,
        placed.file_sha256,
        placed.sheet,
        placed.row_number,
        placed.row_count,
        placed.door_field,
        placed.door_text,
        placed.period,
        placed.as_of_date,
        placed.unit,
        placed.hamlet_text,
        placed.hamlet_code,
        placed.member_code,
        placed.member_team,
        placed.file_team,
        placed.event_date,
        placed.rejected_by,
        {# Whom and when a finding about the row speaks of: a team's file of its team's hamlet, a class of its month. #}
        coalesce(placed.period, placed.class_month, '') as finding_period,
        coalesce(
            case
                when placed.source in ('visit_log', 'training') then placed.team_hamlet
                else coalesce(placed.hamlet_code, placed.own_hamlet_code)
            end, ''
        ) as finding_hamlet,
        case
            when placed.row_kind = 'total' then 'set_aside'
            when placed.rejected_by is not null then 'rejected'
            else 'accepted'
        end as row_status,
        coalesce(newest.is_newest, false) as is_current
    from placed
    left join newest
        on
            placed.commune_code = newest.commune_code
            and placed.source = newest.source
            and coalesce(placed.period, '') = newest.period
            and placed.unit = newest.unit
            and extract(year from placed.as_of_date) is not distinct from newest.as_of_year
            and placed.file_sha256 = newest.file_sha256
),

{# The same day, member, household and topic again: one visit written twice. #}
repeated_visits as (
    select
        standing.commune_code,
        standing.row_id,
        row_number() over (
            partition by
                standing.commune_code, visits.visit_date, visits.member_code, visits.household_id, lower(visits.topic)
            order by standing.file_sha256, standing.row_number
        ) as occurrence
    from standing
    inner join visits on standing.commune_code = visits.commune_code and standing.row_id = visits.row_id
    where standing.row_status = 'accepted' and standing.is_current
),

{# A household asked twice in a wave counts by its latest answer; so it was in a file that has been replaced. #}
repeated_answers as (
    select
        standing.commune_code,
        standing.row_id,
        row_number() over (
            partition by
                standing.commune_code, standing.period, answers.household_id,
                case when standing.is_current then '' else standing.file_sha256 end
            order by answers.surveyed_on desc, standing.row_number desc
        ) as occurrence
    from standing
    inner join answers on standing.commune_code = answers.commune_code and standing.row_id = answers.row_id
    where standing.row_status = 'accepted'
)

select
    standing.commune_code,
    standing.source,
    standing.row_id,
    standing.file_sha256,
    standing.sheet,
    standing.row_number,
    standing.row_count,
    standing.door_field,
    standing.door_text,
    standing.period,
    standing.as_of_date,
    standing.unit,
    standing.hamlet_text,
    standing.hamlet_code,
    standing.member_code,
    standing.member_team,
    standing.file_team,
    standing.event_date,
    standing.finding_period,
    standing.finding_hamlet,
    standing.row_status,
    standing.is_current,
    coalesce(repeated_answers.occurrence, 1) > 1 as is_answered_again,
    coalesce(
        standing.rejected_by,
        case
            when not standing.is_current then 'superseded'
            when repeated_visits.occurrence > 1 then 'duplicate_visit'
            when repeated_answers.occurrence > 1 then 'answered_again'
            when written_twice.row_id is not null then 'written_twice'
        end
    ) as reason,
    standing.row_status = 'accepted'
    and standing.is_current
    and coalesce(repeated_visits.occurrence, 1) = 1
    and coalesce(repeated_answers.occurrence, 1) = 1
    and written_twice.row_id is null as is_counted
from standing
left join repeated_visits
    on standing.commune_code = repeated_visits.commune_code and standing.row_id = repeated_visits.row_id
left join repeated_answers
    on standing.commune_code = repeated_answers.commune_code and standing.row_id = repeated_answers.row_id
left join written_twice
    on standing.commune_code = written_twice.commune_code and standing.row_id = written_twice.row_id
{# Rows of a period lie together: what an increment takes out of the table is then whole groups of rows. #}
order by standing.period
