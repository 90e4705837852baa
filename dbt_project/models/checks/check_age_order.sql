{# The registry's own figures do not fit together: population, 15 and over, adults, households. #}
with

hamlets as (
    select * from {{ ref('int_hamlet') }}
),

compared as (
    select
        commune_code,
        hamlet_code,
        valid_from,
        case
            when population_15_plus > population
                then cast(population_15_plus as varchar) || ' người từ 15 tuổi, dân số ' || cast(population as varchar)
            when adults > population_15_plus
                then
                    cast(adults as varchar) || ' người trưởng thành, từ 15 tuổi ' || cast(population_15_plus as varchar)
            when adults > population
                then cast(adults as varchar) || ' người trưởng thành, dân số ' || cast(population as varchar)
            when population < households
                then cast(population as varchar) || ' người, ' || cast(households as varchar) || ' hộ'
        end as observed,
        coalesce(population, population_15_plus, adults, households) is null as is_blank,
        file_sha256,
        row_number,
        row_id
    from hamlets
)

select
    compared.commune_code,
    'age_order' as rule,
    'registry' as source,
    '' as period,
    compared.hamlet_code as hamlet,
    cast(compared.valid_from as varchar) as key,
    {{ outcome_of(
        'compared.observed is not null',
        "case when compared.is_blank then 'figure_missing' else '' end"
    ) }} as outcome,
    case when compared.is_blank then 'figure_missing' else '' end as reason,
    {{ severity('age_order') }} as severity,
    compared.observed,
    'dân số, từ 15 tuổi, trưởng thành giảm dần và không ít hơn số hộ' as expected,
    '' as figure,
    compared.file_sha256,
    cast(null as varchar) as sheet,
    compared.row_number,
    compared.row_id
from compared
