{#
  The outcomes of every check that looks at one thing (``looks_at`` in pipelines/catalogue/checks/): pass, fail, not due or not evaluated and
  why, for each hamlet, source and period that it covers. A finding is a fail; its id is a hash of what it is about, so that a waiver
  survives another run.
  One question of all checks would be planned by one processor, and planning it takes longer than the parts of it together.
#}
{% macro check_outcomes(looks_at) %}
{% set checks = catalogue_checks() | selectattr('looks_at', 'equalto', looks_at) | list %}
with
{% for check in checks %}
{{ check.model }}_rows as (
    select * from {{ ref(check.model) }}
),

{% endfor %}
outcomes as (
    {% for check in checks %}
    select
        commune_code,
        rule,
        source,
        period,
        hamlet,
        key,
        outcome,
        reason,
        severity,
        observed,
        expected,
        figure,
        file_sha256,
        sheet,
        row_number,
        row_id
    from {{ check.model }}_rows
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
)

select
    commune_code,
    rule,
    source,
    period,
    hamlet,
    coalesce(key, '') as key,
    outcome,
    case when outcome = 'not_evaluated' then reason end as reason,
    case when outcome = 'fail' then severity end as severity,
    case when outcome = 'fail' then observed end as observed,
    case when outcome = 'fail' then expected end as expected,
    figure,
    file_sha256,
    sheet,
    row_number,
    row_id,
    case
        when outcome = 'fail'
            then {{ stable_key(['commune_code', 'rule', 'source', 'period', 'hamlet', 'key']) }}
    end as finding_id
from outcomes
{# Rows of a period lie together: what an increment takes out of the table is then whole groups of rows. #}
order by period
{% endmacro %}
