{#
  Where a model may look at fewer rows when it is computed again in part (pipelines/warehouse/increment.py).

  Belongs here: the mark alone. Does not belong here: which rows are touched; a run puts that in place of the mark.

  `touched('period')`, or `touched('period', 'month')` where both have to be.
  Only for rows of which those that are not touched add nothing to a touched period. Elsewhere the mark says nothing: every row is looked at.
#}
{% macro touched() %}(true /* touched: {{ varargs | join(', ') }} */){% endmacro %}
