{# What an office counts as a hamlet's people or adults differs too much from the registry, which is what is used. #}
with

figures as (
    select * from {{ ref('int_check_figure') }}
    where
        source in {{ check_sources('denominator_disagrees') }}
        and field in ('population', 'adults')
        and {{ touched('period') }}
),

compared as (
    select
        figures.commune_code,
        figures.source,
        figures.period,
        figures.is_due,
        figures.hamlet_code,
        figures.figure,
        figures.amount,
        {{ registry_figure('figures.field', 'figures') }} as registered,
        case
            when figures.reason <> '' then figures.reason
            when {{ registry_figure('figures.field', 'figures') }} is null then 'registry_missing'
            else ''
        end as reason,
        figures.file_sha256,
        figures.sheet,
        figures.row_number,
        figures.row_id
    from figures
)

select
    compared.commune_code,
    'denominator_disagrees' as rule,
    compared.source,
    compared.period,
    compared.hamlet_code as hamlet,
    compared.figure as key,
    {{ outcome_of(
        'abs(compared.amount - compared.registered) > '
        ~ threshold('denominator_disagrees', 'share') ~ ' * compared.registered',
        'compared.reason', 'compared.is_due'
    ) }} as outcome,
    compared.reason,
    {{ severity('denominator_disagrees') }} as severity,
    cast(compared.amount as varchar) as observed,
    cast(compared.registered as varchar) as expected,
    compared.figure,
    compared.file_sha256,
    compared.sheet,
    compared.row_number,
    compared.row_id
from compared
