{{ config(materialized='view') }}
{# Every check's answer for every hamlet, source and period that it covers: "no finding" is not "not looked at". #}
with

outcomes as (
    select * from {{ ref('int_check_outcome') }}
)

select
    commune_code,
    rule,
    source,
    period,
    hamlet,
    key,
    outcome,
    reason,
    severity,
    finding_id
from outcomes
