{# A date lies outside its file's reporting period: the row is turned away. #}
with

verdicts as (
    select * from {{ ref('int_row_verdict') }}
    where is_current and source in {{ check_sources('date_outside_period') }} and {{ touched('finding_period') }}
),

looked as (
    {{ looked_at('date_outside_period') }}
),

periods as (
    select * from {{ ref('dim_period') }}
),

found as (
    select
        verdicts.commune_code,
        verdicts.source,
        verdicts.finding_period,
        verdicts.finding_hamlet,
        '' as key,
        verdicts.event_date,
        periods.first_day,
        periods.last_day,
        verdicts.file_sha256,
        verdicts.sheet,
        verdicts.row_number,
        verdicts.row_id,
        count(*) over (
            partition by verdicts.commune_code, verdicts.source, verdicts.finding_period, verdicts.finding_hamlet, ''
        ) as rows_found,
        row_number() over (
            partition by verdicts.commune_code, verdicts.source, verdicts.finding_period, verdicts.finding_hamlet, ''
            order by verdicts.file_sha256, verdicts.row_number
        ) as place
    from verdicts
    inner join periods on verdicts.commune_code = periods.commune_code and verdicts.period = periods.period
    where verdicts.reason = 'date_outside_period'
)

select
    found.commune_code,
    'date_outside_period' as rule,
    found.source,
    found.finding_period as period,
    found.finding_hamlet as hamlet,
    found.key,
    'fail' as outcome,
    '' as reason,
    {{ severity('date_outside_period') }} as severity,
    cast(found.rows_found as varchar) || ' dòng ngày ' || {{ day_text('found.event_date') }} as observed,
    {{ day_text('found.first_day') }} || ' đến ' || {{ day_text('found.last_day') }} as expected,
    '' as figure,
    found.file_sha256,
    found.sheet,
    found.row_number,
    found.row_id
from found
where found.place = 1
union all
select
    looked.commune_code,
    'date_outside_period' as rule,
    looked.source,
    looked.period,
    looked.hamlet,
    '' as key,
    {{ outcome_of('false', 'looked.reason', 'looked.is_due') }} as outcome,
    looked.reason,
    {{ severity('date_outside_period') }} as severity,
    '' as observed,
    '' as expected,
    '' as figure,
    cast(null as varchar) as file_sha256,
    cast(null as varchar) as sheet,
    cast(null as integer) as row_number,
    cast(null as varchar) as row_id
from looked
left join found
    on
        looked.commune_code = found.commune_code
        and looked.source = found.source
        and looked.period = found.finding_period
        and looked.hamlet = found.finding_hamlet
where found.source is null
