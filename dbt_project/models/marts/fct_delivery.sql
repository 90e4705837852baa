{# What each period waits for: for every source and month or quarter, who was expected and who has not sent. #}
with

units as (
    select * from {{ ref('fct_delivery_unit') }} where is_begun
)

select
    commune_code,
    source,
    period,
    title_vi,
    due_date,
    count(*) as units_expected,
    cast(sum(case when is_received then 1 else 0 end) as bigint) as units_received,
    {{ joined_names('case when not is_received then unit_name end', 'unit') }} as missing
from units
group by commune_code, source, period, title_vi, due_date
