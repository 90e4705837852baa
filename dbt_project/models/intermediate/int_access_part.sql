{{ config(materialized='ephemeral') }}
{#
  Each service of the access survey by hamlet: adults with access to it, over adults surveyed.
  A hamlet that left a service blank has no part for it; a hamlet whose figure is held or missing has none at all.
#}
with

waves as (
    select * from {{ ref('int_wave') }} where source = 'access_survey'
),

figures as (
    select * from {{ ref('int_figure') }} where source = 'access_survey'
),

fields as (
    select * from {{ ref('seed_figure') }}
    where source = 'access_survey' and whole_field = 'any_service'
),

successors as (
    select * from {{ ref('int_hamlet_successor') }}
),

carried as (
    select * from {{ ref('int_carried') }} where indicator = 'digital_access'
),

counted as (
    select * from {{ ref('int_indicator_value') }} where indicator = 'digital_access' and level = 'hamlet'
),

{# A part and its whole stand in the same row. #}
answered as (
    select
        waves.commune_code,
        waves.period,
        successors.hamlet_code,
        fields.field as part,
        parts.amount as numerator,
        wholes.amount as denominator
    from waves
    inner join figures as parts on waves.commune_code = parts.commune_code and waves.wave = parts.period
    inner join fields on parts.figure = fields.figure
    inner join figures as wholes
        on
            parts.commune_code = wholes.commune_code
            and parts.row_id = wholes.row_id
            and wholes.figure = 'access_survey__adults_surveyed'
    inner join successors
        on
            waves.commune_code = successors.commune_code
            and waves.period = successors.period
            and parts.hamlet_code = successors.origin_code
),

{# A figure that is carried forward from another quarter has that quarter's parts instead of its own. #}
used as (
    select
        answered.commune_code,
        answered.period,
        answered.hamlet_code,
        answered.part,
        answered.numerator,
        answered.denominator
    from answered
    left join carried
        on
            answered.commune_code = carried.commune_code
            and answered.period = carried.period
            and answered.hamlet_code = carried.unit
    where carried.unit is null
    union all
    select
        carried.commune_code,
        carried.period,
        carried.unit as hamlet_code,
        answered.part,
        answered.numerator,
        answered.denominator
    from carried
    inner join answered
        on
            carried.commune_code = answered.commune_code
            and carried.carried_from = answered.period
            and carried.unit = answered.hamlet_code
)

select
    used.commune_code,
    used.period,
    'digital_access' as indicator,
    used.hamlet_code as unit,
    used.part,
    counted.weight,
    cast(sum(used.numerator) as bigint) as numerator,
    cast(sum(used.denominator) as bigint) as denominator
from used
inner join counted
    on
        used.commune_code = counted.commune_code
        and used.period = counted.period
        and used.hamlet_code = counted.unit
group by used.commune_code, used.period, used.hamlet_code, used.part, counted.weight
having sum(used.denominator) > 0
