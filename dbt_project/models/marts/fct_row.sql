{{ config(materialized='view') }}
{# Every row of every recognised file and what became of it: there is no third state between counted and why not. #}
with

verdicts as (
    select * from {{ ref('int_row_verdict') }}
)

select
    commune_code,
    row_id,
    source,
    period,
    file_sha256,
    sheet,
    row_number,
    row_count,
    hamlet_text,
    hamlet_code,
    member_code,
    event_date,
    row_status,
    is_current,
    is_counted,
    reason
from verdicts
