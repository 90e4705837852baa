{{ config(materialized='ephemeral') }}
{#
  The source-periods that the checks look at: the months and the quarter of each quarter that has anything.
  Before a source's first file nothing is due, nor after the last period that any source has sent.
#}
with

newest as (
    select
        commune_code,
        source,
        period,
        max(case when unit = '' then file_sha256 end) as file_sha256
    from {{ ref('int_unit_newest') }}
    where is_newest
    group by commune_code, source, period
),

sources as (
    select * from {{ ref('seed_source') }} where cadence in ('monthly', 'quarterly')
),

periods as (
    select * from {{ ref('dim_period') }}
),

received as (
    select
        newest.commune_code,
        newest.source,
        newest.period,
        newest.file_sha256,
        periods.last_day
    from newest
    inner join periods on newest.commune_code = periods.commune_code and newest.period = periods.period
),

{# From the first file of each source to the last of any. #}
bounds as (
    select
        commune_code,
        source,
        min(last_day) as first_received,
        max(max(last_day)) over (partition by commune_code) as last_received
    from received
    group by commune_code, source
),

quarters as (
    select distinct
        periods.commune_code,
        periods.period,
        periods.first_day,
        periods.last_day
    from periods
    inner join received
        on
            periods.commune_code = received.commune_code
            and received.last_day between periods.first_day and periods.last_day
    where periods.period_kind = 'quarter'
)

select
    quarters.commune_code,
    sources.source,
    quarters.period as quarter,
    quarters.first_day as quarter_first_day,
    parts.period,
    parts.period_kind,
    parts.first_day,
    parts.last_day,
    parts.last_day = quarters.last_day as is_last,
    coalesce(parts.last_day between bounds.first_received and bounds.last_received, false) as is_due,
    received.period is not null as is_received,
    received.file_sha256
from quarters
inner join periods as parts
    on
        quarters.commune_code = parts.commune_code
        and parts.last_day between quarters.first_day and quarters.last_day
inner join sources
    on parts.period_kind = case when sources.cadence = 'monthly' then 'month' else 'quarter' end
left join bounds on quarters.commune_code = bounds.commune_code and sources.source = bounds.source
left join received
    on
        quarters.commune_code = received.commune_code
        and sources.source = received.source
        and parts.period = received.period
