{#
  What the checks' models share: their rule's facts from the catalogue, and how an outcome is said.
  Belongs here: nothing that one rule alone needs.
#}

{% macro check_entry(rule) %}
{% for entry in catalogue_checks() if entry.rule == rule %}{{ return(entry) }}{% endfor %}
{{ exceptions.raise_compiler_error('no check ' ~ rule ~ ' in pipelines/catalogue/checks/') }}
{% endmacro %}

{# A threshold of a rule, as a literal. #}
{% macro threshold(rule, name) %}
{% set thresholds = check_entry(rule).thresholds %}
{% if name not in thresholds %}
{{ exceptions.raise_compiler_error('check ' ~ rule ~ ' has no threshold ' ~ name) }}
{% endif %}
{{ return(thresholds[name]) }}
{% endmacro %}

{# A rule's severity, and its lesser one, as literals. #}
{% macro severity(rule) %}{{ return("'" ~ check_entry(rule).severity ~ "'") }}{% endmacro %}
{% macro severity_low(rule) %}{{ return("'" ~ check_entry(rule).severity_low ~ "'") }}{% endmacro %}

{# The rule's sources, for `source in ...`. #}
{% macro check_sources(rule) %}{{ return("('" ~ check_entry(rule).sources | join("', '") ~ "')") }}{% endmacro %}

{# Sources with one row a hamlet, and those whose findings are by hamlet all the same, for `source in ...`. #}
{% macro by_hamlet_sources(others=[]) %}
{{ return("('" ~ (catalogue_sources() | selectattr('by_hamlet') | map(attribute='source') | list + others) | join("', '") ~ "')") }}
{% endmacro %}

{# Sources whose every row is one thing that is no hamlet: a school, a field of service, an office. #}
{% macro by_row_sources() %}
{{ return("('" ~ (catalogue_sources() | selectattr('by_row') | map(attribute='source') | join("', '")) ~ "')") }}
{% endmacro %}

{# What a rule about rows looks at: each hamlet of its sources in each period; the commune where rows name none, or no file came. #}
{% macro looked_at(rule, by_hamlet=true) %}
{% if by_hamlet %}
    select
        commune_code,
        source,
        period,
        hamlet_code as hamlet,
        is_due,
        case when state in ('absent', 'no_file') then state else '' end as reason
    from {{ ref('int_check_grid') }}
    where source in {{ check_sources(rule) }}
    union all
    select distinct
        commune_code,
        source,
        finding_period as period,
        '' as hamlet,
        true as is_due,
        '' as reason
    from {{ ref('int_row_verdict') }}
    where is_current and row_status <> 'set_aside' and finding_hamlet = '' and source in {{ check_sources(rule) }}
    union all
    select
        commune_code,
        source,
        period,
        '' as hamlet,
        is_due,
        'no_file' as reason
    from {{ ref('int_check_slot') }}
    where
        not is_received
        and source in {{ check_sources(rule) }}
        and source not in {{ by_hamlet_sources(['bank_survey', 'visit_log']) }}
{% else %}
    select
        commune_code,
        source,
        period,
        '' as hamlet,
        is_due,
        case when is_received then '' else 'no_file' end as reason
    from {{ ref('int_check_slot') }}
    where source in {{ check_sources(rule) }}
    union all
    select distinct
        commune_code,
        source,
        finding_period as period,
        '' as hamlet,
        true as is_due,
        '' as reason
    from {{ ref('int_row_verdict') }}
    where is_current and source in ('registry', 'roster', 'training') and source in {{ check_sources(rule) }}
{% endif %}
{% endmacro %}

{# What came of a check: not due before anything is expected, not evaluated for a reason, else fail or pass. #}
{% macro outcome_of(fails, reason="''", is_due='true') %}
case
        when not {{ is_due }} then 'not_due'
        when {{ reason }} <> '' then 'not_evaluated'
        when {{ fails }} then 'fail'
        else 'pass'
    end
{%- endmacro %}

{# A share as percentage points with one decimal and a comma, as people here write it. #}
{% macro points_text(share) %}
replace(cast(cast(round(100 * ({{ share }}), 1) as decimal(9, 1)) as varchar), '.', ',')
{%- endmacro %}

{# A date as people here write it. #}
{% macro day_text(day) %}
(
    cast(extract(day from {{ day }}) as varchar) || '/' || cast(extract(month from {{ day }}) as varchar)
    || '/' || cast(extract(year from {{ day }}) as varchar)
)
{%- endmacro %}

{# A month or quarter in words. #}
{% macro period_text(period) %}
case
        when length({{ period }}) = 7 and substr({{ period }}, 6, 1) = 'Q'
            then
                'quý ' || case substr({{ period }}, 7, 1) when '1' then 'I' when '2' then 'II' when '3' then 'III' else 'IV' end
                || '/' || substr({{ period }}, 1, 4)
        when length({{ period }}) = 7
            then
                'tháng ' || cast(cast(substr({{ period }}, 6, 2) as integer) as varchar) || '/' || substr({{ period }}, 1, 4)
        else coalesce({{ period }}, '')
    end
{%- endmacro %}

{# A sentence with its blanks filled in: {name} by the SQL given for it. #}
{% macro filled_in(template, blanks) %}
{%- for name in blanks %}replace({% endfor -%}
{{ template }}
{%- for name, words in blanks.items() %}, '{' || '{{ name }}' || '}', {{ words }}){% endfor %}
{%- endmacro %}

{# What names a row, in one line. #}
{% macro joined_parts(relation, columns) %}
{% for column in columns %}coalesce(cast({{ relation }}.{{ column }} as varchar), ''){% if not loop.last %} || ' · ' || {% endif %}{% endfor %}
{%- endmacro %}
