{#
  How every hamlet of every source-period stands there, for the sources whose findings are by hamlet.
  State: present, rejected (its row is there and was turned away), conflict (two rows that disagree), absent, no_file, not_due.
#}
with

slots as (
    select * from {{ ref('int_check_slot') }}
    where source in {{ by_hamlet_sources(['bank_survey', 'visit_log']) }} and {{ touched('period') }}
),

verdicts as (
    select * from {{ ref('int_row_verdict') }}
    where is_current and row_status <> 'set_aside' and finding_hamlet <> '' and {{ touched('finding_period') }}
),

figures as (
    select distinct
        commune_code,
        source,
        period,
        hamlet_code
    from {{ ref('int_figure') }}
),

hamlets as (
    select * from {{ ref('int_hamlet') }}
),

{# An accepted row comes before one that was turned away. #}
{% set order = "row_number + case when row_status = 'accepted' then 0 else 10000000 end" %}
dated as (
    select
        commune_code,
        source,
        finding_period,
        finding_hamlet,
        as_of_date,
        sum(case when row_status = 'accepted' then 1 else 0 end) as rows_accepted,
        {{ first_by("coalesce(reason, '')", order) }} as rejected_by,
        {{ first_by('row_id', order) }} as row_id,
        {{ first_by('file_sha256', order) }} as file_sha256,
        {{ first_by('sheet', order) }} as sheet,
        {{ first_by('row_number', order) }} as row_number
    from verdicts
    group by commune_code, source, finding_period, finding_hamlet, as_of_date
),

{# A month's newest as-of day speaks for it. #}
seen as (
    select
        commune_code,
        source,
        finding_period,
        finding_hamlet,
        as_of_date,
        rows_accepted,
        rejected_by,
        row_id,
        file_sha256,
        sheet,
        row_number,
        row_number() over (
            partition by commune_code, source, finding_period, finding_hamlet
            order by as_of_date desc
        ) as age
    from dated
),

standing as (
    select
        slots.commune_code,
        slots.source,
        slots.quarter,
        slots.quarter_first_day,
        slots.period,
        slots.period_kind,
        slots.first_day,
        slots.last_day,
        slots.is_last,
        slots.is_due,
        slots.is_received,
        slots.file_sha256,
        hamlets.hamlet_code,
        hamlets.households,
        hamlets.population,
        hamlets.population_15_plus,
        hamlets.adults,
        row_number() over (
            partition by slots.commune_code, slots.source, slots.period, hamlets.hamlet_code
            order by hamlets.valid_from desc
        ) as recency
    from slots
    inner join hamlets
        on
            slots.commune_code = hamlets.commune_code
            and slots.last_day between hamlets.valid_from and hamlets.valid_to
)

select
    standing.commune_code,
    standing.source,
    standing.quarter,
    standing.quarter_first_day,
    standing.period,
    standing.period_kind,
    standing.first_day,
    standing.last_day,
    standing.is_last,
    standing.is_due,
    standing.hamlet_code,
    standing.households,
    standing.population,
    standing.population_15_plus,
    standing.adults,
    case
        when not standing.is_due then 'not_due'
        when not standing.is_received then 'no_file'
        when seen.finding_hamlet is null then 'absent'
        when seen.rows_accepted = 0 then 'rejected'
        when seen.rows_accepted > 1 and standing.source in {{ by_hamlet_sources() }} and figures.hamlet_code is null
            then 'conflict'
        else 'present'
    end as state,
    cast(coalesce(seen.rows_accepted, 0) as integer) as rows_accepted,
    seen.rejected_by,
    seen.as_of_date,
    seen.row_id,
    coalesce(seen.file_sha256, standing.file_sha256) as file_sha256,
    seen.sheet,
    seen.row_number
from standing
left join seen
    on
        standing.commune_code = seen.commune_code
        and standing.source = seen.source
        and standing.period = seen.finding_period
        and standing.hamlet_code = seen.finding_hamlet
        and seen.age = 1
left join figures
    on
        standing.commune_code = figures.commune_code
        and standing.source = figures.source
        and standing.period = figures.period
        and standing.hamlet_code = figures.hamlet_code
where standing.recency = 1
