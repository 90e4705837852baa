{#
  Each cumulative figure by the period's own hamlets at each of its moments. A hamlet made of others takes over their history:
  their figures are summed, when every one of them that stood at that moment has one.
#}
with

reported as (
    select * from {{ ref('int_stock_reported') }}
),

inherited as (
    select * from {{ ref('int_stock_inherited') }}
)

select
    commune_code,
    period,
    source,
    figure,
    month,
    as_of_date,
    is_now,
    hamlet_code,
    amount,
    false as is_inherited
from reported
where origin_code = hamlet_code
union all
select
    commune_code,
    period,
    source,
    figure,
    month,
    as_of_date,
    is_now,
    hamlet_code,
    amount,
    true as is_inherited
from inherited
{# Rows of a period lie together: what an increment takes out of the table is then whole groups of rows. #}
order by period
