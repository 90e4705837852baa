{{ config(materialized='ephemeral') }}
{#
  The rows behind report_on_time: the hamlet's row of the registry (registry) and its reports (report), of which the last to be
  handed in counts where all were on time.
#}
with

hamlets as (
    select * from {{ ref('int_hamlet_of_period') }} where {{ touched('period') }}
),

reports as (
    select * from {{ ref('int_report_due') }} where {{ touched('period') }}
),

ranked as (
    select
        commune_code,
        period,
        hamlet_code,
        month,
        row_id,
        min(is_on_time) over (partition by commune_code, period, hamlet_code) as is_on_time,
        row_number() over (
            partition by commune_code, period, hamlet_code
            order by handed_in_on desc, month desc, row_id asc
        ) as place
    from reports
)

select
    commune_code,
    period,
    'report_on_time' as indicator,
    hamlet_code as unit,
    'registry' as contribution,
    '' as month,
    row_id,
    cast(0 as bigint) as numerator_amount,
    cast(1 as bigint) as denominator_amount
from hamlets
union all
select
    commune_code,
    period,
    'report_on_time' as indicator,
    hamlet_code as unit,
    'report' as contribution,
    month,
    row_id,
    cast(case when is_on_time = 1 and place = 1 then 1 else 0 end as bigint) as numerator_amount,
    cast(0 as bigint) as denominator_amount
from ranked
where row_id is not null
