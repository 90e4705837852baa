{{ config(materialized='ephemeral') }}
{#
  The rows behind the indicators whose tables are not by hamlet: schools (school), products of the wave (product), fields of
  service (file), offices (document). A product written twice counts once, as listed when any of its rows says so.
#}
with

school_rows as (
    select * from {{ ref('int_school_row') }}
),

flow_rows as (
    select * from {{ ref('int_flow_row') }}
),

product_rows as (
    select * from {{ ref('int_product_row') }}
),

products as (
    select
        commune_code,
        period,
        row_id,
        is_listed,
        row_number() over (partition by commune_code, period, product order by is_listed desc, row_id asc) as place
    from product_rows
)

select
    commune_code,
    period,
    indicator,
    school as unit,
    'school' as contribution,
    '' as month,
    row_id,
    cast(numerator as bigint) as numerator_amount,
    cast(denominator as bigint) as denominator_amount
from school_rows
union all
select
    commune_code,
    period,
    'ocop_ecommerce' as indicator,
    '' as unit,
    'product' as contribution,
    '' as month,
    row_id,
    cast(case when place = 1 then is_listed else 0 end as bigint) as numerator_amount,
    cast(case when place = 1 then 1 else 0 end as bigint) as denominator_amount
from products
union all
select
    commune_code,
    period,
    indicator,
    '' as unit,
    case indicator when 'online_service' then 'file' else 'document' end as contribution,
    month,
    row_id,
    cast(numerator as bigint) as numerator_amount,
    cast(denominator as bigint) as denominator_amount
from flow_rows
