with

source as (
    select * from {{ source('raw', 'registry_name') }}
)

select
    commune_code,
    file_sha256,
    row_number,
    hamlet_code,
    name_key,
    plain_key,
    origin
from source
