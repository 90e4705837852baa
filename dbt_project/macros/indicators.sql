{# The registry's figure that a seed names, from a relation with the registry's columns. #}
{% macro registry_figure(name, relation) %}
case {{ name }}
        when 'households' then {{ relation }}.households
        when 'population' then {{ relation }}.population
        when 'population_15_plus' then {{ relation }}.population_15_plus
        when 'adults' then {{ relation }}.adults
    end
{%- endmacro %}

{# Whether a product is marked under any e-commerce site that the catalogue knows. #}
{% macro listed_on_any_site(relation) %}
{% for mark in catalogue_marks('ocop') %}
coalesce({{ relation }}.{{ mark }}, false){% if not loop.last %} or {% endif %}
{%- endfor %}
{% endmacro %}

{# One bound of the Wilson 95% interval of a share over an effective sample size; null for a share of no sample. #}
{% macro wilson_bound(share, size, sign) %}
{%- set z2 = '3.841458820694124' -%}
case
        when {{ size }} is not null and {{ size }} > 0
            then
                (
                    {{ share }} + {{ z2 }} / (2 * {{ size }})
                    {{ sign }} sqrt({{ z2 }} * ({{ share }} * (1 - {{ share }}) + {{ z2 }} / (4 * {{ size }})) / {{ size }})
                ) / (1 + {{ z2 }} / {{ size }})
    end
{%- endmacro %}

{# The smallest whole number not below a / b, for whole a >= 0 and b > 0. #}
{% macro ceil_div(a, b) %}{{ return(adapter.dispatch('ceil_div', 'soxom')(a, b)) }}{% endmacro %}
{% macro duckdb__ceil_div(a, b) %}(({{ a }} + {{ b }} - 1) // {{ b }}){% endmacro %}
{% macro spark__ceil_div(a, b) %}(({{ a }} + {{ b }} - 1) div {{ b }}){% endmacro %}

{# Whether two relations differ in any of the columns; two nulls are the same. #}
{% macro differ(left, right, columns) %}
{%- for column in columns -%}
({{ left }}.{{ column }} is distinct from {{ right }}.{{ column }}){% if not loop.last %} or {% endif %}
{%- endfor %}
{%- endmacro %}
