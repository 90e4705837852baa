{% set models = indicator_models() | reject('in', reported_models()) | list %}
{#
  Numerators and denominators by unit of the indicators that are counted from rows: visits, answers, classes, reports, products.
  No finding takes rows from them, so that they are added up while the checks are still asked.
#}
{{ units_of(models) }}
