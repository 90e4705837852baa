with

source as (
    select * from {{ source('raw', 'file') }}
),

renamed as (
    select
        commune_code,
        file_sha256,
        size_bytes,
        container,
        status,
        verdict,
        message,
        source,
        closest,
        period_title,
        cast(period_as_of as date) as as_of_date,
        period_form,
        period_name,
        rows_read,
        rows_data,
        rows_total,
        rows_set_aside,
        rows_door_rejected,
        file_label,
        received_rank
    from source
)

select
    commune_code,
    file_sha256,
    size_bytes,
    container,
    status,
    verdict,
    message,
    source,
    closest,
    period_title,
    as_of_date,
    period_form,
    period_name,
    rows_read,
    rows_data,
    rows_total,
    rows_set_aside,
    rows_door_rejected,
    file_label,
    received_rank
from renamed
