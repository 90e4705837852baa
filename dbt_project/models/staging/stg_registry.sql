-- generated from pipelines/catalogue/sources/registry.yml; do not edit; run `make generate`
-- Rows as the office wrote them, each field typed. A row that the door turned away stays, null where nothing casts.

with

raw_registry as (
    select * from {{ source('raw', 'registry') }}
),

typed as (
    select
        commune_code,
        row_id,
        file_sha256,
        sheet,
        row_number,
        row_kind,
        row_count,
        door_rule,
        door_field,
        door_text,
        hamlet_code,
        hamlet_name,
        aliases,
        former_commune,
        made_of,
        {{ to_count('households') }} as households,
        {{ to_count('population') }} as population,
        {{ to_count('population_15_plus') }} as population_15_plus,
        {{ to_count('adults') }} as adults,
        {{ to_day('valid_from') }} as valid_from,
        {{ to_day('valid_to') }} as valid_to
    from raw_registry
)

select
    commune_code,
    row_id,
    file_sha256,
    sheet,
    row_number,
    row_kind,
    row_count,
    door_rule,
    door_field,
    door_text,
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
    valid_to
from typed
