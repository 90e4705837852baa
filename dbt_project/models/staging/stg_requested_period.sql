with

source as (
    select * from {{ source('raw', 'requested_period') }}
)

select
    commune_code,
    period
from source
