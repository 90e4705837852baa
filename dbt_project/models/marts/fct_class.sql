{# The training classes that count, one a day, topic and audience, with how many members were listed and came. #}
with

attendance as (
    select * from {{ ref('stg_training') }}
),

verdicts as (
    select * from {{ ref('int_row_verdict') }} where source = 'training' and is_counted
),

named as (
    select
        attendance.commune_code,
        attendance.class_date,
        coalesce(attendance.topic, '') as topic,
        coalesce(attendance.audience, '') as audience,
        attendance.member_code,
        attendance.present
    from attendance
    inner join verdicts on attendance.commune_code = verdicts.commune_code and attendance.row_id = verdicts.row_id
    where attendance.class_date is not null
)

select
    commune_code,
    class_date,
    topic,
    audience,
    count(distinct member_code) as members_listed,
    count(distinct case when present then member_code end) as members_present
from named
group by commune_code, class_date, topic, audience
