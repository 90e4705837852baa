{#
  What every row adds to the figures that offices report ready made. A finding can hold a row of a school, a file or an office back, and have a
  cumulative figure carried forward, so that these rows wait for the checks. All others: int_contribution.
#}
with

commune_rows as (
    select * from {{ ref('int_contribution_commune') }}
),

stock_rows as (
    select * from {{ ref('int_contribution_stock') }}
)

select
    commune_code,
    period,
    indicator,
    unit,
    contribution,
    month,
    row_id,
    cast(null as integer) as figure_row,
    numerator_amount,
    denominator_amount
from commune_rows
union all
select
    commune_code,
    period,
    indicator,
    unit,
    contribution,
    month,
    row_id,
    figure_row,
    numerator_amount,
    denominator_amount
from stock_rows
