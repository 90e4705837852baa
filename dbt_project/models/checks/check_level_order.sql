{# Level 1 and level 2 together exceed those eligible, or those eligible exceed the population of the same row. #}
with

figures as (
    select * from {{ ref('int_check_figure') }}
    where source in {{ check_sources('level_order') }} and {{ touched('period') }}
),

levels as (
    select
        commune_code,
        source,
        period,
        is_due,
        hamlet_code,
        max(case when state in ('present', 'not_due') then '' else state end) as reason,
        max(case when field = 'level1' then amount end) as level1,
        max(case when field = 'level2' then amount end) as level2,
        max(case when field = 'eligible' then amount end) as eligible,
        max(case when field = 'population' then amount end) as people,
        min(file_sha256) as file_sha256,
        min(sheet) as sheet,
        min(row_number) as row_number,
        min(row_id) as row_id
    from figures
    group by commune_code, source, period, is_due, hamlet_code
),

compared as (
    select
        commune_code,
        source,
        period,
        is_due,
        hamlet_code,
        case when reason = '' and eligible is null then 'figure_missing' else reason end as reason,
        coalesce(coalesce(level1, 0) + coalesce(level2, 0) > eligible, false) as too_many_accounts,
        coalesce(eligible > people, false) as too_many_eligible,
        coalesce(level1, 0) + coalesce(level2, 0) as accounts,
        eligible,
        people,
        file_sha256,
        sheet,
        row_number,
        row_id
    from levels
)

select
    compared.commune_code,
    'level_order' as rule,
    compared.source,
    compared.period,
    compared.hamlet_code as hamlet,
    '' as key,
    {{ outcome_of(
        '(compared.too_many_accounts or compared.too_many_eligible)',
        'compared.reason',
        'compared.is_due'
    ) }} as outcome,
    compared.reason,
    {{ severity('level_order') }} as severity,
    case
        when compared.too_many_accounts then 'mức 1 và mức 2 là ' || cast(compared.accounts as varchar) || ' người'
        else 'đủ điều kiện là ' || cast(compared.eligible as varchar) || ' người'
    end as observed,
    case
        when compared.too_many_accounts then 'không quá ' || cast(compared.eligible as varchar) || ' người đủ điều kiện'
        else 'không quá ' || cast(compared.people as varchar) || ' dân'
    end as expected,
    '' as figure,
    compared.file_sha256,
    compared.sheet,
    compared.row_number,
    compared.row_id
from compared
