{{ config(materialized='ephemeral') }}
{#
  The members active on each period's last day, once each, with the hamlet of that period that their team belongs to.
#}
with

periods as (
    select * from {{ ref('dim_period') }} where period_kind in ('quarter', 'year')
),

members as (
    select * from {{ ref('int_member') }}
),

places as (
    select * from {{ ref('int_team_place') }} where is_last
),

active as (
    select
        periods.commune_code,
        periods.period,
        periods.last_day,
        members.member_code,
        members.team_code,
        members.row_id,
        row_number() over (
            partition by periods.commune_code, periods.period, members.member_code order by members.place
        ) as place
    from periods
    inner join members
        on
            periods.commune_code = members.commune_code
            and periods.last_day between members.valid_from and members.valid_to
)

select
    active.commune_code,
    active.period,
    active.last_day,
    active.member_code,
    active.team_code,
    case when active.team_code = 'COMMUNE' then 'COMMUNE' else places.hamlet_code end as unit,
    active.row_id
from active
left join places
    on
        active.commune_code = places.commune_code
        and active.period = places.period
        and active.team_code = places.team_code
where active.place = 1
