{{ config(materialized='ephemeral') }}
{#
  The figures that each finding casts doubt on, beside what they are held against: their own past, or the number that the rule
  expects. Of a finding about a whole row, every figure of the row.
#}
with

findings as (
    select * from {{ ref('int_check_outcome') }}
    where outcome = 'fail' and severity <> 'info' and {{ touched('period') }}
),

past as (
    select * from {{ ref('int_figure_past') }}
)

select
    findings.commune_code,
    findings.finding_id,
    findings.rule,
    {# A part may exceed its whole, and a rate disagree, because of the other figures of the row. #}
    case when findings.figure = past.figure then 0 else 1 end as is_other,
    past.source,
    past.period,
    past.hamlet_code,
    past.row_id,
    past.figure,
    past.amount,
    past.is_cumulative,
    past.amount_before,
    past.rise
from findings
inner join past
    on
        findings.commune_code = past.commune_code
        and findings.row_id = past.row_id
        and findings.period = past.period
where findings.figure in ('', past.figure) or findings.rule in ('part_exceeds_whole', 'rate_disagrees')
union all
select
    findings.commune_code,
    findings.finding_id,
    findings.rule,
    0 as is_other,
    findings.source,
    findings.period,
    findings.hamlet as hamlet_code,
    '' as row_id,
    findings.figure,
    {{ to_count('findings.observed') }} as amount,
    0 as is_cumulative,
    {{ to_count('findings.expected') }} as amount_before,
    0 as rise
from findings
where {{ to_count('findings.observed') }} > 0 and {{ to_count('findings.expected') }} > 0
