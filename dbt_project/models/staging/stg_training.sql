-- generated from pipelines/catalogue/sources/training.yml; do not edit; run `make generate`
-- Rows as the office wrote them, each field typed. A row that the door turned away stays, null where nothing casts.

with

raw_training as (
    select * from {{ source('raw', 'training') }}
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
        topic,
        audience,
        member_code,
        {{ to_day('class_date') }} as class_date,
        {{ to_mark('present') }} as present
    from raw_training
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
    class_date,
    topic,
    audience,
    member_code,
    present
from typed
