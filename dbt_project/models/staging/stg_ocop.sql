-- generated from pipelines/catalogue/sources/ocop.yml; do not edit; run `make generate`
-- Rows as the office wrote them, each field typed. A row that the door turned away stays, null where nothing casts.

with

raw_ocop as (
    select * from {{ source('raw', 'ocop') }}
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
        product,
        hamlet,
        hamlet_key,
        hamlet_plain_key,
        hamlet_roman_key,
        {{ to_count('stars') }} as stars,
        {{ to_mark('postmart') }} as postmart,
        {{ to_mark('voso') }} as voso,
        {{ to_mark('shopee') }} as shopee,
        {{ to_mark('lazada') }} as lazada,
        {{ to_mark('tiki') }} as tiki,
        {{ to_mark('sendo') }} as sendo,
        {{ to_mark('tiktok_shop') }} as tiktok_shop,
        {{ to_mark('other_site') }} as other_site
    from raw_ocop
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
    product,
    hamlet,
    hamlet_key,
    hamlet_plain_key,
    hamlet_roman_key,
    stars,
    postmart,
    voso,
    shopee,
    lazada,
    tiki,
    sendo,
    tiktok_shop,
    other_site
from typed
