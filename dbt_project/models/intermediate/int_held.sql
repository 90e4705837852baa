{#
  What is held: figures that an open blocking finding touches are left out of numerator and denominator of their indicator.
  By hamlet, or, in tables that are not by hamlet, by row.
#}
with

touches as (
    select distinct
        commune_code,
        period,
        indicator,
        hamlet_code,
        row_id,
        rule,
        finding_id
    from {{ ref('int_finding_touch') }}
    where severity = 'blocking'
)

select
    commune_code,
    period,
    indicator,
    hamlet_code,
    row_id,
    {{ joined_names('rule', 'rule') }} as rules,
    {{ joined_names('finding_id', 'rule') }} as finding_ids
from touches
group by commune_code, period, indicator, hamlet_code, row_id
