{#
  Which figures each finding touches: the indicator, the period and the hamlet that the doubted figure feeds.
  A stock: the period's last month; a survey: its wave; a flow: its months; the registry: every period.
  A finding about one figure touches that figure; one about a row, a report or a whole file touches all that they feed.
  Tables that are not by hamlet are touched row by row (row_id): a school, a field of service, an office.
#}
with

findings as (
    select * from {{ ref('int_check_outcome') }} where outcome = 'fail' and severity <> 'info'
),

indicators as (
    select * from {{ ref('seed_indicator') }} where can_be_held
),

sources as (
    select * from {{ ref('seed_source') }}
),

periods as (
    select * from {{ ref('dim_period') }}
),

moments as (
    select * from {{ ref('int_stock_moment') }} where is_now and length(period) = 4
),

waves as (
    select * from {{ ref('int_wave') }}
),

hamlets as (
    select * from {{ ref('int_hamlet_of_period') }}
),

successors as (
    select * from {{ ref('int_hamlet_successor') }}
),

{# Which source-period speaks for which quarter or year. #}
spans as (
    select
        periods.commune_code,
        sources.source,
        months.period as finding_period,
        periods.period
    from periods
    inner join periods as months
        on
            periods.commune_code = months.commune_code
            and months.period_kind = 'month'
            and months.last_day between periods.first_day and periods.last_day
    inner join sources
        on
            sources.cadence = 'monthly'
            and (sources.nature = 'flow' or (periods.period_kind = 'quarter' and periods.last_day = months.last_day))
    where periods.period_kind in ('quarter', 'year')
    union all
    select distinct
        commune_code,
        source,
        month as finding_period,
        period
    from moments
    union all
    select
        commune_code,
        source,
        wave as finding_period,
        period
    from waves
    union all
    select
        periods.commune_code,
        sources.source,
        '' as finding_period,
        periods.period
    from periods
    inner join sources on sources.nature = 'reference'
    where periods.period_kind in ('quarter', 'year')
),

touched as (
    select
        findings.commune_code,
        findings.finding_id,
        findings.rule,
        findings.severity,
        spans.period,
        indicators.indicator,
        findings.hamlet,
        findings.row_id
    from findings
    inner join spans
        on
            findings.commune_code = spans.commune_code
            and findings.source = spans.source
            and findings.period = spans.finding_period
    inner join indicators on ',' || indicators.sources || ',' like '%,' || findings.source || ',%'
    where
        case
            when findings.source = 'registry'
                then
                    indicators.denominator_figure is not null
                    and (
                        findings.rule = 'not_a_count'
                        or findings.figure in ('', 'registry__' || indicators.denominator_figure)
                    )
            when findings.rule = 'not_a_count' then true
            {# A visit's row stands though its people are blank: who is asked for households has them. #}
            when findings.figure = 'visit_log__people_helped' then indicators.model = 'int_indicator_team_visits'
            when indicators.model = 'int_indicator_stock' then findings.figure in ('', indicators.numerator_figure)
            when indicators.grain = 'school' then findings.figure in ('', 'schools__' || indicators.numerator_figure)
            else true
        end
)

select
    touched.commune_code,
    touched.finding_id,
    touched.rule,
    touched.severity,
    touched.period,
    touched.indicator,
    coalesce(successors.hamlet_code, touched.hamlet) as hamlet_code,
    case when touched.hamlet = '' then touched.row_id end as row_id
from touched
left join successors
    on
        touched.commune_code = successors.commune_code
        and touched.period = successors.period
        and touched.hamlet = successors.origin_code
where
    touched.hamlet <> ''
    or (touched.rule in ('part_exceeds_whole', 'duplicate_conflict') and touched.row_id is not null)
union all
select
    touched.commune_code,
    touched.finding_id,
    touched.rule,
    touched.severity,
    touched.period,
    touched.indicator,
    hamlets.hamlet_code,
    cast(null as varchar) as row_id
from touched
inner join hamlets on touched.commune_code = hamlets.commune_code and touched.period = hamlets.period
where touched.rule = 'commune_break'
