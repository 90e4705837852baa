{{ config(materialized='ephemeral') }}
{#
  The schools' rows that count in each quarter and year: students with access to digital materials, teachers trained.
  A row that is held, or that lacks one of its figures, is left out.
#}
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
    select * from {{ ref('int_held_row') }}
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
),

figures as (
    select
        commune_code,
        period,
        row_id,
        school,
        'student_elearning' as indicator,
        students_digital as numerator,
        students as denominator
    from counted
    union all
    select
        commune_code,
        period,
        row_id,
        school,
        'teacher_training' as indicator,
        teachers_trained as numerator,
        teachers as denominator
    from counted
)

select
    figures.commune_code,
    figures.period,
    figures.indicator,
    figures.school,
    figures.row_id,
    figures.numerator,
    figures.denominator
from figures
left join held
    on
        figures.commune_code = held.commune_code
        and figures.period = held.period
        and figures.row_id = held.row_id
        and figures.indicator = held.indicator
where figures.numerator is not null and figures.denominator is not null and held.row_id is null
