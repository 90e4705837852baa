{# The label as a period of the source's cadence, or null when it cannot be one. A month names its quarter, not the reverse. #}
{% macro fit_label(label, cadence) %}
case
    when {{ label }} is null then null
    when {{ cadence }} in ('monthly', 'per_class') and length({{ label }}) = 7 and substr({{ label }}, 6, 1) <> 'Q' then {{ label }}
    when {{ cadence }} in ('quarterly', 'per_class') and substr({{ label }}, 6, 1) = 'Q' then {{ label }}
    when {{ cadence }} = 'quarterly' and length({{ label }}) = 7
        then substr({{ label }}, 1, 4) || '-Q' || cast(cast(ceil(cast(substr({{ label }}, 6, 2) as integer) / 3.0) as integer) as varchar)
end
{% endmacro %}
