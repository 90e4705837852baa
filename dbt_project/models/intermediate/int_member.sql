{#
  The members of the newest roster: team (int_team_name) and dates. The commune's own team is COMMUNE. No names come this far.
  Whoever serves in several teams on a day is counted in one, that of the least place: a hamlet's before the commune's, then the newest service.
#}
with

rows_read as (
    select * from {{ ref('stg_roster') }} where row_kind = 'data' and door_rule is null
),

files as (
    select * from {{ ref('int_file_period') }} where source = 'roster'
),

names as (
    select * from {{ ref('int_team_name') }}
),

newest as (
    select
        commune_code,
        max(received_rank) as received_rank
    from files
    group by commune_code
),

teamed as (
    select
        rows_read.commune_code,
        rows_read.member_code,
        case when rows_read.team_key = 'COMMUNE' then 'COMMUNE' else names.team_code end as team_code,
        rows_read.role,
        coalesce(rows_read.valid_from, cast('1900-01-01' as date)) as valid_from,
        coalesce(rows_read.valid_to, cast('9999-12-31' as date)) as valid_to,
        rows_read.row_id,
        rows_read.file_sha256,
        rows_read.row_number
    from rows_read
    inner join files on rows_read.commune_code = files.commune_code and rows_read.file_sha256 = files.file_sha256
    inner join newest on files.commune_code = newest.commune_code and files.received_rank = newest.received_rank
    left join names on rows_read.commune_code = names.commune_code and rows_read.team = names.team
),

numbered as (
    select
        commune_code,
        member_code,
        team_code,
        role,
        valid_from,
        valid_to,
        row_id,
        file_sha256,
        row_number,
        row_number() over (
            partition by commune_code, member_code, team_code, valid_from
            order by row_number
        ) as occurrence
    from teamed
    where team_code is not null
)

select
    commune_code,
    member_code,
    team_code,
    role,
    valid_from,
    valid_to,
    row_id,
    file_sha256,
    row_number,
    row_number() over (
        partition by commune_code, member_code
        order by case when team_code = 'COMMUNE' then 1 else 0 end, valid_from desc, row_number desc
    ) as place
from numbered
where occurrence = 1
