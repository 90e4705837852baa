{#
  The columns together name one row: no two rows agree on all of them, and none of them is null.

  Where a table is computed in part (`incremental_by`, macros/increments.sql), rows that were kept have been asked before. If the key holds
  the column by which that is done, rows that are kept and rows that are computed again differ in it, so that asking the latter is asking
  all. If it does not, whatever bears a key of theirs is asked.
#}
{% test unique_key(model, columns) %}
{% set asked = graph.nodes.get('model.' ~ project_name ~ '.' ~ model.identifier) if execute %}
{% set by = asked.config.meta.get('incremental_by', []) if asked else [] %}
select
    {{ columns | join(',\n    ') }},
    count(*) as rows_found
from {{ model }}
{% if by and by[0] in columns %}
where {{ touched(*by) }}
{% elif by %}
where
    {{ touched(*by) }}
    or ({{ columns | join(', ') }}) in (select {{ columns | join(', ') }} from {{ model }} where {{ touched(*by) }})
{% endif %}
group by {{ columns | join(', ') }}
having count(*) > 1 or {% for column in columns %}{{ column }} is null{% if not loop.last %} or {% endif %}{% endfor %}
{% endtest %}
