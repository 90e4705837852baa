{{ config(materialized='ephemeral') }}
{# Which hamlets a hamlet was made of, and whether that hamlet was split among several. #}
with

hamlets as (
    select * from {{ ref('int_hamlet') }} where made_of is not null
),

pairs as (
    select
        commune_code,
        hamlet_code,
        valid_from,
        upper(trim({{ each_name('made_of') }})) as origin_code
    from hamlets
),

distinct_pairs as (
    select
        commune_code,
        hamlet_code,
        origin_code,
        min(valid_from) as valid_from
    from pairs
    where origin_code <> '' and origin_code <> hamlet_code
    group by commune_code, hamlet_code, origin_code
)

select
    commune_code,
    hamlet_code,
    origin_code,
    valid_from,
    count(*) over (partition by commune_code, origin_code) > 1 as is_split
from distinct_pairs
