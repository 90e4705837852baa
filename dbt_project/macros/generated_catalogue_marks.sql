{# generated from pipelines/catalogue/sources/; do not edit; run `make generate` #}

{% macro catalogue_marks(source) %}
{{ return({
  "ocop": ["postmart", "voso", "shopee", "lazada", "tiki", "sendo", "tiktok_shop", "other_site"],
  "training": ["present"]
}[source]) }}
{% endmacro %}
