{{ config(materialized='view') }}
{#
  What every row adds to the figures of its unit, as they are used: a figure that is carried forward from another quarter has that
  quarter's rows instead of its own, under the weight of its own period.
#}
with

counted as (
    select * from {{ ref('int_contribution') }}
),

reported as (
    select * from {{ ref('int_contribution_reported') }}
),

carried as (
    select * from {{ ref('int_carried') }} where as_of_date is null
),

contributions as (
    select
        commune_code,
        period,
        indicator,
        unit,
        contribution,
        month,
        row_id,
        cast(null as integer) as figure_row,
        numerator_amount,
        denominator_amount,
        weight_amount
    from counted
    union all
    select
        commune_code,
        period,
        indicator,
        unit,
        contribution,
        month,
        row_id,
        figure_row,
        numerator_amount,
        denominator_amount,
        cast(null as bigint) as weight_amount
    from reported
)

select
    contributions.commune_code,
    contributions.period,
    contributions.indicator,
    contributions.unit,
    contributions.contribution,
    contributions.month,
    contributions.row_id,
    contributions.figure_row,
    contributions.numerator_amount,
    contributions.denominator_amount,
    contributions.weight_amount
from contributions
left join carried
    on
        contributions.commune_code = carried.commune_code
        and contributions.period = carried.period
        and contributions.indicator = carried.indicator
        and contributions.unit = carried.unit
where carried.unit is null or contributions.contribution = 'weight'
union all
select
    carried.commune_code,
    carried.period,
    carried.indicator,
    carried.unit,
    contributions.contribution,
    contributions.month,
    contributions.row_id,
    contributions.figure_row,
    contributions.numerator_amount,
    contributions.denominator_amount,
    contributions.weight_amount
from carried
inner join contributions
    on
        carried.commune_code = contributions.commune_code
        and carried.carried_from = contributions.period
        and carried.indicator = contributions.indicator
        and carried.unit = contributions.unit
where contributions.contribution <> 'weight'
