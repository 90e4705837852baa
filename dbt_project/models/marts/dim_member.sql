{# The roster without names or phones: who (by code) serves in which team, from when to when. #}
with

members as (
    select * from {{ ref('int_member') }}
)

select
    commune_code,
    member_code,
    valid_from,
    valid_to,
    team_code,
    role,
    row_id,
    file_sha256,
    row_number
from members
