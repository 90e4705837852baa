-- generated from pipelines/catalogue/sources/edocs.yml; do not edit; run `make generate`
-- Rows as the office wrote them, each field typed. A row that the door turned away stays, null where nothing casts.

with

raw_edocs as (
    select * from {{ source('raw', 'edocs') }}
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
        office,
        {{ to_count('documents') }} as documents,
        {{ to_count('documents_electronic') }} as documents_electronic
    from raw_edocs
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
    office,
    documents,
    documents_electronic
from typed
