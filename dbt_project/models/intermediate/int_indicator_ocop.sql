{{ config(materialized='ephemeral') }}
{# Products on at least one e-commerce site over products of the wave. A product written twice is one product. #}
with

product_rows as (
    select * from {{ ref('int_product_row') }}
),

listed as (
    select
        commune_code,
        period,
        product,
        max(is_listed) as is_listed
    from product_rows
    group by commune_code, period, product
)

select
    commune_code,
    period,
    'ocop_ecommerce' as indicator,
    'commune' as level,
    '' as unit,
    cast(sum(is_listed) as bigint) as numerator,
    count(*) as denominator,
    cast(null as bigint) as weight,
    cast(null as double) as effective_size,
    cast(null as bigint) as shortfall
from listed
group by commune_code, period
