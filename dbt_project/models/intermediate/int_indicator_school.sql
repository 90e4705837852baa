{{ config(materialized='ephemeral') }}
{# The two indicators by school: students with access to digital materials, teachers trained. #}
with

school_rows as (
    select * from {{ ref('int_school_row') }}
)

select
    commune_code,
    period,
    indicator,
    'school' as level,
    school as unit,
    cast(sum(numerator) as bigint) as numerator,
    cast(sum(denominator) as bigint) as denominator,
    cast(null as bigint) as weight,
    cast(null as double) as effective_size,
    cast(null as bigint) as shortfall
from school_rows
group by commune_code, period, indicator, school
