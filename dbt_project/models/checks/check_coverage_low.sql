{# Too few of the hamlet's people of that age answered a survey. #}
with

grid as (
    select * from {{ ref('int_check_grid') }} where source in {{ check_sources('coverage_low') }}
),

answers as (
    select * from {{ ref('int_bank_answer') }} where {{ touched('wave') }}
),

successors as (
    select * from {{ ref('int_hamlet_successor') }}
),

figures as (
    select * from {{ ref('int_check_figure') }}
    where figure = 'access_survey__adults_surveyed' and {{ touched('period') }}
),

{# Answers from a hamlet that another has taken over since are the other's. #}
answered as (
    select
        answers.commune_code,
        answers.wave,
        successors.hamlet_code,
        sum(answers.people_15_plus) as people
    from answers
    inner join successors
        on
            answers.commune_code = successors.commune_code
            and answers.wave = successors.period
            and answers.hamlet_code = successors.origin_code
    group by answers.commune_code, answers.wave, successors.hamlet_code
),

{# A hamlet without a bank answer has none; one without a row in the other survey is reported as missing. #}
surveyed as (
    select
        grid.commune_code,
        grid.source,
        grid.period,
        grid.is_due,
        grid.hamlet_code,
        case
            when grid.state = 'no_file' then 'no_file'
            when grid.source = 'access_survey' and figures.amount is null then figures.reason
            when grid.source = 'access_survey' and grid.adults is null then 'registry_missing'
            when grid.source = 'bank_survey' and grid.population_15_plus is null then 'registry_missing'
            else ''
        end as reason,
        case when grid.source = 'bank_survey' then coalesce(answered.people, 0) else figures.amount end as people,
        case when grid.source = 'bank_survey' then grid.population_15_plus else grid.adults end as people_there,
        grid.file_sha256,
        grid.sheet,
        grid.row_number,
        grid.row_id
    from grid
    left join answered
        on
            grid.commune_code = answered.commune_code
            and grid.period = answered.wave
            and grid.hamlet_code = answered.hamlet_code
    left join figures
        on
            grid.commune_code = figures.commune_code
            and grid.source = figures.source
            and grid.period = figures.period
            and grid.hamlet_code = figures.hamlet_code
)

select
    surveyed.commune_code,
    'coverage_low' as rule,
    surveyed.source,
    surveyed.period,
    surveyed.hamlet_code as hamlet,
    '' as key,
    {{ outcome_of(
        'surveyed.people < ' ~ threshold('coverage_low', 'share') ~ ' * surveyed.people_there',
        'surveyed.reason', 'surveyed.is_due'
    ) }} as outcome,
    surveyed.reason,
    {{ severity('coverage_low') }} as severity,
    cast(cast(surveyed.people as bigint) as varchar) as observed,
    cast(cast(ceil({{ threshold('coverage_low', 'share') }} * surveyed.people_there) as bigint) as varchar) as expected,
    '' as figure,
    surveyed.file_sha256,
    surveyed.sheet,
    surveyed.row_number,
    surveyed.row_id
from surveyed
