{#
  The figures that everybody is shown: of a closed quarter what was closed, for ever; of every other period what the files give now.
  What the files would give now for a closed quarter is in fct_late_effect.
#}
with

judged as (
    select * from {{ ref('int_indicator_judged') }}
),

closed as (
    select * from {{ ref('stg_closed_figure') }}
),

closed_quarters as (
    select distinct
        commune_code,
        period
    from closed
)

select
    judged.commune_code,
    judged.period,
    judged.indicator,
    judged.hamlet,
    judged.level,
    judged.position,
    judged.provenance_key,
    judged.numerator,
    judged.denominator,
    judged.value,
    judged.interval_low,
    judged.interval_high,
    judged.target_operator,
    judged.target,
    judged.due_date,
    judged.target_clause,
    judged.expected_value,
    judged.status,
    judged.gap,
    judged.pace_per_day,
    judged.reaches_target_on,
    judged.hamlets_counted,
    judged.hamlets_total,
    judged.held_by,
    judged.waivers,
    judged.carried_from,
    judged.pending_settings,
    'provisional' as publication,
    cast(null as integer) as version
from judged
left join closed_quarters
    on judged.commune_code = closed_quarters.commune_code and judged.period = closed_quarters.period
where closed_quarters.period is null
union all
select
    commune_code,
    period,
    indicator,
    hamlet,
    level,
    position,
    provenance_key,
    numerator,
    denominator,
    value,
    interval_low,
    interval_high,
    target_operator,
    target,
    due_date,
    target_clause,
    expected_value,
    status,
    gap,
    pace_per_day,
    reaches_target_on,
    hamlets_counted,
    hamlets_total,
    held_by,
    waivers,
    carried_from,
    pending_settings,
    publication,
    version
from closed
