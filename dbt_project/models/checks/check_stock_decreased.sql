{# A cumulative figure below the month before. After a doubtful month it may be no lower than the month before that. #}
with

steps as (
    select * from {{ ref('int_stock_step') }} where source in {{ check_sources('stock_decreased') }}
),

scores as (
    select * from {{ ref('int_stock_score') }}
),

compared as (
    select
        steps.commune_code,
        steps.source,
        steps.figure,
        steps.period,
        steps.is_due,
        steps.hamlet_code,
        steps.amount,
        steps.amount_before,
        steps.reason,
        steps.amount < steps.amount_before
        and not (scores.was_doubtful and coalesce(steps.amount >= steps.amount_earlier, false)) as is_fallen,
        steps.file_sha256,
        steps.sheet,
        steps.row_number,
        steps.row_id
    from steps
    left join scores
        on
            steps.commune_code = scores.commune_code
            and steps.figure = scores.figure
            and steps.period = scores.period
            and steps.hamlet_code = scores.hamlet_code
)

select
    compared.commune_code,
    'stock_decreased' as rule,
    compared.source,
    compared.period,
    compared.hamlet_code as hamlet,
    compared.figure as key,
    {{ outcome_of('compared.is_fallen', 'compared.reason', 'compared.is_due') }} as outcome,
    compared.reason,
    case
        when
            compared.amount_before - compared.amount
            <= {{ threshold('stock_decreased', 'warning_share') }} * compared.amount_before
            then {{ severity_low('stock_decreased') }}
        else {{ severity('stock_decreased') }}
    end as severity,
    cast(compared.amount as varchar) as observed,
    cast(compared.amount_before as varchar) as expected,
    compared.figure,
    compared.file_sha256,
    compared.sheet,
    compared.row_number,
    compared.row_id
from compared
