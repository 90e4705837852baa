{#
  For each source, period and unit: the file that stands. Newest = received last (spec: what is kept).
  A stock as at a day of the next civil year does not supersede one as at 31 December: the year's assessment needs both.
#}
with

placed as (
    select * from {{ ref('int_row_placed') }}
),

files as (
    select * from {{ ref('int_file_period') }}
),

sources as (
    select * from {{ ref('seed_source') }}
),

{# A file that speaks for the whole commune stands for it even if every row of it is turned away. #}
claims as (
    select distinct
        commune_code,
        source,
        coalesce(period, '') as period,
        unit,
        extract(year from as_of_date) as as_of_year,
        file_sha256
    from placed
    union distinct
    select
        files.commune_code,
        files.source,
        coalesce(files.period, '') as period,
        '' as unit,
        extract(year from files.as_of_date) as as_of_year,
        files.file_sha256
    from files
    inner join sources on files.source = sources.source
    where sources.covers = 'commune'
),

ranked as (
    select
        claims.commune_code,
        claims.source,
        claims.period,
        claims.unit,
        claims.as_of_year,
        claims.file_sha256,
        row_number() over (
            partition by claims.commune_code, claims.source, claims.period, claims.unit, claims.as_of_year
            order by files.received_rank desc
        ) as recency
    from claims
    inner join files on claims.commune_code = files.commune_code and claims.file_sha256 = files.file_sha256
)

select
    commune_code,
    source,
    period,
    unit,
    as_of_year,
    file_sha256,
    recency,
    recency = 1 as is_newest
from ranked
