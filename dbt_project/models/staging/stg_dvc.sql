-- generated from pipelines/catalogue/sources/dvc.yml; do not edit; run `make generate`
-- Rows as the office wrote them, each field typed. A row that the door turned away stays, null where nothing casts.

with

raw_dvc as (
    select * from {{ source('raw', 'dvc') }}
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
        service_field,
        {{ to_count('files_total') }} as files_total,
        {{ to_count('files_full') }} as files_full,
        {{ to_count('files_partial') }} as files_partial,
        {{ to_count('files_direct') }} as files_direct
    from raw_dvc
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
    service_field,
    files_total,
    files_full,
    files_partial,
    files_direct
from typed
