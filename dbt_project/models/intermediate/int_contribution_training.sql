{{ config(materialized='ephemeral') }}
{#
  The rows behind member_training: each active member's row of the roster (member), and the first class that they attended (class).
#}
with

members as (
    select * from {{ ref('int_team_member') }} where {{ touched('period') }}
),

attendance as (
    select * from {{ ref('stg_training') }}
),

verdicts as (
    select * from {{ ref('int_row_verdict') }} where source = 'training' and is_counted
),

attended as (
    select
        attendance.commune_code,
        attendance.row_id,
        attendance.member_code,
        attendance.class_date
    from attendance
    inner join verdicts on attendance.commune_code = verdicts.commune_code and attendance.row_id = verdicts.row_id
    where attendance.present
),

classes as (
    select
        members.commune_code,
        members.period,
        members.unit,
        attended.row_id,
        row_number() over (
            partition by members.commune_code, members.period, members.member_code
            order by attended.class_date, attended.row_id
        ) as place
    from members
    inner join attended
        on
            members.commune_code = attended.commune_code
            and members.member_code = attended.member_code
            and members.last_day >= attended.class_date
)

select
    commune_code,
    period,
    'member_training' as indicator,
    coalesce(unit, '(split)') as unit,
    'member' as contribution,
    '' as month,
    row_id,
    cast(0 as bigint) as numerator_amount,
    cast(1 as bigint) as denominator_amount
from members
union all
select
    commune_code,
    period,
    'member_training' as indicator,
    coalesce(unit, '(split)') as unit,
    'class' as contribution,
    '' as month,
    row_id,
    cast(1 as bigint) as numerator_amount,
    cast(0 as bigint) as denominator_amount
from classes
where place = 1
