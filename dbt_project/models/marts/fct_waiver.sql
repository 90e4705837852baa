{# Every decision about a finding, for ever: who, when, why, until when, and what it comes to now. #}
with

waivers as (
    select * from {{ ref('stg_waiver') }}
),

outcomes as (
    select * from {{ ref('int_waiver') }}
)

select
    waivers.commune_code,
    waivers.waiver_number,
    waivers.finding_id,
    waivers.rule,
    waivers.severity,
    waivers.source,
    waivers.period,
    waivers.hamlet,
    waivers.observed,
    waivers.decision,
    waivers.reason,
    waivers.decided_by,
    waivers.decided_at,
    waivers.valid_until,
    outcomes.status
from waivers
inner join outcomes
    on waivers.commune_code = outcomes.commune_code and waivers.waiver_number = outcomes.waiver_number
