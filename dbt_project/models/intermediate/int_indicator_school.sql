{# The two indicators by school: students with access to digital materials, teachers trained. A row that is held is left out. #}
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

held as (
    select * from {{ ref('int_held') }} where row_id is not null
),

counted as (
    select
        waves.commune_code,
        waves.period,
        schools.row_id,
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
    counted.commune_code,
    counted.period,
    'student_elearning' as indicator,
    'school' as level,
    counted.school as unit,
    cast(sum(counted.students_digital) as bigint) as numerator,
    cast(sum(counted.students) as bigint) as denominator,
    cast(null as bigint) as weight,
    cast(null as double) as effective_size,
    cast(null as bigint) as shortfall
from counted
left join held
    on
        counted.commune_code = held.commune_code
        and counted.period = held.period
        and counted.row_id = held.row_id
        and held.indicator = 'student_elearning'
where counted.students is not null and counted.students_digital is not null and held.row_id is null
group by counted.commune_code, counted.period, counted.school
union all
select
    counted.commune_code,
    counted.period,
    'teacher_training' as indicator,
    'school' as level,
    counted.school as unit,
    cast(sum(counted.teachers_trained) as bigint) as numerator,
    cast(sum(counted.teachers) as bigint) as denominator,
    cast(null as bigint) as weight,
    cast(null as double) as effective_size,
    cast(null as bigint) as shortfall
from counted
left join held
    on
        counted.commune_code = held.commune_code
        and counted.period = held.period
        and counted.row_id = held.row_id
        and held.indicator = 'teacher_training'
where counted.teachers is not null and counted.teachers_trained is not null and held.row_id is null
group by counted.commune_code, counted.period, counted.school
