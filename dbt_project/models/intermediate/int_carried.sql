{#
  What is used instead of a doubted figure where the officer carries the hamlet's last accepted one forward, and whence it comes:
  a month (with its as-of day) for cumulative figures, a quarter for surveys and flows.
#}
with

stocks as (
    select * from {{ ref('int_carried_stock') }}
),

quarters as (
    select * from {{ ref('int_carried_quarter') }}
)

select
    commune_code,
    period,
    indicator,
    unit,
    numerator,
    denominator,
    cast(null as bigint) as weight,
    cast(null as double) as effective_size,
    cast(null as bigint) as shortfall,
    month as carried_from,
    as_of_date
from stocks
union all
select
    commune_code,
    period,
    indicator,
    unit,
    numerator,
    denominator,
    weight,
    effective_size,
    shortfall,
    quarter as carried_from,
    cast(null as date) as as_of_date
from quarters
