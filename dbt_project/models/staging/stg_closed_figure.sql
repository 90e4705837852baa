with

source as (
    select * from {{ source('raw', 'closed_figure') }}
)

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
from source
