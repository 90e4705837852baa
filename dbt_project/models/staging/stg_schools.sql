-- generated from pipelines/catalogue/sources/schools.yml; do not edit; run `make generate`
-- Rows as the office wrote them, each field typed. A row that the door turned away stays, null where nothing casts.

with

raw_schools as (
    select * from {{ source('raw', 'schools') }}
),

typed as (
    select
        commune_code,
        row_id,
        file_sha256,
        sheet,
        row_number,
        row_kind,
        row_count,
        door_rule,
        door_field,
        door_text,
        school,
        school_level,
        {{ to_count('students') }} as students,
        {{ to_count('students_digital') }} as students_digital,
        {{ to_count('teachers') }} as teachers,
        {{ to_count('teachers_trained') }} as teachers_trained
    from raw_schools
)

select
    commune_code,
    row_id,
    file_sha256,
    sheet,
    row_number,
    row_kind,
    row_count,
    door_rule,
    door_field,
    door_text,
    school,
    school_level,
    students,
    students_digital,
    teachers,
    teachers_trained
from typed
