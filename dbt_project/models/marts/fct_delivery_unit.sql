{#
  Who is expected to send what, and whether they have: a row a source, month or quarter, and hamlet, team or commune.
  Also for the quarters after the last that has anything, so that somebody can be asked before the first file is there.
#}
with

sources as (
    select * from {{ ref('seed_source') }} where cadence in ('monthly', 'quarterly')
),

spans as (
    select * from {{ ref('int_delivery_span') }}
),

hamlets as (
    select * from {{ ref('int_hamlet') }}
),

newest as (
    select * from {{ ref('int_unit_newest') }} where is_newest
),

places as (
    select * from {{ ref('int_team_place') }} where is_last
),

{# A team sends for the hamlet that it belongs to at the period's end. #}
sent as (
    select
        newest.commune_code,
        newest.source,
        newest.period,
        coalesce(places.hamlet_code, newest.unit) as unit,
        newest.file_sha256
    from newest
    inner join sources on newest.source = sources.source
    left join places
        on
            newest.commune_code = places.commune_code
            and newest.period = places.period
            and newest.unit = places.team_code
            and sources.covers = 'team'
),

expected as (
    select
        spans.commune_code,
        spans.period,
        spans.quarter,
        spans.is_begun,
        spans.due_date,
        spans.commune_due_date,
        sources.source,
        sources.title_vi,
        hamlets.hamlet_code as unit,
        hamlets.hamlet_name as unit_name
    from spans
    inner join sources
        on
            sources.cadence = case when spans.period_kind = 'month' then 'monthly' else 'quarterly' end
            and sources.covers in ('hamlet', 'team')
    inner join hamlets
        on
            spans.commune_code = hamlets.commune_code
            and spans.last_day between hamlets.valid_from and hamlets.valid_to
    union all
    select
        spans.commune_code,
        spans.period,
        spans.quarter,
        spans.is_begun,
        spans.due_date,
        spans.commune_due_date,
        sources.source,
        sources.title_vi,
        case when sources.covers = 'team' then 'COMMUNE' else '' end as unit,
        case when sources.covers = 'team' then 'Tổ cấp xã' else 'cả xã' end as unit_name
    from spans
    inner join sources
        on
            sources.cadence = case when spans.period_kind = 'month' then 'monthly' else 'quarterly' end
            and sources.covers in ('commune', 'team')
),

matched as (
    select
        expected.commune_code,
        expected.source,
        expected.period,
        expected.unit,
        expected.quarter,
        expected.title_vi,
        expected.unit_name,
        expected.due_date,
        expected.commune_due_date,
        expected.is_begun,
        max(case when sent.file_sha256 is null then 0 else 1 end) = 1 as is_received
    from expected
    left join sent
        on
            expected.commune_code = sent.commune_code
            and expected.source = sent.source
            and expected.period = sent.period
            and expected.unit = sent.unit
    group by
        expected.commune_code, expected.source, expected.period, expected.unit, expected.quarter,
        expected.title_vi, expected.unit_name, expected.due_date, expected.commune_due_date, expected.is_begun
)

select
    commune_code,
    source,
    period,
    unit,
    quarter,
    title_vi,
    unit_name,
    due_date,
    commune_due_date,
    is_begun,
    is_received
from matched
