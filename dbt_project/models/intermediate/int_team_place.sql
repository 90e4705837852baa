{#
  The hamlet of each period that each team belongs to: on the period's last day (is_last), and on the last day of each month of a quarter or
  year, which is followed to the hamlet of the period. Its name's hamlet of that day; where the name means none that is there, the hamlet
  that the team is called after. A team of a hamlet that is gone or was split has none, and is not here; nor is the commune's own team.
#}
with

periods as (
    select * from {{ ref('dim_period') }}
),

months as (
    select * from {{ ref('int_period_month') }}
),

names as (
    select * from {{ ref('int_team_name') }}
),

answers as (
    select * from {{ ref('int_hamlet_answer') }}
),

hamlets as (
    select * from {{ ref('int_hamlet') }}
),

successors as (
    select * from {{ ref('int_hamlet_successor') }}
),

days as (
    select
        commune_code,
        period,
        last_day as as_of_day
    from periods
    union distinct
    select
        commune_code,
        period,
        last_day as as_of_day
    from months
),

{# An answer holds until the next day on which another could be given. #}
spans as (
    select
        names.commune_code,
        names.team_code,
        answers.hamlet_code,
        answers.as_of_day as first_day,
        lead(answers.as_of_day) over (
            partition by names.commune_code, names.team order by answers.as_of_day
        ) as next_day
    from names
    inner join answers on names.commune_code = answers.commune_code and names.team = answers.hamlet_text
),

meant as (
    select
        days.commune_code,
        days.period,
        days.as_of_day,
        spans.team_code,
        min(spans.hamlet_code) as hamlet_code
    from days
    inner join spans
        on
            days.commune_code = spans.commune_code
            and days.as_of_day >= spans.first_day
            and (spans.next_day is null or days.as_of_day < spans.next_day)
    inner join hamlets
        on
            spans.commune_code = hamlets.commune_code
            and spans.hamlet_code = hamlets.hamlet_code
            and days.as_of_day between hamlets.valid_from and hamlets.valid_to
    group by days.commune_code, days.period, days.as_of_day, spans.team_code
    having count(distinct spans.hamlet_code) = 1
),

teams as (
    select distinct
        commune_code,
        team_code
    from names
),

placed as (
    select
        days.commune_code,
        days.period,
        days.as_of_day,
        teams.team_code,
        coalesce(meant.hamlet_code, teams.team_code) as hamlet_code
    from days
    inner join teams on days.commune_code = teams.commune_code
    left join meant
        on
            days.commune_code = meant.commune_code
            and days.period = meant.period
            and days.as_of_day = meant.as_of_day
            and teams.team_code = meant.team_code
)

select
    placed.commune_code,
    placed.period,
    placed.as_of_day,
    placed.team_code,
    successors.hamlet_code,
    placed.as_of_day = periods.last_day as is_last
from placed
inner join periods on placed.commune_code = periods.commune_code and placed.period = periods.period
inner join successors
    on
        placed.commune_code = successors.commune_code
        and placed.period = successors.period
        and placed.hamlet_code = successors.origin_code
