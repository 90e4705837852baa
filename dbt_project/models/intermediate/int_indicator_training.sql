{{ config(materialized='ephemeral') }}
{# Active members with at least one class attended by the period's end, over active members at the period's end. #}
with

members as (
    select * from {{ ref('int_team_member') }}
),

attendance as (
    select * from {{ ref('stg_training') }}
),

verdicts as (
    select * from {{ ref('int_row_verdict') }} where source = 'training' and is_counted
),

attended as (
    select distinct
        attendance.commune_code,
        attendance.member_code,
        attendance.class_date
    from attendance
    inner join verdicts on attendance.commune_code = verdicts.commune_code and attendance.row_id = verdicts.row_id
    where attendance.present
),

trained as (
    select
        members.commune_code,
        members.period,
        members.unit,
        members.member_code,
        count(attended.class_date) as classes
    from members
    left join attended
        on
            members.commune_code = attended.commune_code
            and members.member_code = attended.member_code
            and members.last_day >= attended.class_date
    group by members.commune_code, members.period, members.unit, members.member_code
),

{# A period in which nothing has come in yet says nothing of its members either. #}
begun as (
    select distinct
        commune_code,
        period
    from {{ ref('int_period_with') }}
)

select
    trained.commune_code,
    trained.period,
    'member_training' as indicator,
    case when trained.unit = 'COMMUNE' then 'team' else 'hamlet' end as level,
    coalesce(trained.unit, '(split)') as unit,
    cast(sum(case when trained.classes > 0 then 1 else 0 end) as bigint) as numerator,
    count(*) as denominator,
    cast(null as bigint) as weight,
    cast(null as double) as effective_size,
    cast(null as bigint) as shortfall
from trained
inner join begun on trained.commune_code = begun.commune_code and trained.period = begun.period
group by trained.commune_code, trained.period, trained.unit
