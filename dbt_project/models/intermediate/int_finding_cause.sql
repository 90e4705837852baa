{{ config(materialized='ephemeral') }}
{#
  What probably happened where a check fires, when the figures tell: the first cause that fits and that its rule allows, in a
  sentence. A suggestion, never a change: nothing but people reads it.
#}
with

suspects as (
    select * from {{ ref('int_finding_suspect') }}
),

guesses as (
    select * from {{ ref('int_finding_guess') }}
),

causes as (
    select * from {{ ref('seed_cause') }}
),

fields as (
    select * from {{ ref('seed_field') }}
),

hamlets as (
    select * from {{ ref('int_hamlet') }}
),

names as (
    select
        commune_code,
        hamlet_code,
        max(hamlet_name) as hamlet_name
    from hamlets
    group by commune_code, hamlet_code
),

ranked as (
    select
        suspects.commune_code,
        suspects.finding_id,
        suspects.figure,
        suspects.amount,
        suspects.amount_before,
        guesses.cause,
        guesses.candidate,
        guesses.other_hamlet,
        guesses.other_figure,
        causes.message_vi,
        row_number() over (
            partition by suspects.commune_code, suspects.finding_id
            order by
                suspects.is_other, causes.position, abs(guesses.candidate - suspects.amount_before),
                guesses.other_hamlet, guesses.other_figure, suspects.figure, suspects.amount_before
        ) as place
    from guesses
    inner join suspects
        on
            guesses.commune_code = suspects.commune_code
            and guesses.finding_id = suspects.finding_id
            and guesses.figure = suspects.figure
    inner join causes
        on
            guesses.cause = causes.cause
            and ',' || causes.rules || ',' like '%,' || suspects.rule || ',%'
)

select
    ranked.commune_code,
    ranked.finding_id,
    ranked.cause,
    ranked.figure as cause_figure,
    ranked.candidate,
    {{ filled_in('ranked.message_vi', {
        'figure': 'fields.title_vi',
        'observed': count_text('ranked.amount'),
        'candidate': count_text('ranked.candidate'),
        'before': count_text('ranked.amount_before'),
        'other': "coalesce(names.hamlet_name, others.title_vi, '')",
    }) }} as cause_vi
from ranked
inner join fields on ranked.figure = fields.figure
left join fields as others on ranked.other_figure = others.figure
left join names on ranked.commune_code = names.commune_code and ranked.other_hamlet = names.hamlet_code
where ranked.place = 1
