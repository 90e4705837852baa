{#
  How a run makes a table or a view (pipelines/warehouse/prepared.py gives it to each model). The warehouse is always built into a file that
  nobody reads yet, so there is nothing to rename, back up or grant, and either is one statement. Each macro called costs dbt a good part of
  what the statement itself does, so none is: the calls below are what dbt's own `statement` comes to.
  Of an increment (pipelines/warehouse/increment.py) the file is a copy of the published one: some relations are kept as they are, and of some
  tables only the touched rows are taken out and put in again. Contracts are asked of the finished build, all at once (pipelines/warehouse/contracts.py).
#}
{% materialization new_relation, adapter='duckdb' %}
  {%- set meta = config.get('meta') -%}
  {%- set target_relation = this.incorporate(type=meta['made_as']) -%}
  {%- if meta.get('is_kept') -%}{# it stands in the copy #}
  {%- elif meta.get('touched') -%}
    {%- do adapter.add_query('delete from ' ~ target_relation ~ ' where ' ~ meta['touched'], auto_begin=False) -%}
    {%- do adapter.add_query(
      'insert into ' ~ target_relation ~ ' select * from (' ~ compiled_code ~ ') as computed where ' ~ meta['touched'], auto_begin=False
    ) -%}
  {%- else -%}
    {%- do adapter.add_query(
      'create or replace ' ~ meta['made_as'] ~ ' ' ~ target_relation ~ ' as (' ~ compiled_code ~ ')', auto_begin=False
    ) -%}
  {%- endif -%}
  {%- do store_result('main', response='OK') -%}
  {{ return({'relations': [target_relation]}) }}
{% endmaterialization %}
