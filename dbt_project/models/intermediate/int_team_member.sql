{{ config(materialized='ephemeral') }}
{# The members active on each period's last day, with the hamlet of that period that their team belongs to. #}
with

periods as (
    select * from {{ ref('dim_period') }} where period_kind in ('quarter', 'year')
),

members as (
    select * from {{ ref('int_member') }}
),

successors as (
    select * from {{ ref('int_hamlet_successor') }}
)

select
    periods.commune_code,
    periods.period,
    periods.last_day,
    members.member_code,
    members.team_code,
    case when members.team_code = 'COMMUNE' then 'COMMUNE' else successors.hamlet_code end as unit,
    members.row_id
from periods
inner join members
    on
        periods.commune_code = members.commune_code
        and periods.last_day between members.valid_from and members.valid_to
left join successors
    on
        periods.commune_code = successors.commune_code
        and periods.period = successors.period
        and members.team_code = successors.origin_code
