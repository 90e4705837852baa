{#
    Canonical text -> typed value, null where the text is not canonical.

    Belongs here: one macro a type, for every engine that we run on. Does not belong here: what makes text canonical
    (the readers), or what becomes of a row that is not (the door).

    The text is matched before it is cast: try_cast('1.5' as bigint) is 2 on DuckDB, and a figure must not change.
#}

{% macro to_count(column) %}{{ return(adapter.dispatch('to_count')(column)) }}{% endmacro %}

{% macro duckdb__to_count(column) -%}
case when regexp_full_match({{ column }}, '[0-9]{1,12}') then try_cast({{ column }} as bigint) end
{%- endmacro %}

{% macro spark__to_count(column) -%}
case when {{ column }} rlike '^[0-9]{1,12}$' then try_cast({{ column }} as bigint) end
{%- endmacro %}


{% macro to_rate(column) %}{{ return(adapter.dispatch('to_rate')(column)) }}{% endmacro %}

{% macro duckdb__to_rate(column) -%}
case when regexp_full_match({{ column }}, '[0-9]{1,4}([.][0-9]+)?') then try_cast({{ column }} as double) end
{%- endmacro %}

{% macro spark__to_rate(column) -%}
case when {{ column }} rlike '^[0-9]{1,4}([.][0-9]+)?$' then try_cast({{ column }} as double) end
{%- endmacro %}


{% macro to_day(column) %}{{ return(adapter.dispatch('to_day')(column)) }}{% endmacro %}

{% macro duckdb__to_day(column) -%}
case when regexp_full_match({{ column }}, '[0-9]{4}-[0-9]{2}-[0-9]{2}') then try_cast({{ column }} as date) end
{%- endmacro %}

{% macro spark__to_day(column) -%}
case when {{ column }} rlike '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' then try_cast({{ column }} as date) end
{%- endmacro %}


{% macro to_mark(column) %}{{ return(adapter.dispatch('to_mark')(column)) }}{% endmacro %}

{% macro default__to_mark(column) -%}
case {{ column }} when 'yes' then true when 'no' then false end
{%- endmacro %}
