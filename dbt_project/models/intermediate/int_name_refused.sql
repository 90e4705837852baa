{{ config(materialized='ephemeral') }}
{#
  The names of hamlets that were refused, one a source, period and name: unknown, with the nearest name of the registry, or
  ambiguous, with all the hamlets that answer to it. Suggested, never taken.
#}
with

rows_read as (
    select * from {{ ref('int_row') }} where hamlet_text is not null
),

verdicts as (
    select * from {{ ref('int_row_verdict') }}
    where is_current and reason in ('unknown_hamlet', 'ambiguous_hamlet')
),

names as (
    select * from {{ ref('stg_registry_name') }}
),

hamlets as (
    select * from {{ ref('int_hamlet') }}
),

ranked as (
    select
        verdicts.commune_code,
        verdicts.reason as rule,
        verdicts.source,
        verdicts.finding_period,
        verdicts.hamlet_text,
        rows_read.hamlet_key,
        rows_read.hamlet_plain_key,
        rows_read.hamlet_roman_key,
        verdicts.file_sha256,
        verdicts.sheet,
        verdicts.row_number,
        verdicts.row_id,
        row_number() over (
            partition by
                verdicts.commune_code, verdicts.reason, verdicts.source, verdicts.finding_period, rows_read.hamlet_key
            order by verdicts.file_sha256, verdicts.row_number
        ) as place
    from verdicts
    inner join rows_read on verdicts.commune_code = rows_read.commune_code and verdicts.row_id = rows_read.row_id
),

refused as (
    select
        commune_code,
        rule,
        source,
        finding_period,
        hamlet_text,
        hamlet_key,
        hamlet_plain_key,
        hamlet_roman_key,
        file_sha256,
        sheet,
        row_number,
        row_id
    from ranked
    where place = 1
),

{# Every name of the registry beside every refused one: how far it is, and whether it answers to it. #}
compared as (
    select
        refused.commune_code,
        refused.row_id,
        hamlets.hamlet_code,
        max(hamlets.hamlet_name || coalesce(' (' || hamlets.former_commune || ')', '')) as hamlet_name,
        min({{ edit_distance('refused.hamlet_key', 'names.name_key') }}) as edits,
        max(
            case
                when
                    refused.hamlet_key = names.name_key
                    or refused.hamlet_roman_key = names.name_key
                    or refused.hamlet_plain_key = names.plain_key
                    then 1
                else 0
            end
        ) as answers
    from refused
    inner join names on refused.commune_code = names.commune_code
    inner join hamlets
        on
            names.commune_code = hamlets.commune_code
            and names.file_sha256 = hamlets.file_sha256
            and names.row_number = hamlets.row_number
    group by refused.commune_code, refused.row_id, hamlets.hamlet_code
),

suggested as (
    select
        compared.commune_code,
        compared.row_id,
        {{ joined_names('case when compared.answers = 1 then compared.hamlet_name end', 'compared.hamlet_code') }}
            as answering,
        min(compared.edits) as fewest_edits
    from compared
    group by compared.commune_code, compared.row_id
),

nearest as (
    select
        suggested.commune_code,
        suggested.row_id,
        suggested.answering,
        min(case when compared.edits = suggested.fewest_edits then compared.hamlet_name end) as nearest_name,
        min(suggested.fewest_edits) as fewest_edits
    from suggested
    inner join compared
        on suggested.commune_code = compared.commune_code and suggested.row_id = compared.row_id
    group by suggested.commune_code, suggested.row_id, suggested.answering
)

select
    refused.commune_code,
    refused.rule,
    refused.source,
    refused.finding_period,
    coalesce(refused.hamlet_key, '') as key,
    refused.hamlet_text,
    nearest.answering,
    case
        when
            nearest.fewest_edits
            <= least({{ threshold('unknown_hamlet', 'max_edits') }}, length(refused.hamlet_key) / 2.0)
            then nearest.nearest_name
    end as nearest_name,
    refused.file_sha256,
    refused.sheet,
    refused.row_number,
    refused.row_id
from refused
left join nearest on refused.commune_code = nearest.commune_code and refused.row_id = nearest.row_id
