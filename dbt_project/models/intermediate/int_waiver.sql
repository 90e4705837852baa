{{ config(materialized='ephemeral') }}
{#
  Every decision about a finding with what it comes to: the state of the finding while it is in force. An earlier figure that is
  to be used, and is not there or was doubtful itself, leaves the finding open.
#}
with

entries as (
    select * from {{ ref('int_waiver_entry') }}
),

touches as (
    select * from {{ ref('int_finding_touch') }}
),

carried as (
    select * from {{ ref('int_carried') }}
),

carrying as (
    select distinct
        touches.commune_code,
        touches.finding_id
    from touches
    inner join carried
        on
            touches.commune_code = carried.commune_code
            and touches.period = carried.period
            and touches.indicator = carried.indicator
            and touches.hamlet_code = carried.unit
)

select
    entries.commune_code,
    entries.waiver_number,
    entries.finding_id,
    entries.decision,
    case
        when entries.status = 'in_force' and entries.decision = 'carry_forward' and carrying.finding_id is null
            then 'nothing_to_carry'
        else entries.status
    end as status,
    case
        when entries.status <> 'in_force' then 'open'
        when entries.decision = 'accept' then 'accepted'
        when carrying.finding_id is not null then 'carried_forward'
        else 'open'
    end as state
from entries
left join carrying
    on entries.commune_code = carrying.commune_code and entries.finding_id = carrying.finding_id
