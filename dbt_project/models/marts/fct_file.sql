{#
  Every distinct file: what it was recognised as, its period, whether it stands, and its rows.
  read = accepted + rejected + set aside, for every file; a test holds it to that.
#}
with

files as (
    select * from {{ ref('stg_file') }}
),

periods as (
    select * from {{ ref('int_file_period') }}
),

verdicts as (
    select * from {{ ref('int_row_verdict') }}
),

newest as (
    select * from {{ ref('int_unit_newest') }}
),

sources as (
    select * from {{ ref('seed_source') }}
),

{# What is said of a file whose period only dbt finds that it cannot tell, and of one whose rows are not all taken. #}
sentences as (
    select * from {{ ref('seed_verdict') }} where verdict = 'no_period'
),

partly as (
    select * from {{ ref('seed_verdict') }} where verdict = 'accepted_with_rejects'
),

first_rejected as (
    select * from {{ ref('int_file_reject') }}
),

counted as (
    select
        commune_code,
        file_sha256,
        sum(case when row_status = 'accepted' then row_count else 0 end) as rows_accepted,
        sum(case when row_status = 'rejected' then row_count else 0 end) as rows_rejected,
        sum(case when row_status = 'set_aside' then row_count else 0 end) as rows_total
    from verdicts
    group by commune_code, file_sha256
),

{# A file is superseded when none of the units it speaks for is still its own. #}
standing as (
    select
        commune_code,
        file_sha256,
        max(case when is_newest then 1 else 0 end) as stands
    from newest
    group by commune_code, file_sha256
),

{# The hamlet or team that a file speaks for, where it speaks for just one: whoever sent it can mend it. #}
speaking as (
    select
        newest.commune_code,
        newest.file_sha256,
        max(newest.unit) as unit
    from newest
    inner join sources on newest.source = sources.source
    where sources.covers in ('hamlet', 'team')
    group by newest.commune_code, newest.file_sha256
    having count(distinct newest.unit) = 1
),

judged as (
    select
        files.commune_code,
        files.file_sha256,
        files.source,
        files.closest,
        periods.period,
        coalesce(speaking.unit, '') as unit,
        files.container,
        files.size_bytes,
        case
            when periods.is_period_missing then sentences.verdict
            when first_rejected.row_number is not null then partly.verdict
            else files.verdict
        end as verdict,
        case
            when periods.is_period_missing then {{ filled_in('sentences.message_vi', {'file': 'files.file_label'}) }}
            when first_rejected.row_number is not null
                then
                    {{
                        filled_in(
                            'partly.message_vi',
                            {
                                'rejected': 'cast(counted.rows_rejected as varchar)',
                                'sheet': 'first_rejected.sheet',
                                'row': 'cast(first_rejected.row_number as varchar)',
                                'text': 'first_rejected.text',
                                'why': 'first_rejected.why'
                            }
                        )
                    }}
            else files.message
        end as message,
        files.rows_read,
        case
            when files.status <> 'accepted' then files.status
            when periods.is_period_missing then sentences.status
            when standing.stands = 0 then 'superseded'
            else 'accepted'
        end as status,
        coalesce(counted.rows_accepted, 0) as rows_accepted,
        coalesce(counted.rows_rejected, 0) as rows_rejected,
        coalesce(counted.rows_total, 0) + files.rows_set_aside as rows_set_aside
    from files
    cross join sentences
    cross join partly
    left join periods on files.commune_code = periods.commune_code and files.file_sha256 = periods.file_sha256
    left join standing on files.commune_code = standing.commune_code and files.file_sha256 = standing.file_sha256
    left join speaking on files.commune_code = speaking.commune_code and files.file_sha256 = speaking.file_sha256
    left join counted on files.commune_code = counted.commune_code and files.file_sha256 = counted.file_sha256
    left join first_rejected
        on files.commune_code = first_rejected.commune_code and files.file_sha256 = first_rejected.file_sha256
)

select
    commune_code,
    file_sha256,
    source,
    closest,
    period,
    unit,
    status,
    verdict,
    message,
    container,
    size_bytes,
    rows_read,
    cast(rows_accepted as bigint) as rows_accepted,
    cast(rows_rejected as bigint) as rows_rejected,
    cast(rows_set_aside as bigint) as rows_set_aside
from judged
