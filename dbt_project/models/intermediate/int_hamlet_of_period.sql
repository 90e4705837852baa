{# The hamlets of a quarter or year: those valid on its last day, with the denominators in force that day. #}
with

periods as (
    select * from {{ ref('dim_period') }} where period_kind in ('quarter', 'year')
),

hamlets as (
    select * from {{ ref('int_hamlet') }}
),

valid_then as (
    select
        periods.commune_code,
        periods.period,
        periods.last_day,
        hamlets.hamlet_code,
        hamlets.hamlet_name,
        hamlets.households,
        hamlets.population,
        hamlets.population_15_plus,
        hamlets.adults,
        hamlets.row_id,
        row_number() over (
            partition by periods.commune_code, periods.period, hamlets.hamlet_code
            order by hamlets.valid_from desc
        ) as recency
    from periods
    inner join hamlets
        on
            periods.commune_code = hamlets.commune_code
            and periods.last_day >= hamlets.valid_from
            and periods.last_day <= hamlets.valid_to
)

select
    commune_code,
    period,
    last_day,
    hamlet_code,
    hamlet_name,
    households,
    population,
    population_15_plus,
    adults,
    row_id
from valid_then
where recency = 1
