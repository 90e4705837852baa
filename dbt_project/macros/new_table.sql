{#
  A table that cannot be there yet: the warehouse is always built into a new file (pipelines/warehouse/publish.py). So there is
  nothing to rename, back up, drop or grant, which is half of what the stock materialization spends its time on.
  Contracts are enforced as in the stock one: create_table_as asserts them.
#}
{% materialization new_table, adapter='duckdb' %}
  {%- set target_relation = this.incorporate(type='table') -%}
  {% call statement('main', auto_begin=False) -%}
    {{- create_table_as(False, target_relation, compiled_code, 'sql') }}
  {%- endcall %}
  {{ return({'relations': [target_relation]}) }}
{% endmaterialization %}
