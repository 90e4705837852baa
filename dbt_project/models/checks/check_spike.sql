{#
  A hamlet's change of rate in a month stands apart from the other hamlets': modified z over hamlets (spec: checks).
  A z-score on a hamlet's own history could not fire: with n points the largest possible z is the root of n - 1.
  After a doubtful month the change over two months may fit the others' change over two months.
#}
with

steps as (
    select * from {{ ref('int_stock_step') }} where source in {{ check_sources('spike') }}
),

scores as (
    select * from {{ ref('int_stock_score') }}
),

middles as (
    select * from {{ ref('int_stock_middle') }}
),

compared as (
    select
        steps.commune_code,
        steps.source,
        steps.figure,
        steps.period,
        steps.is_due,
        steps.hamlet_code,
        steps.change,
        middles.middle,
        case
            when steps.reason <> '' then steps.reason
            when not steps.is_sizeable then 'small_denominator'
            when middles.hamlets_compared < {{ threshold('spike', 'min_hamlets') }} then 'too_few_hamlets'
            else ''
        end as reason,
        scores.score > {{ threshold('spike', 'cut') }}
        and not (
            scores.was_doubtful and coalesce(scores.score_earlier <= {{ threshold('spike', 'cut') }}, false)
        ) as is_apart,
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
    left join middles
        on
            steps.commune_code = middles.commune_code
            and steps.figure = middles.figure
            and steps.period = middles.period
)

select
    compared.commune_code,
    'spike' as rule,
    compared.source,
    compared.period,
    compared.hamlet_code as hamlet,
    compared.figure as key,
    {{ outcome_of('compared.is_apart', 'compared.reason', 'compared.is_due') }} as outcome,
    compared.reason,
    case
        when round(abs(compared.change), 9) >= {{ threshold('spike', 'blocking_points') }} then {{ severity('spike') }}
        else {{ severity_low('spike') }}
    end as severity,
    case when compared.change > 0 then '+' else '' end || {{ points_text('compared.change') }} || ' điểm' as observed,
    case when compared.middle > 0 then '+' else '' end || {{ points_text('compared.middle') }} || ' điểm' as expected,
    compared.figure,
    compared.file_sha256,
    compared.sheet,
    compared.row_number,
    compared.row_id
from compared
