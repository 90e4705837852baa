{#
  Of the models that indicators name, those of figures that offices report ready made: a finding can hold their rows back, or have a figure
  carried forward. All others are counted from rows, beside the checks.
#}
{% macro reported_models() %}
{{ return(['int_indicator_flow', 'int_indicator_school', 'int_indicator_stock']) }}
{% endmacro %}

{# The numerators and denominators by unit that these models add up, in one list. #}
{% macro units_of(models) %}
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
{% endmacro %}
