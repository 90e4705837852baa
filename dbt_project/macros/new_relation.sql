{#
  How a run makes a table or a view (pipelines/warehouse/prepared.py gives it to each model). The warehouse is always built into a file that
  nobody reads yet, so there is nothing to rename, back up or grant, and either is one statement. Each macro called costs dbt a good part of
  what the statement itself does, so none is: the calls below are what dbt's own `statement` comes to, with a result that has no rows (dbt would
  make a table of nothing, and a reader of dates for it, each time). The SQL stands in the model's meta, where
  dbt neither renders it nor writes it to a file.
  Of an increment (pipelines/warehouse/increment.py) the file is a copy of the published one: of some tables only the touched rows are taken out
  and put in again. Contracts are asked of the finished build, all at once (pipelines/warehouse/contracts.py).
#}
{% materialization new_relation, adapter='duckdb' %}
  {%- set meta = config.get('meta') -%}
  {%- set target_relation = this.incorporate(type=meta['made_as']) -%}
  {%- if meta.get('touched') -%}
    {%- do adapter.add_query('delete from ' ~ target_relation ~ ' where ' ~ meta['touched'], auto_begin=False) -%}
    {%- do adapter.add_query(
      'insert into ' ~ target_relation ~ ' select * from (' ~ meta['sql'] ~ ') as computed where ' ~ meta['touched'], auto_begin=False
    ) -%}
  {%- else -%}
    {%- do adapter.add_query(
      'create or replace ' ~ meta['made_as'] ~ ' ' ~ target_relation ~ ' as (' ~ meta['sql'] ~ ')', auto_begin=False
    ) -%}
  {%- endif -%}
  {%- do store_result('main', response='OK', agate_table=namespace(rows={})) -%}
  {{ return({'relations': [target_relation]}) }}
{% endmaterialization %}
