{#
  What an indicator also shows: each service of digital_access by hamlet and for the commune (ALL), weighted by the registry's
  adults as the indicator itself is; of online_service, files handled fully and partly online, apart.
#}
with

access_parts as (
    select * from {{ ref('int_access_part') }}
),

flow_rows as (
    select * from {{ ref('int_flow_row') }} where indicator = 'online_service'
),

files_handled as (
    select * from {{ ref('stg_dvc') }}
),

access_totals as (
    select
        commune_code,
        period,
        indicator,
        part,
        cast(sum(numerator) as bigint) as numerator,
        cast(sum(denominator) as bigint) as denominator,
        {{ stable_sum('weight * (cast(numerator as double) / denominator)', 'unit') }}
        / sum(weight) as weighted_value
    from access_parts
    group by commune_code, period, indicator, part
),

file_parts as (
    {% for part in ['full', 'partial'] %}
    select
        flow_rows.commune_code,
        flow_rows.period,
        flow_rows.indicator,
        '{{ part }}' as part,
        cast(sum(files_handled.files_{{ part }}) as bigint) as numerator,
        cast(sum(flow_rows.denominator) as bigint) as denominator
    from flow_rows
    inner join files_handled
        on flow_rows.commune_code = files_handled.commune_code and flow_rows.row_id = files_handled.row_id
    group by flow_rows.commune_code, flow_rows.period, flow_rows.indicator
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
)

select
    commune_code,
    period,
    indicator,
    unit as hamlet,
    part,
    numerator,
    denominator,
    cast(numerator as double) / denominator as value
from access_parts
union all
select
    commune_code,
    period,
    indicator,
    'ALL' as hamlet,
    part,
    numerator,
    denominator,
    coalesce(weighted_value, cast(numerator as double) / denominator) as value
from access_totals
union all
select
    commune_code,
    period,
    indicator,
    'ALL' as hamlet,
    part,
    numerator,
    denominator,
    cast(numerator as double) / denominator as value
from file_parts
where denominator > 0
