{# Monthly flows of the commune: files handled online, documents handled electronically. A row that is held is left out. #}
with

periods as (
    select * from {{ ref('dim_period') }} where period_kind in ('quarter', 'year')
),

months as (
    select * from {{ ref('dim_period') }} where period_kind = 'month'
),

verdicts as (
    select * from {{ ref('int_row_verdict') }} where source in ('dvc', 'edocs') and is_counted
),

files_handled as (
    select * from {{ ref('stg_dvc') }}
),

documents as (
    select * from {{ ref('stg_edocs') }}
),

held as (
    select * from {{ ref('int_held') }} where row_id is not null
),

monthly as (
    select
        verdicts.commune_code,
        verdicts.period as month,
        verdicts.row_id,
        'online_service' as indicator,
        files_handled.files_full + files_handled.files_partial as numerator,
        files_handled.files_total as denominator
    from verdicts
    inner join files_handled
        on verdicts.commune_code = files_handled.commune_code and verdicts.row_id = files_handled.row_id
    union all
    select
        verdicts.commune_code,
        verdicts.period as month,
        verdicts.row_id,
        'electronic_document' as indicator,
        documents.documents_electronic as numerator,
        documents.documents as denominator
    from verdicts
    inner join documents on verdicts.commune_code = documents.commune_code and verdicts.row_id = documents.row_id
)

select
    periods.commune_code,
    periods.period,
    monthly.indicator,
    'commune' as level,
    '' as unit,
    cast(sum(monthly.numerator) as bigint) as numerator,
    cast(sum(monthly.denominator) as bigint) as denominator,
    cast(null as bigint) as weight,
    cast(null as double) as effective_size,
    cast(null as bigint) as shortfall
from periods
inner join months
    on
        periods.commune_code = months.commune_code
        and months.last_day between periods.first_day and periods.last_day
inner join monthly on months.commune_code = monthly.commune_code and months.period = monthly.month
left join held
    on
        monthly.commune_code = held.commune_code
        and periods.period = held.period
        and monthly.row_id = held.row_id
        and monthly.indicator = held.indicator
where monthly.numerator is not null and monthly.denominator is not null and held.row_id is null
group by periods.commune_code, periods.period, monthly.indicator
