{{ config(materialized='ephemeral') }}
{#
  The team that a visit log speaks for: the team of most of its visits' members on the days of the visits. Of teams that have as many the
  hamlet's, not the commune's: so a log whose visitors serve in both is their hamlet's.
  Rows that the door turned away speak too, where their member and day are known: a log of which none is taken is its team's all the same, or
  what is found in it would be nobody's, hold nothing, and stand after the team has sent the log again.
#}
with

rows_read as (
    select * from {{ ref('int_row') }}
    where source = 'visit_log' and row_kind = 'data' and {{ touched('file_sha256') }}
),

members as (
    select * from {{ ref('int_member') }}
),

counted as (
    select
        rows_read.commune_code,
        rows_read.file_sha256,
        members.team_code,
        count(*) as visits
    from rows_read
    inner join members
        on
            rows_read.commune_code = members.commune_code
            and rows_read.member_code = members.member_code
            and rows_read.event_date between members.valid_from and members.valid_to
    group by rows_read.commune_code, rows_read.file_sha256, members.team_code
),

ranked as (
    select
        commune_code,
        file_sha256,
        team_code,
        row_number() over (
            partition by commune_code, file_sha256
            order by visits desc, case when team_code = 'COMMUNE' then 1 else 0 end, team_code asc
        ) as place
    from counted
)

select
    commune_code,
    file_sha256,
    team_code
from ranked
where place = 1
