{# Products on at least one e-commerce site over products of the wave. A product written twice is one product. #}
with

waves as (
    select * from {{ ref('int_wave') }} where source = 'ocop'
),

verdicts as (
    select * from {{ ref('int_row_verdict') }} where source = 'ocop' and is_counted
),

products as (
    select * from {{ ref('stg_ocop') }}
),

listed as (
    select
        waves.commune_code,
        waves.period,
        lower(products.product) as product,
        max(case when {{ listed_on_any_site('products') }} then 1 else 0 end) as is_listed
    from waves
    inner join verdicts on waves.commune_code = verdicts.commune_code and waves.wave = verdicts.period
    inner join products on verdicts.commune_code = products.commune_code and verdicts.row_id = products.row_id
    group by waves.commune_code, waves.period, lower(products.product)
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
