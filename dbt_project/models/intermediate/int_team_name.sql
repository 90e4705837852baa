{{ config(materialized='ephemeral') }}
{#
  The team that a name in the roster means, under the code of the hamlet that the name meant first. A later merge, or a hamlet that takes over
  the name, changes nothing of that: teams stay while hamlets are merged. Spellings of one name are one team.
  Which hamlet a team belongs to on a day: int_team_place.
#}
with

answers as (
    select * from {{ ref('int_hamlet_answer') }} where answer = 'known'
),

hamlets as (
    select * from {{ ref('int_hamlet') }}
),

names as (
    select * from answers where as_of_day = cast('9999-12-31' as date)
),

{# A hamlet that is not there that day answers where no other does: that says nothing of whom the name was first. #}
meant as (
    select distinct
        names.commune_code,
        names.hamlet_text,
        answers.as_of_day,
        answers.hamlet_code
    from names
    inner join answers on names.commune_code = answers.commune_code and names.hamlet_text = answers.hamlet_text
    inner join hamlets
        on
            answers.commune_code = hamlets.commune_code
            and answers.hamlet_code = hamlets.hamlet_code
            and answers.as_of_day between hamlets.valid_from and hamlets.valid_to
),

ranked as (
    select
        commune_code,
        hamlet_text,
        hamlet_code,
        row_number() over (partition by commune_code, hamlet_text order by as_of_day) as place
    from meant
)

select
    names.commune_code,
    names.hamlet_text as team,
    coalesce(ranked.hamlet_code, names.hamlet_code) as team_code
from names
left join ranked
    on names.commune_code = ranked.commune_code and names.hamlet_text = ranked.hamlet_text and ranked.place = 1
