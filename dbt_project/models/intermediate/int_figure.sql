{#
  Every figure that a source reports for a hamlet, one a line: which figure, which month or quarter, how much, from which row.
  A hamlet that stands twice in a file with the same figures counts once; with different ones it has no figure at all.
#}
with

verdicts as (
    select * from {{ ref('int_row_verdict') }}
    where is_counted and hamlet_code is not null and source in {{ by_hamlet_sources() }} and {{ touched('period') }}
),

{% for source in catalogue_sources() if source.figures and source.hamlet and source.by_hamlet %}
{{ source.source }}_rows as (
    select * from {{ ref('stg_' ~ source.source) }}
),

{% endfor %}
reported as (
    {% for source in catalogue_sources() if source.figures and source.hamlet and source.by_hamlet %}
    {% set outer_last = loop.last %}
    {% for figure in source.figures %}
    select
        verdicts.commune_code,
        verdicts.source,
        '{{ source.source }}__{{ figure }}' as figure,
        verdicts.period,
        verdicts.as_of_date,
        verdicts.hamlet_code,
        {{ source.source }}_rows.{{ figure }} as amount,
        verdicts.row_id,
        verdicts.file_sha256,
        verdicts.sheet,
        {% if source.form %}
        coalesce({{ source.source }}_rows.{{ figure }}_row, verdicts.row_number) as row_number
        {% else %}
        verdicts.row_number
        {% endif %}
    from verdicts
    inner join {{ source.source }}_rows
        on
            verdicts.commune_code = {{ source.source }}_rows.commune_code
            and verdicts.row_id = {{ source.source }}_rows.row_id
    {% if not (outer_last and loop.last) %}union all{% endif %}
    {% endfor %}
    {% endfor %}
),

compared as (
    select
        commune_code,
        source,
        figure,
        period,
        as_of_date,
        hamlet_code,
        amount,
        row_id,
        file_sha256,
        sheet,
        row_number,
        row_number() over (
            partition by commune_code, figure, period, as_of_date, hamlet_code
            order by file_sha256, row_number
        ) as occurrence,
        min(coalesce(amount, -1)) over (partition by commune_code, figure, period, as_of_date, hamlet_code)
        <> max(coalesce(amount, -1)) over (partition by commune_code, figure, period, as_of_date, hamlet_code)
            as is_conflicting
    from reported
),

{# One conflicting figure spoils the row: nobody can say which of the two rows is the hamlet's. #}
conflicts as (
    select distinct
        commune_code,
        source,
        period,
        as_of_date,
        hamlet_code
    from compared
    where is_conflicting
)

select
    compared.commune_code,
    compared.source,
    compared.figure,
    compared.period,
    compared.as_of_date,
    compared.hamlet_code,
    compared.amount,
    compared.row_id,
    compared.file_sha256,
    compared.sheet,
    compared.row_number
from compared
left join conflicts
    on
        compared.commune_code = conflicts.commune_code
        and compared.source = conflicts.source
        and compared.period = conflicts.period
        and compared.as_of_date = conflicts.as_of_date
        and compared.hamlet_code = conflicts.hamlet_code
where compared.occurrence = 1 and compared.amount is not null and conflicts.hamlet_code is null
