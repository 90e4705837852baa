{{ config(materialized='view') }}
{#
  From a figure to the rows behind it: how much each row adds to the numerator and to the denominator of fct_indicator.
  ALL has the rows of all its units. A unit that is held, or has no value, has no rows, as it has no figure.
  A survey's commune value is weighted: it is the sum over units of weight x numerator / denominator, by the sum of the weights.
#}
with

used as (
    select * from {{ ref('int_contribution_used') }}
),

figures as (
    select * from {{ ref('int_indicator_value') }}
),

verdicts as (
    select * from {{ ref('int_row_verdict') }}
),

{# What is the whole commune's, and members whose hamlet was split, count for ALL only. #}
counted as (
    select
        used.commune_code,
        used.period,
        used.indicator,
        used.unit,
        used.contribution,
        used.month,
        used.row_id,
        used.figure_row,
        used.numerator_amount,
        used.denominator_amount,
        used.weight_amount
    from used
    inner join figures
        on
            used.commune_code = figures.commune_code
            and used.period = figures.period
            and used.indicator = figures.indicator
            and figures.unit = case when used.unit in ('', '(split)') then 'ALL' else used.unit end
),

listed as (
    {% for hamlet in ['unit', "'ALL'"] %}
    select
        commune_code,
        period,
        indicator,
        {{ hamlet }} as hamlet,
        unit,
        contribution,
        month,
        row_id,
        figure_row,
        numerator_amount,
        denominator_amount,
        weight_amount
    from counted
    {% if not loop.last %}
    where unit not in ('', '(split)') and contribution <> 'weight'
    union all
    {% endif %}
    {% endfor %}
)

select
    listed.commune_code,
    listed.period,
    listed.indicator,
    listed.hamlet,
    listed.unit,
    listed.contribution,
    listed.month,
    listed.row_id,
    {{ stable_key(['listed.commune_code', 'listed.period', 'listed.indicator', 'listed.hamlet']) }} as provenance_key,
    listed.numerator_amount,
    listed.denominator_amount,
    listed.weight_amount,
    verdicts.file_sha256,
    verdicts.sheet,
    coalesce(listed.figure_row, verdicts.row_number) as row_number
from listed
inner join verdicts on listed.commune_code = verdicts.commune_code and listed.row_id = verdicts.row_id
