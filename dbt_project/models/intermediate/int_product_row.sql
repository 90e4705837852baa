{{ config(materialized='ephemeral') }}
{# The OCOP products of each period's wave, row by row: which product, and whether any e-commerce site is marked. #}
with

waves as (
    select * from {{ ref('int_wave') }} where source = 'ocop'
),

verdicts as (
    select * from {{ ref('int_row_verdict') }} where source = 'ocop' and is_counted
),

products as (
    select * from {{ ref('stg_ocop') }}
)

select
    waves.commune_code,
    waves.period,
    verdicts.row_id,
    lower(products.product) as product,
    case when {{ listed_on_any_site('products') }} then 1 else 0 end as is_listed
from waves
inner join verdicts on waves.commune_code = verdicts.commune_code and waves.wave = verdicts.period
inner join products on verdicts.commune_code = products.commune_code and verdicts.row_id = products.row_id
