{# Every outcome of every check, whatever it looks at. #}
{% set kinds = ['history', 'figures', 'rows'] %}
with

{% for kind in kinds %}
of_{{ kind }} as (
    select * from {{ ref('int_check_outcome_' ~ kind) }}
){% if not loop.last %},{% endif %}

{% endfor %}
{% for kind in kinds %}
select
    commune_code,
    rule,
    source,
    period,
    hamlet,
    key,
    outcome,
    reason,
    severity,
    observed,
    expected,
    figure,
    file_sha256,
    sheet,
    row_number,
    row_id,
    finding_id
from of_{{ kind }}
{% if not loop.last %}union all{% endif %}
{% endfor %}
