{# The likely cause of each finding, and what the team did there and then, where either can be said. #}
with

findings as (
    select * from {{ ref('int_check_outcome') }} where outcome = 'fail' and {{ touched('period') }}
),

causes as (
    select * from {{ ref('int_finding_cause') }}
),

contexts as (
    select * from {{ ref('int_finding_context') }}
)

select
    findings.commune_code,
    findings.period,
    findings.finding_id,
    causes.cause,
    causes.cause_vi,
    contexts.context_vi
from findings
left join causes
    on findings.commune_code = causes.commune_code and findings.finding_id = causes.finding_id
left join contexts
    on findings.commune_code = contexts.commune_code and findings.finding_id = contexts.finding_id
where causes.cause is not null or contexts.context_vi is not null
