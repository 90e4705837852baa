{# The two indicators by school: students with access to digital materials, teachers trained. #}
with

waves as (
    select * from {{ ref('int_wave') }} where source = 'schools'
),

verdicts as (
    select * from {{ ref('int_row_verdict') }} where source = 'schools' and is_counted
),

schools as (
    select * from {{ ref('stg_schools') }}
),

counted as (
    select
        waves.commune_code,
        waves.period,
        schools.school,
        schools.students,
        schools.students_digital,
        schools.teachers,
        schools.teachers_trained
    from waves
    inner join verdicts on waves.commune_code = verdicts.commune_code and waves.wave = verdicts.period
    inner join schools on verdicts.commune_code = schools.commune_code and verdicts.row_id = schools.row_id
)

select
    commune_code,
    period,
    'student_elearning' as indicator,
    'school' as level,
    school as unit,
    cast(sum(students_digital) as bigint) as numerator,
    cast(sum(students) as bigint) as denominator,
    cast(null as bigint) as weight,
    cast(null as double) as effective_size,
    cast(null as bigint) as shortfall
from counted
where students is not null and students_digital is not null
group by commune_code, period, school
union all
select
    commune_code,
    period,
    'teacher_training' as indicator,
    'school' as level,
    school as unit,
    cast(sum(teachers_trained) as bigint) as numerator,
    cast(sum(teachers) as bigint) as denominator,
    cast(null as bigint) as weight,
    cast(null as double) as effective_size,
    cast(null as bigint) as shortfall
from counted
where teachers is not null and teachers_trained is not null
group by commune_code, period, school
