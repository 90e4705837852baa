{#
  Of the models that indicators name, those of figures that offices report ready made: a finding can hold their rows back, or have a figure
  carried forward. All others are counted from rows, beside the checks.
#}
{% macro reported_models() %}
{{ return(['int_indicator_flow', 'int_indicator_school', 'int_indicator_stock']) }}
{% endmacro %}
