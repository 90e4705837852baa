-- generated from pipelines/catalogue/sources/health_book.yml; do not edit; run `make generate`
-- Rows as the office wrote them, each field typed. A row that the door turned away stays, null where nothing casts.

with

raw_health_book as (
    select * from {{ source('raw', 'health_book') }}
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
        hamlet,
        hamlet_key,
        hamlet_plain_key,
        hamlet_roman_key,
        {{ to_count('population') }} as population,
        {{ to_count('books') }} as books,
        {{ to_count('books_new') }} as books_new
    from raw_health_book
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
    hamlet,
    hamlet_key,
    hamlet_plain_key,
    hamlet_roman_key,
    population,
    books,
    books_new
from typed
