{{ config(materialized='ephemeral') }}
{#
  Every decision about a finding, and whether it stands: the last one of its finding does, while the finding is there and as it was,
  and its last day has not passed. Accepting a warning releases nothing should the finding become blocking.
#}
with

waivers as (
    select * from {{ ref('stg_waiver') }}
),

findings as (
    select * from {{ ref('int_check_outcome') }} where outcome = 'fail'
),

followed as (
    select
        commune_code,
        waiver_number,
        finding_id,
        severity,
        observed,
        decision,
        valid_until,
        as_of_day,
        lead(decision) over (partition by commune_code, finding_id order by waiver_number) as next_decision
    from waivers
)

select
    followed.commune_code,
    followed.waiver_number,
    followed.finding_id,
    followed.decision,
    case
        when followed.decision = 'withdraw' then 'withdrawal'
        when followed.next_decision = 'withdraw' then 'withdrawn'
        when followed.next_decision is not null then 'replaced'
        when findings.finding_id is null then 'finding_gone'
        when followed.observed <> coalesce(findings.observed, '') then 'figure_changed'
        when findings.severity = 'blocking' and followed.severity <> 'blocking' then 'figure_changed'
        when followed.valid_until < followed.as_of_day then 'expired'
        else 'in_force'
    end as status
from followed
left join findings
    on followed.commune_code = findings.commune_code and followed.finding_id = findings.finding_id
