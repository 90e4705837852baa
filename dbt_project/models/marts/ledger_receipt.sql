{{ config(materialized='view') }}
{# Every time a path was first seen with other bytes. Depends on the order of arrival; no figure reads it. #}
with

receipts as (
    select * from {{ ref('stg_receipt') }}
)

select
    commune_code,
    receipt_number,
    file_path,
    file_sha256,
    run_number,
    received_at,
    is_first
from receipts
