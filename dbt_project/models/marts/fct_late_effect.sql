{#
  What came after a quarter was closed (a file, another target, a decision) and would change in it, figure by figure: as closed, and as
  the files give it now. A figure that is the same has no row.
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
        period,
        version
    from closed
),

judged_now as (
    select
        judged.commune_code,
        judged.period,
        judged.indicator,
        judged.hamlet,
        judged.position,
        closed_quarters.version,
        judged.numerator,
        judged.denominator,
        judged.value,
        judged.target,
        judged.status,
        judged.held_by,
        judged.waivers,
        judged.carried_from
    from judged
    inner join closed_quarters
        on judged.commune_code = closed_quarters.commune_code and judged.period = closed_quarters.period
),

side_by_side as (
    select
        coalesce(closed.commune_code, judged_now.commune_code) as commune_code,
        coalesce(closed.period, judged_now.period) as period,
        coalesce(closed.indicator, judged_now.indicator) as indicator,
        coalesce(closed.hamlet, judged_now.hamlet) as hamlet,
        coalesce(closed.position, judged_now.position) as position,
        coalesce(closed.version, judged_now.version) as version,
        case
            when closed.hamlet is null then 'added'
            when judged_now.hamlet is null then 'removed'
            when
                {{ differ('closed', 'judged_now', [
                    'numerator', 'denominator', 'value', 'target', 'status', 'held_by', 'waivers', 'carried_from'
                ]) }}
                then 'changed'
        end as effect,
        closed.numerator as closed_numerator,
        closed.denominator as closed_denominator,
        closed.value as closed_value,
        closed.target as closed_target,
        closed.status as closed_status,
        closed.held_by as closed_held_by,
        judged_now.numerator,
        judged_now.denominator,
        judged_now.value,
        judged_now.target,
        judged_now.status,
        judged_now.held_by
    from closed
    full outer join judged_now
        on
            closed.commune_code = judged_now.commune_code
            and closed.period = judged_now.period
            and closed.indicator = judged_now.indicator
            and closed.hamlet = judged_now.hamlet
)

select
    commune_code,
    period,
    indicator,
    hamlet,
    position,
    version,
    effect,
    closed_numerator,
    closed_denominator,
    closed_value,
    closed_target,
    closed_status,
    closed_held_by,
    numerator,
    denominator,
    value,
    target,
    status,
    held_by
from side_by_side
where effect is not null
