{#
  The months and quarters that files are expected for: those of every quarter that has anything, of those between,
  and of the year after.
#}
with

periods as (
    select * from {{ ref('dim_period') }}
),

begun as (
    select distinct
        commune_code,
        period
    from {{ ref('int_period_with') }}
),

quarters as (
    select
        periods.commune_code,
        periods.period,
        periods.first_day,
        periods.last_day,
        periods.report_due_date,
        periods.commune_due_date,
        begun.period is not null as is_begun,
        row_number() over (partition by periods.commune_code order by periods.first_day) as position
    from periods
    left join begun on periods.commune_code = begun.commune_code and periods.period = begun.period
    where periods.period_kind = 'quarter'
),

known as (
    select
        commune_code,
        min(position) as first_position,
        max(position) as last_position
    from quarters
    where is_begun
    group by commune_code
),

spans as (
    select
        parts.commune_code,
        parts.period,
        parts.period_kind,
        parts.last_day,
        quarters.period as quarter,
        quarters.is_begun,
        quarters.report_due_date as due_date,
        quarters.commune_due_date
    from quarters
    inner join known
        on
            quarters.commune_code = known.commune_code
            and quarters.position between known.first_position and known.last_position + 4
    inner join periods as parts
        on
            quarters.commune_code = parts.commune_code
            and parts.period_kind in ('month', 'quarter')
            and parts.last_day between quarters.first_day and quarters.last_day
)

select
    commune_code,
    period,
    period_kind,
    last_day,
    quarter,
    is_begun,
    due_date,
    commune_due_date
from spans
