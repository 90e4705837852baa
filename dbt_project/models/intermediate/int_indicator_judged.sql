{#
  Each indicator of each quarter and year, for the commune (ALL) and each unit: counts, value, target, status, gap, pace.
  Status: met on the exact fraction (74.96% is not 75%); missed once due; on_track at or above the straight line.
#}
with

slots as (
    select * from {{ ref('int_indicator_slot') }}
),

targets as (
    select * from {{ ref('int_indicator_target') }}
),

filled as (
    select
        slots.commune_code,
        slots.period,
        slots.last_day,
        slots.indicator,
        slots.position,
        slots.kind,
        slots.grain,
        slots.pending,
        slots.level,
        slots.hamlet,
        slots.numerator,
        slots.denominator,
        slots.value,
        slots.weight,
        slots.shortfall,
        slots.effective_size,
        slots.hamlets_counted,
        slots.hamlets_total,
        slots.held_by,
        slots.waivers,
        slots.carried_from,
        slots.pace_per_day,
        slots.first_known_value,
        slots.first_known_day,
        targets.operator,
        targets.target_numerator,
        targets.target_denominator,
        targets.target,
        targets.due_date,
        targets.clause,
        {#
          Counts are compared as whole numbers. A survey's commune figure is a weighted value and has none: a sum of fractions, each a hair
          off, so that it is the target to twelve places where every hamlet is exactly on it.
        #}
        case
            when slots.kind = 'survey' and slots.hamlet = 'ALL' then round(slots.value, 12) >= round(targets.target, 12)
            else slots.numerator * targets.target_denominator >= slots.denominator * targets.target_numerator
        end as is_met
    from slots
    inner join targets
        on
            slots.commune_code = targets.commune_code
            and slots.period = targets.period
            and slots.indicator = targets.indicator
),

judged as (
    select
        commune_code,
        period,
        last_day,
        indicator,
        position,
        kind,
        grain,
        pending,
        level,
        hamlet,
        numerator,
        denominator,
        value,
        hamlets_counted,
        hamlets_total,
        held_by,
        waivers,
        carried_from,
        operator,
        target,
        due_date,
        clause,
        pace_per_day,
        {# Where the straight line from the first known value to the target at its due date stands today. #}
        case
            when first_known_day >= due_date or last_day >= due_date then target
            else
                first_known_value
                + (target - first_known_value)
                * cast({{ days_between('first_known_day', 'last_day') }} as double)
                / {{ days_between('first_known_day', 'due_date') }}
        end as expected_value,
        case
            when value is null then null
            when is_met then 0
            when shortfall is not null then shortfall
            when kind = 'survey' then cast(ceil(round((target - value) * weight, 6)) as bigint)
            else
                cast({{ ceil_div('denominator * target_numerator', 'target_denominator') }} as bigint) - numerator
        end as gap,
        is_met,
        {{ wilson_bound('value', 'effective_size', '-') }} as interval_low,
        {{ wilson_bound('value', 'effective_size', '+') }} as interval_high
    from filled
)

select
    commune_code,
    period,
    indicator,
    hamlet,
    level,
    position,
    {{ stable_key(['commune_code', 'period', 'indicator', 'hamlet']) }} as provenance_key,
    numerator,
    denominator,
    value,
    interval_low,
    interval_high,
    operator as target_operator,
    target,
    due_date,
    clause as target_clause,
    expected_value,
    case
        when value is null then 'no_data'
        when is_met then 'met'
        when last_day >= due_date then 'missed'
        when value >= expected_value then 'on_track'
        else 'behind'
    end as status,
    gap,
    pace_per_day,
    case
        when not is_met and pace_per_day > 0 and (target - value) / pace_per_day < 36500
            then {{ days_after('last_day', 'ceil((target - value) / pace_per_day)') }}
    end as reaches_target_on,
    case when grain = 'hamlet' then cast(coalesce(hamlets_counted, 0) as bigint) end as hamlets_counted,
    case
        when grain = 'hamlet' then cast(case when hamlet = 'ALL' then coalesce(hamlets_total, 0) else 1 end as bigint)
    end as hamlets_total,
    held_by,
    waivers,
    carried_from,
    pending as pending_settings
from judged
