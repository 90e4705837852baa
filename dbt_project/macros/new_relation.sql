{#
  How a run makes a table or a view (pipelines/warehouse/prepared.py gives it to each model). The warehouse is always built into a new
  file, so there is nothing to rename, back up, drop or grant, and either is one statement. Each macro called costs dbt a good part of
  what the statement itself does, so none is: the two calls below are what dbt's own `statement` comes to.
  Contracts are asked of the finished build, all at once (pipelines/warehouse/contracts.py).
#}
{% materialization new_relation, adapter='duckdb' %}
  {%- set kind = config.get('meta')['made_as'] -%}
  {%- set target_relation = this.incorporate(type=kind) -%}
  {%- do adapter.add_query('create ' ~ kind ~ ' ' ~ target_relation ~ ' as (' ~ compiled_code ~ ')', auto_begin=False) -%}
  {%- do store_result('main', response='OK') -%}
  {{ return({'relations': [target_relation]}) }}
{% endmaterialization %}
