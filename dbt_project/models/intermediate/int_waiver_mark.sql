{{ config(materialized='ephemeral') }}
{#
  Which figures a waiver is in, unit by unit and, for the commune (ALL), all of them: "accepted X07, carried_forward X05".
  A figure that another finding still holds has no waiver in it.
#}
with

touches as (
    select * from {{ ref('int_finding_touch') }} where severity = 'blocking'
),

waivers as (
    select * from {{ ref('int_waiver') }} where status = 'in_force'
),

held as (
    select * from {{ ref('int_held') }}
),

held_rows as (
    select * from {{ ref('int_held_row') }}
),

carried as (
    select * from {{ ref('int_carried') }}
),

schools as (
    select * from {{ ref('int_school_row') }}
),

waived as (
    select distinct
        touches.commune_code,
        touches.period,
        touches.indicator,
        coalesce(nullif(touches.hamlet_code, ''), schools.school, 'ALL') as unit,
        case when carried.unit is not null then 'carried_forward' else 'accepted' end as state,
        carried.carried_from
    from touches
    inner join waivers
        on touches.commune_code = waivers.commune_code and touches.finding_id = waivers.finding_id
    left join held
        on
            touches.commune_code = held.commune_code
            and touches.period = held.period
            and touches.indicator = held.indicator
            and touches.hamlet_code = held.hamlet_code
    left join held_rows
        on
            touches.commune_code = held_rows.commune_code
            and touches.period = held_rows.period
            and touches.indicator = held_rows.indicator
            and touches.row_id = held_rows.row_id
    left join carried
        on
            touches.commune_code = carried.commune_code
            and touches.period = carried.period
            and touches.indicator = carried.indicator
            and touches.hamlet_code = carried.unit
    left join schools
        on
            touches.commune_code = schools.commune_code
            and touches.period = schools.period
            and touches.indicator = schools.indicator
            and touches.row_id = schools.row_id
    where held.hamlet_code is null and held_rows.row_id is null
)

select
    commune_code,
    period,
    indicator,
    unit,
    min(state || ' ' || unit) as waivers,
    min(carried_from) as carried_from
from waived
where unit <> 'ALL'
group by commune_code, period, indicator, unit
union all
select
    commune_code,
    period,
    indicator,
    'ALL' as unit,
    {{ joined_names("state || ' ' || unit", "state || ' ' || unit") }} as waivers,
    cast(null as varchar) as carried_from
from waived
group by commune_code, period, indicator
