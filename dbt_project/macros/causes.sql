{#
  What the models of probable causes share. Belongs here: nothing that a check needs.
#}

{# A threshold of a cause, as a literal. #}
{% macro cause_threshold(cause, name) %}{{ return(catalogue_causes()[cause][name]) }}{% endmacro %}

{#
  Whether an amount is what a figure of int_figure_past could be: a cumulative one no less than the month before and no more
  than the hamlets' middle rise makes of it; any other about what it was. The share is how far beyond still fits.
#}
{% macro fits(amount, past, share) %}
{{ amount }} between
    {{ past }}.amount_before * (1 - {{ share }} * (1 - {{ past }}.is_cumulative))
    and ({{ past }}.amount_before + {{ past }}.rise) * (1 + {{ share }})
{%- endmacro %}

{# Whether a guess at what a suspect figure was meant to be fits where the figure itself does not. #}
{% macro mends(guess, cause) %}
{% set share = cause_threshold(cause, 'share') %}
{{ fits(guess, 'suspects', share) }}
        and not {{ fits('suspects.amount', 'suspects', share) }}
        and suspects.amount >= {{ cause_threshold(cause, 'min_amount') }}
{%- endmacro %}
