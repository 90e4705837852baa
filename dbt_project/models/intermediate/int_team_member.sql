{{ config(materialized='ephemeral') }}
{# The members active on each period's last day, with the hamlet of that period that their team belongs to. #}
with

periods as (
    select * from {{ ref('dim_period') }} where period_kind in ('quarter', 'year')
),

members as (
    select * from {{ ref('int_member') }}
),

places as (
    select * from {{ ref('int_team_place') }} where is_last
)

select
    periods.commune_code,
    periods.period,
    periods.last_day,
    members.member_code,
    members.team_code,
    case when members.team_code = 'COMMUNE' then 'COMMUNE' else places.hamlet_code end as unit,
    members.row_id
from periods
inner join members
    on
        periods.commune_code = members.commune_code
        and periods.last_day between members.valid_from and members.valid_to
left join places
    on
        periods.commune_code = places.commune_code
        and periods.period = places.period
        and members.team_code = places.team_code
