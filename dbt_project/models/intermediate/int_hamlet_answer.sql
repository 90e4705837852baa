{#
  Which hamlet each written name means, on the day that its file speaks of.
  By code, then by name (marks count, their placement does not), then a lone Roman number, then a name typed with no marks.
  The first of these that any hamlet answers to decides; when two hamlets answer to it, nothing is decided.
#}
with

hamlets as (
    select * from {{ ref('int_hamlet') }}
),

names as (
    select * from {{ ref('stg_registry_name') }}
),

asked as (
    select
        commune_code,
        as_of_day,
        hamlet_text,
        upper(hamlet_text) as code_text,
        hamlet_key,
        hamlet_plain_key,
        hamlet_roman_key
    from {{ ref('int_hamlet_asked') }}
),

hamlet_names as (
    select distinct
        hamlets.commune_code,
        hamlets.hamlet_code,
        hamlets.valid_from,
        hamlets.valid_to,
        names.name_key,
        names.plain_key
    from hamlets
    inner join names
        on
            hamlets.commune_code = names.commune_code
            and hamlets.file_sha256 = names.file_sha256
            and hamlets.row_number = names.row_number
),

answers as (
    select
        asked.commune_code,
        asked.as_of_day,
        asked.hamlet_text,
        hamlet_names.hamlet_code,
        1 as manner,
        hamlet_names.valid_from,
        hamlet_names.valid_to
    from asked
    inner join hamlet_names
        on asked.commune_code = hamlet_names.commune_code and asked.code_text = hamlet_names.hamlet_code
    {% for column, name_column in [
        ('hamlet_key', 'name_key'), ('hamlet_roman_key', 'name_key'), ('hamlet_plain_key', 'plain_key')
    ] %}
    union all
    select
        asked.commune_code,
        asked.as_of_day,
        asked.hamlet_text,
        hamlet_names.hamlet_code,
        {{ loop.index + 1 }} as manner,
        hamlet_names.valid_from,
        hamlet_names.valid_to
    from asked
    inner join hamlet_names
        on asked.commune_code = hamlet_names.commune_code and asked.{{ column }} = hamlet_names.{{ name_column }}
    {% endfor %}
),

{# Hamlets valid on the day come before those that were or will be. #}
graded as (
    select
        commune_code,
        as_of_day,
        hamlet_text,
        hamlet_code,
        min(manner * 10 + case when as_of_day between valid_from and valid_to then 0 else 1 end) as grade
    from answers
    group by commune_code, as_of_day, hamlet_text, hamlet_code
),

best as (
    select
        commune_code,
        as_of_day,
        hamlet_text,
        min(grade) as grade
    from graded
    group by commune_code, as_of_day, hamlet_text
),

decided as (
    select
        best.commune_code,
        best.as_of_day,
        best.hamlet_text,
        count(*) as hamlets_answering,
        min(graded.hamlet_code) as hamlet_code
    from best
    inner join graded
        on
            best.commune_code = graded.commune_code
            and best.as_of_day = graded.as_of_day
            and best.hamlet_text = graded.hamlet_text
            and best.grade = graded.grade
    group by best.commune_code, best.as_of_day, best.hamlet_text
)

select
    asked.commune_code,
    asked.as_of_day,
    asked.hamlet_text,
    case when decided.hamlets_answering = 1 then decided.hamlet_code end as hamlet_code,
    case
        when decided.hamlets_answering = 1 then 'known'
        when decided.hamlets_answering > 1 then 'ambiguous'
        else 'unknown'
    end as answer
from asked
left join decided
    on
        asked.commune_code = decided.commune_code
        and asked.as_of_day = decided.as_of_day
        and asked.hamlet_text = decided.hamlet_text
