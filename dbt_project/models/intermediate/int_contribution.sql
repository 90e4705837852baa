{% set models = [
    'int_contribution_survey', 'int_contribution_training', 'int_contribution_member', 'int_contribution_team',
    'int_contribution_report'
] %}
{% set of_visits = ['int_contribution_member', 'int_contribution_team'] %}
{#
  What every row adds to the figures of its unit, of those that are counted from rows. No finding takes rows from them, and which figure is
  carried forward says nothing here, so that these rows, most of a warehouse, are listed while the checks are still asked.
  Of figures that are reported ready made: int_contribution_reported.
  settled_month is the month whose visits alone say what the row adds; empty where all of the period's files do.
#}
with

{% for model in models %}
{{ model }}_rows as (
    select * from {{ ref(model) }}
){% if not loop.last %},{% endif %}

{% endfor %}
{% for model in models %}
select
    commune_code,
    period,
    indicator,
    unit,
    contribution,
    month,
    row_id,
    numerator_amount,
    denominator_amount,
    {{ 'weight_amount' if model == 'int_contribution_survey' else 'cast(null as bigint)' }} as weight_amount,
    {{ "case contribution when 'visit' then month else '' end" if model in of_visits else "''" }} as settled_month
from {{ model }}_rows
{% if not loop.last %}union all{% endif %}
{% endfor %}
{# Rows of a month lie together: what an increment takes out of the table is then whole groups of rows. #}
order by settled_month, period
