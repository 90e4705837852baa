{% set models = ['int_indicator_counted'] + reported_models() %}
{# Every indicator's numerator and denominator by unit: hamlet, school, the commune's own team, the commune as one. #}
{{ units_of(models) }}
