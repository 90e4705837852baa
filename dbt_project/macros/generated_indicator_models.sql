{# generated from pipelines/catalogue/indicators/; do not edit; run `make generate` #}

{% macro indicator_models() %}
{{ return([
  "int_indicator_flow",
  "int_indicator_member_households",
  "int_indicator_ocop",
  "int_indicator_report_on_time",
  "int_indicator_school",
  "int_indicator_stock",
  "int_indicator_survey",
  "int_indicator_team_visits",
  "int_indicator_training"
]) }}
{% endmacro %}
