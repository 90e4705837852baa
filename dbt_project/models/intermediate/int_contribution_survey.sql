{{ config(materialized='ephemeral') }}
{#
  The rows behind the two surveys: a household's answer to the bank survey (answer), a hamlet's row of the access survey (survey),
  and the registry's row that says how much the hamlet weighs in the commune's value (weight).
#}
with

waves as (
    select * from {{ ref('int_wave') }} where {{ touched('period') }}
),

successors as (
    select * from {{ ref('int_hamlet_successor') }}
),

answers as (
    select * from {{ ref('int_bank_answer') }}
),

figures as (
    select * from {{ ref('int_figure') }} where source = 'access_survey'
),

hamlets as (
    select * from {{ ref('int_hamlet_of_period') }} where {{ touched('period') }}
),

indicators as (
    select * from {{ ref('seed_indicator') }} where model = 'int_indicator_survey'
),

access_rows as (
    select
        commune_code,
        period as wave,
        hamlet_code,
        row_id,
        sum(case when figure = 'access_survey__any_service' then amount else 0 end) as with_access,
        sum(case when figure = 'access_survey__adults_surveyed' then amount else 0 end) as surveyed
    from figures
    group by commune_code, period, hamlet_code, row_id
),

rows_asked as (
    select
        commune_code,
        'bank_survey' as source,
        wave,
        hamlet_code,
        'bank_account' as indicator,
        'answer' as contribution,
        row_id,
        people_with_account as numerator_amount,
        people_15_plus as denominator_amount
    from answers
    union all
    select
        commune_code,
        'access_survey' as source,
        wave,
        hamlet_code,
        'digital_access' as indicator,
        'survey' as contribution,
        row_id,
        with_access as numerator_amount,
        surveyed as denominator_amount
    from access_rows
)

select
    waves.commune_code,
    waves.period,
    rows_asked.indicator,
    successors.hamlet_code as unit,
    rows_asked.contribution,
    '' as month,
    rows_asked.row_id,
    cast(rows_asked.numerator_amount as bigint) as numerator_amount,
    cast(rows_asked.denominator_amount as bigint) as denominator_amount,
    cast(null as bigint) as weight_amount
from waves
inner join rows_asked
    on
        waves.commune_code = rows_asked.commune_code
        and waves.source = rows_asked.source
        and waves.wave = rows_asked.wave
inner join successors
    on
        waves.commune_code = successors.commune_code
        and waves.period = successors.period
        and rows_asked.hamlet_code = successors.origin_code
union all
select
    hamlets.commune_code,
    hamlets.period,
    indicators.indicator,
    hamlets.hamlet_code as unit,
    'weight' as contribution,
    '' as month,
    hamlets.row_id,
    cast(0 as bigint) as numerator_amount,
    cast(0 as bigint) as denominator_amount,
    {{ registry_figure('indicators.denominator_figure', 'hamlets') }} as weight_amount
from hamlets
cross join indicators
