{# The hamlets of the newest registry, each with its validity. #}
with

rows_read as (
    select * from {{ ref('stg_registry') }} where row_kind = 'data' and door_rule is null
),

files as (
    select * from {{ ref('int_file_period') }} where source = 'registry'
),

newest as (
    select
        commune_code,
        max(received_rank) as received_rank
    from files
    group by commune_code
),

current_rows as (
    select
        rows_read.commune_code,
        rows_read.hamlet_code,
        rows_read.hamlet_name,
        rows_read.aliases,
        rows_read.former_commune,
        rows_read.made_of,
        rows_read.households,
        rows_read.population,
        rows_read.population_15_plus,
        rows_read.adults,
        coalesce(rows_read.valid_from, cast('1900-01-01' as date)) as valid_from,
        coalesce(rows_read.valid_to, cast('9999-12-31' as date)) as valid_to,
        rows_read.row_id,
        rows_read.file_sha256,
        rows_read.row_number
    from rows_read
    inner join files on rows_read.commune_code = files.commune_code and rows_read.file_sha256 = files.file_sha256
    inner join newest on files.commune_code = newest.commune_code and files.received_rank = newest.received_rank
),

{# The same code twice from the same day: the first row stands, the second is not another hamlet. #}
numbered as (
    select
        commune_code,
        hamlet_code,
        hamlet_name,
        aliases,
        former_commune,
        made_of,
        households,
        population,
        population_15_plus,
        adults,
        valid_from,
        valid_to,
        row_id,
        file_sha256,
        row_number,
        row_number() over (
            partition by commune_code, hamlet_code, valid_from
            order by row_number
        ) as occurrence
    from current_rows
)

select
    commune_code,
    hamlet_code,
    hamlet_name,
    aliases,
    former_commune,
    made_of,
    households,
    population,
    population_15_plus,
    adults,
    valid_from,
    valid_to,
    row_id,
    file_sha256,
    row_number
from numbered
where occurrence = 1
