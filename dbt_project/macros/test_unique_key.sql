{#
  The columns together name one row: no two rows agree on all of them, and none of them is null.
  `within` is the column of the key, if any, by which the table is computed in part (`incremental_by`): rows that are kept and rows that are
  computed again differ in it, so that asking the latter is asking all (macros/increments.sql).
#}
{% test unique_key(model, columns, within=none) %}
select
    {{ columns | join(',\n    ') }},
    count(*) as rows_found
from {{ model }}
{% if within %}where {{ touched(within) }}{% endif %}
group by {{ columns | join(', ') }}
having count(*) > 1 or {% for column in columns %}{{ column }} is null{% if not loop.last %} or {% endif %}{% endfor %}
{% endtest %}
