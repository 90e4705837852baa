{% set models = ['int_indicator_counted'] + reported_models() %}
{# Every indicator's numerator and denominator by unit: hamlet, school, the commune's own team, the commune as one. #}
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
    level,
    unit,
    numerator,
    denominator,
    weight,
    effective_size,
    shortfall
from {{ model }}_rows
{% if not loop.last %}union all{% endif %}
{% endfor %}
