{{ config(materialized='ephemeral') }}
{#
  Each cumulative figure that was reported at a period's moments, beside the hamlet of the period that it now speaks for.
#}
with

moments as (
    select * from {{ ref('int_stock_moment') }} where {{ touched('period') }}
),

figures as (
    select * from {{ ref('int_figure') }}
),

successors as (
    select * from {{ ref('int_hamlet_successor') }}
)

select
    moments.commune_code,
    moments.period,
    moments.source,
    moments.month,
    moments.as_of_date,
    moments.is_now,
    figures.figure,
    figures.hamlet_code as origin_code,
    successors.hamlet_code,
    figures.amount,
    figures.row_id,
    figures.row_number
from moments
inner join figures
    on
        moments.commune_code = figures.commune_code
        and moments.source = figures.source
        and moments.month = figures.period
        and moments.as_of_date = figures.as_of_date
        and moments.origin_code in ('', figures.hamlet_code)
inner join successors
    on
        moments.commune_code = successors.commune_code
        and moments.period = successors.period
        and figures.hamlet_code = successors.origin_code
