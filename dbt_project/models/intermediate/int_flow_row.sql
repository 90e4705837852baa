{{ config(materialized='ephemeral') }}
{#
  The rows of the commune's monthly flows, for each quarter and year that they count in: files handled, documents handled.
  A row that is held, or that lacks one of its figures, is left out.
#}
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
    select * from {{ ref('int_held_row') }}
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
    monthly.month,
    monthly.row_id,
    monthly.numerator,
    monthly.denominator
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
