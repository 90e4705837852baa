{% set models = indicator_models() | reject('in', reported_models()) | list %}
{#
  Numerators and denominators by unit of the indicators that are counted from rows: visits, answers, classes, reports, products.
  No finding takes rows from them, so that they are added up while the checks are still asked.
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
