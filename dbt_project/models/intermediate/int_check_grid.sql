{#
  How every hamlet of every source-period stands there, for the sources whose findings are by hamlet.
  State: present, rejected (its row is there and was turned away), conflict (two rows that disagree), absent, no_file, not_due.
#}
with

slots as (
    select * from {{ ref('int_check_slot') }} where source in {{ by_hamlet_sources(['bank_survey', 'visit_log']) }}
),

verdicts as (
    select * from {{ ref('int_row_verdict') }} where is_current and row_status <> 'set_aside' and finding_hamlet <> ''
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

{# A month's newest as-of day speaks for it; an accepted row comes before one that was turned away. #}
ranked as (
    select
        commune_code,
        source,
        finding_period,
        finding_hamlet,
        row_status,
        reason,
        as_of_date,
        row_id,
        file_sha256,
        sheet,
        row_number,
        dense_rank() over (
            partition by commune_code, source, finding_period, finding_hamlet
            order by as_of_date desc
        ) as age,
        row_number() over (
            partition by commune_code, source, finding_period, finding_hamlet
            order by as_of_date desc, row_status, file_sha256, row_number
        ) as place
    from verdicts
),

seen as (
    select
        commune_code,
        source,
        finding_period,
        finding_hamlet,
        sum(case when row_status = 'accepted' then 1 else 0 end) as rows_accepted,
        max(case when place = 1 then reason end) as rejected_by,
        max(case when place = 1 then row_id end) as row_id,
        max(case when place = 1 then file_sha256 end) as file_sha256,
        max(case when place = 1 then sheet end) as sheet,
        max(case when place = 1 then row_number end) as row_number,
        max(as_of_date) as as_of_date
    from ranked
    where age = 1
    group by commune_code, source, finding_period, finding_hamlet
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
    seen.file_sha256,
    seen.sheet,
    seen.row_number
from standing
left join seen
    on
        standing.commune_code = seen.commune_code
        and standing.source = seen.source
        and standing.period = seen.finding_period
        and standing.hamlet_code = seen.finding_hamlet
left join figures
    on
        standing.commune_code = figures.commune_code
        and standing.source = figures.source
        and standing.period = figures.period
        and standing.hamlet_code = figures.hamlet_code
where standing.recency = 1
