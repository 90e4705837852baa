with

source as (
    select * from {{ source('raw', 'receipt') }}
)

select
    commune_code,
    receipt_number,
    file_path,
    file_sha256,
    run_number,
    modified_ns,
    received_at,
    is_first
from source
