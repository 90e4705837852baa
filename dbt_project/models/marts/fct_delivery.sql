{# What each period waits for: for every source and month or quarter, who was expected and who has not sent. #}
with

sources as (
    select * from {{ ref('seed_source') }} where cadence in ('monthly', 'quarterly')
),

periods as (
    select * from {{ ref('dim_period') }}
),

begun as (
    select distinct
        commune_code,
        period
    from {{ ref('int_period_with') }}
),

hamlets as (
    select * from {{ ref('int_hamlet') }}
),

newest as (
    select * from {{ ref('int_unit_newest') }} where is_newest
),

{# The months and the quarter of every quarter that has anything. #}
spans as (
    select
        parts.commune_code,
        parts.period,
        parts.period_kind,
        parts.last_day,
        quarters.report_due_date as due_date
    from periods as quarters
    inner join begun on quarters.commune_code = begun.commune_code and quarters.period = begun.period
    inner join periods as parts
        on
            quarters.commune_code = parts.commune_code
            and parts.period_kind in ('month', 'quarter')
            and parts.last_day between quarters.first_day and quarters.last_day
    where quarters.period_kind = 'quarter'
),

expected as (
    select
        spans.commune_code,
        spans.period,
        spans.due_date,
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
        spans.due_date,
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
        expected.period,
        expected.due_date,
        expected.source,
        expected.title_vi,
        expected.unit,
        expected.unit_name,
        max(case when newest.file_sha256 is null then 0 else 1 end) as is_received
    from expected
    left join newest
        on
            expected.commune_code = newest.commune_code
            and expected.source = newest.source
            and expected.period = newest.period
            and expected.unit = newest.unit
    group by
        expected.commune_code, expected.period, expected.due_date, expected.source, expected.title_vi,
        expected.unit, expected.unit_name
)

select
    commune_code,
    source,
    period,
    title_vi,
    due_date,
    count(*) as units_expected,
    cast(sum(is_received) as bigint) as units_received,
    {{ joined_names('case when is_received = 0 then unit_name end', 'unit') }} as missing
from matched
group by commune_code, source, period, title_vi, due_date
