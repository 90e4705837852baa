{# generated from pipelines/catalogue/causes.yml; do not edit; run `make generate` #}

{% macro catalogue_causes() %}
{{ return({
  "last_month_again": {"min_figures": 2.0},
  "hamlets_exchanged": {"share": 0.05, "min_amount": 10.0},
  "columns_exchanged": {"share": 0.05, "min_amount": 10.0},
  "ten_times_large": {"share": 0.3, "min_amount": 10.0},
  "ten_times_small": {"share": 0.3, "min_amount": 1.0},
  "digits_transposed": {"share": 0.05, "min_amount": 10.0}
}) }}
{% endmacro %}
