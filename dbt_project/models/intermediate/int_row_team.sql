{{ config(materialized='ephemeral') }}
{#
  For each row of a visit log or of a class: the team in which its member serves on the row's day, the team that its file speaks for, and the
  hamlet that what is found in the row is told of. A team's log speaks of its team, a class of its members' teams. A class has no team of its
  own: who went before joining, or after leaving, is told by a team that they serve in at another time.
  Of several teams that a member serves in that day: the file's, else the one in which they are counted (int_member).
#}
with

rows_read as (
    select * from {{ ref('int_row') }} where source in ('visit_log', 'training') and {{ touched('file_sha256') }}
),

files as (
    select * from {{ ref('int_file_period') }}
),

dates as (
    select * from {{ ref('dim_date') }}
),

members as (
    select * from {{ ref('int_member') }}
),

visit_teams as (
    select * from {{ ref('int_visit_team') }}
),

places as (
    select * from {{ ref('int_team_place') }} where is_last
),

serving as (
    select
        rows_read.commune_code,
        rows_read.row_id,
        {{ first_by(
            'members.team_code',
            'members.place + case when members.team_code = visit_teams.team_code then 0 else 1000000 end'
            ~ ' + case when rows_read.event_date between members.valid_from and members.valid_to then 0 else 2000000 end',
            'members.row_id'
        ) }} as team_code
    from rows_read
    inner join members
        on
            rows_read.commune_code = members.commune_code
            and rows_read.member_code = members.member_code
            and (
                rows_read.source = 'training'
                or rows_read.event_date between members.valid_from and members.valid_to
            )
    left join visit_teams
        on rows_read.commune_code = visit_teams.commune_code and rows_read.file_sha256 = visit_teams.file_sha256
    group by rows_read.commune_code, rows_read.row_id
),

joined as (
    select
        rows_read.commune_code,
        rows_read.row_id,
        coalesce(files.period, class_days.reporting_month) as period,
        serving.team_code as member_team,
        visit_teams.team_code as file_team,
        case rows_read.source when 'training' then serving.team_code else visit_teams.team_code end as team_code
    from rows_read
    inner join files on rows_read.commune_code = files.commune_code and rows_read.file_sha256 = files.file_sha256
    left join serving on rows_read.commune_code = serving.commune_code and rows_read.row_id = serving.row_id
    left join dates as class_days
        on
            rows_read.commune_code = class_days.commune_code
            and rows_read.event_date = class_days.date_day
            and rows_read.source = 'training'
    left join visit_teams
        on rows_read.commune_code = visit_teams.commune_code and rows_read.file_sha256 = visit_teams.file_sha256
)

select
    joined.commune_code,
    joined.row_id,
    joined.member_team,
    joined.file_team,
    coalesce(places.hamlet_code, nullif(joined.team_code, 'COMMUNE')) as team_hamlet
from joined
left join places
    on
        joined.commune_code = places.commune_code
        and joined.period = places.period
        and joined.team_code = places.team_code
