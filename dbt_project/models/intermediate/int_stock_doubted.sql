{{ config(materialized='ephemeral') }}
{#
  Of which hamlets of each period a blocking finding that nobody accepted speaks, and of which figure in which month ('': of all).
  What is found of a hamlet is found of the one that it has become; a break of the commune, of every hamlet. As in int_finding_touch.
#}
with

findings as (
    select * from {{ ref('int_check_outcome') }} where outcome = 'fail' and severity = 'blocking'
),

accepted as (
    select * from {{ ref('int_waiver_entry') }} where status = 'in_force' and decision = 'accept'
),

successors as (
    select * from {{ ref('int_hamlet_successor') }}
)

select distinct
    successors.commune_code,
    successors.period,
    successors.hamlet_code,
    findings.source,
    findings.period as month,
    case when findings.rule = 'not_a_count' then '' else findings.figure end as figure
from findings
inner join successors
    on
        findings.commune_code = successors.commune_code
        and (findings.hamlet = successors.origin_code or findings.rule = 'commune_break')
left join accepted
    on findings.commune_code = accepted.commune_code and findings.finding_id = accepted.finding_id
where accepted.finding_id is null
