{{ config(materialized='ephemeral') }}
{#
  Of each file the first row that was turned away, and why, in the words of who turned it away: the door's sentence about the field, else the
  rule's title and mend. What stands in the cell is shown where it can be nobody's name, long numbers hidden.
#}
with

verdicts as (
    select * from {{ ref('int_row_verdict') }} where row_status = 'rejected'
),

doors as (
    select * from {{ ref('seed_door') }}
),

checks as (
    select * from {{ ref('seed_check') }}
),

firsts as (
    select
        commune_code,
        file_sha256,
        {{ first_by('source', 'row_number') }} as source,
        {{ first_by('sheet', 'row_number') }} as sheet,
        min(row_number) as row_number,
        {{ first_by('reason', 'row_number') }} as rule,
        {{ first_by("coalesce(door_field, '')", 'row_number') }} as field,
        {{ first_by("coalesce(door_text, '')", 'row_number') }} as door_text
    from verdicts
    group by commune_code, file_sha256
)

select
    firsts.commune_code,
    firsts.file_sha256,
    firsts.sheet,
    firsts.row_number,
    case
        when {{ is_nameless('firsts.door_text') }} then ', ghi «' || {{ safe_words('firsts.door_text') }} || '»' else ''
    end as text,
    coalesce(doors.message_vi, checks.title_vi || '. ' || checks.mend_vi, '') as why
from firsts
left join doors on firsts.source = doors.source and firsts.rule = doors.rule and firsts.field = doors.field
left join checks on firsts.rule = checks.rule
