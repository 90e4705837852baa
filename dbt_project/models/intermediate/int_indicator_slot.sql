{# Every figure that a period shows: sixteen for the commune (ALL), always; one a unit once there is any. #}
with

indicators as (
    select * from {{ ref('seed_indicator') }}
),

periods as (
    select * from {{ ref('dim_period') }} where period_kind in ('quarter', 'year')
),

hamlets as (
    select * from {{ ref('int_hamlet_of_period') }}
),

computed as (
    select * from {{ ref('int_indicator_value') }}
),

paces as (
    select * from {{ ref('int_indicator_pace') }}
),

known as (
    select * from {{ ref('int_indicator_known') }}
),

hamlet_counts as (
    select
        commune_code,
        period,
        count(*) as hamlets_total
    from hamlets
    group by commune_code, period
),

held as (
    select * from {{ ref('int_held') }}
),

marks as (
    select * from {{ ref('int_waiver_mark') }}
),

{# An indicator whose every hamlet is held has no value, and its hamlets are shown all the same. #}
begun as (
    select
        commune_code,
        period,
        indicator
    from computed
    where unit = 'ALL'
    union distinct
    select
        commune_code,
        period,
        indicator
    from held
),

slots as (
    select
        periods.commune_code,
        periods.period,
        indicators.indicator,
        'commune' as level,
        'ALL' as hamlet
    from periods
    cross join indicators
    union all
    select
        hamlets.commune_code,
        hamlets.period,
        indicators.indicator,
        'hamlet' as level,
        hamlets.hamlet_code as hamlet
    from hamlets
    inner join indicators on indicators.grain = 'hamlet'
    inner join begun
        on
            hamlets.commune_code = begun.commune_code
            and hamlets.period = begun.period
            and indicators.indicator = begun.indicator
    union all
    select
        commune_code,
        period,
        indicator,
        level,
        unit as hamlet
    from computed
    where level in ('school', 'team')
)

select
    slots.commune_code,
    slots.period,
    periods.last_day,
    slots.indicator,
    indicators.position,
    indicators.kind,
    indicators.grain,
    indicators.pending,
    slots.level,
    slots.hamlet,
    computed.numerator,
    computed.denominator,
    computed.value,
    computed.weight,
    computed.shortfall,
    computed.effective_size,
    computed.hamlets_counted,
    held.rules as held_by,
    marks.waivers,
    marks.carried_from,
    hamlet_counts.hamlets_total,
    paces.pace_per_day,
    known.first_known_value,
    known.first_known_day
from slots
inner join periods on slots.commune_code = periods.commune_code and slots.period = periods.period
inner join indicators on slots.indicator = indicators.indicator
left join computed
    on
        slots.commune_code = computed.commune_code
        and slots.period = computed.period
        and slots.indicator = computed.indicator
        and slots.hamlet = computed.unit
left join held
    on
        slots.commune_code = held.commune_code
        and slots.period = held.period
        and slots.indicator = held.indicator
        and slots.hamlet = held.hamlet_code
left join marks
    on
        slots.commune_code = marks.commune_code
        and slots.period = marks.period
        and slots.indicator = marks.indicator
        and slots.hamlet = marks.unit
left join hamlet_counts
    on slots.commune_code = hamlet_counts.commune_code and slots.period = hamlet_counts.period
left join paces
    on
        slots.commune_code = paces.commune_code and slots.period = paces.period
        and slots.indicator = paces.indicator and slots.hamlet = paces.unit
left join known
    on
        slots.commune_code = known.commune_code and slots.indicator = known.indicator and slots.hamlet = known.unit
        and periods.last_day >= known.first_known_day
