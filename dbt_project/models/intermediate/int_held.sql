{#
  Which hamlets' figures are held: those that a blocking finding touches are left out of numerator and denominator of their
  indicator, until it is gone, or the officer accepts the figure or carries an earlier one forward.
  Tables that are not by hamlet are held row by row: int_held_row.
#}
with

touches as (
    select distinct
        commune_code,
        period,
        indicator,
        hamlet_code,
        rule,
        finding_id
    from {{ ref('int_finding_touch') }}
    where severity = 'blocking' and hamlet_code <> ''
),

waivers as (
    select * from {{ ref('int_waiver') }} where status = 'in_force'
),

carried as (
    select * from {{ ref('int_carried') }}
),

holding as (
    select
        touches.commune_code,
        touches.period,
        touches.indicator,
        touches.hamlet_code,
        touches.rule,
        touches.finding_id
    from touches
    left join waivers
        on touches.commune_code = waivers.commune_code and touches.finding_id = waivers.finding_id
    left join carried
        on
            touches.commune_code = carried.commune_code
            and touches.period = carried.period
            and touches.indicator = carried.indicator
            and touches.hamlet_code = carried.unit
    where waivers.finding_id is null or (waivers.state = 'carried_forward' and carried.unit is null)
)

select
    commune_code,
    period,
    indicator,
    hamlet_code,
    {{ joined_names('rule', 'rule') }} as rules,
    {{ joined_names('finding_id', 'rule || finding_id') }} as finding_ids
from holding
group by commune_code, period, indicator, hamlet_code
