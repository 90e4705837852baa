{{ config(materialized='ephemeral') }}
{# For which figures the officer asked that the hamlet's earlier figure be used. #}
with

touches as (
    select * from {{ ref('int_finding_touch') }} where severity = 'blocking' and hamlet_code <> ''
),

entries as (
    select * from {{ ref('int_waiver_entry') }} where status = 'in_force' and decision = 'carry_forward'
)

select distinct
    touches.commune_code,
    touches.period,
    touches.indicator,
    touches.hamlet_code
from touches
inner join entries
    on touches.commune_code = entries.commune_code and touches.finding_id = entries.finding_id
