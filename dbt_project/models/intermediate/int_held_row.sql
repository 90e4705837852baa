{{ config(materialized='ephemeral') }}
{#
  Which rows are held in the tables that are not by hamlet (a school, a field of service, an office), until the finding is gone or
  the officer accepts the row as it is. Such a row has no earlier figure that could stand for it.
#}
with

touches as (
    select distinct
        commune_code,
        period,
        indicator,
        row_id,
        rule,
        finding_id
    from {{ ref('int_finding_touch') }}
    where severity = 'blocking' and row_id is not null
),

accepted as (
    select * from {{ ref('int_waiver_entry') }} where status = 'in_force' and decision = 'accept'
)

select
    touches.commune_code,
    touches.period,
    touches.indicator,
    touches.row_id,
    {{ joined_names('touches.rule', 'touches.rule') }} as rules,
    {{ joined_names('touches.finding_id', 'touches.rule || touches.finding_id') }} as finding_ids
from touches
left join accepted
    on touches.commune_code = accepted.commune_code and touches.finding_id = accepted.finding_id
where accepted.finding_id is null
group by touches.commune_code, touches.period, touches.indicator, touches.row_id
