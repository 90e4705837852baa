{# The registry: each hamlet during each of its validities. A past quarter shows the hamlets of that quarter. #}
with

hamlets as (
    select * from {{ ref('int_hamlet') }}
)

select
    commune_code,
    hamlet_code,
    valid_from,
    valid_to,
    hamlet_name,
    aliases,
    former_commune,
    made_of,
    households,
    population,
    population_15_plus,
    adults,
    row_id,
    file_sha256,
    row_number
from hamlets
