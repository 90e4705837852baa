with

source as (
    select * from {{ source('raw', 'waiver') }}
)

select
    commune_code,
    waiver_number,
    finding_id,
    rule,
    severity,
    source,
    period,
    hamlet,
    observed,
    decision,
    reason,
    decided_by,
    decided_at,
    {{ safe_date('valid_until') }} as valid_until,
    {{ safe_date('as_of_day') }} as as_of_day
from source
