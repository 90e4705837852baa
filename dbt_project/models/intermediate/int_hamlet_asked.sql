{{ config(materialized='ephemeral') }}
{#
  Which written names are asked about, and as at which day: the last day of the file's period, or for ever where a file has none.
  A roster speaks of many days: of each from which on the registry's hamlets are others.
#}
with

rows_read as (
    select * from {{ ref('int_row') }} where row_kind = 'data' and hamlet_text is not null
),

files as (
    select * from {{ ref('int_file_period') }}
),

hamlets as (
    select * from {{ ref('int_hamlet') }}
),

changes as (
    select
        commune_code,
        valid_from as as_of_day
    from hamlets
    union distinct
    select
        commune_code,
        {{ days_after('valid_to', 1) }} as as_of_day
    from hamlets
    where valid_to < cast('9999-12-31' as date)
)

select
    rows_read.commune_code,
    coalesce(files.period_last_day, cast('9999-12-31' as date)) as as_of_day,
    rows_read.hamlet_text,
    rows_read.hamlet_key,
    rows_read.hamlet_plain_key,
    rows_read.hamlet_roman_key
from rows_read
inner join files on rows_read.commune_code = files.commune_code and rows_read.file_sha256 = files.file_sha256
union distinct
select
    rows_read.commune_code,
    changes.as_of_day,
    rows_read.hamlet_text,
    rows_read.hamlet_key,
    rows_read.hamlet_plain_key,
    rows_read.hamlet_roman_key
from rows_read
inner join changes on rows_read.commune_code = changes.commune_code
where rows_read.source = 'roster'
