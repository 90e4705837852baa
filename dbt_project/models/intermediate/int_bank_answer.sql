{{ config(materialized='ephemeral') }}
{# The household answers that count, one a household and wave. #}
with

answers as (
    select * from {{ ref('stg_bank_survey') }}
),

verdicts as (
    select * from {{ ref('int_row_verdict') }} where source = 'bank_survey' and is_counted
)

select
    verdicts.commune_code,
    verdicts.row_id,
    verdicts.period as wave,
    verdicts.hamlet_code,
    answers.household_id,
    answers.people_15_plus,
    answers.people_with_account
from verdicts
inner join answers on verdicts.commune_code = answers.commune_code and verdicts.row_id = answers.row_id
where answers.people_15_plus is not null and answers.people_with_account is not null
