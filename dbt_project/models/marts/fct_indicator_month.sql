{#
  How each stock indicator stood month by month, for the hamlets of the quarter or year and for the commune (ALL), over the
  denominators of that period. The last month is the indicator's own value; an earlier one that an open finding blocks is empty.
  A figure carried forward from another month has no row in this one.
#}
with

indicators as (
    select * from {{ ref('seed_indicator') }} where model = 'int_indicator_stock'
),

stocks as (
    select * from {{ ref('int_stock') }}
),

reported as (
    select * from {{ ref('int_figure') }}
),

hamlets as (
    select * from {{ ref('int_hamlet_of_period') }}
),

blocking as (
    select distinct
        commune_code,
        source,
        period as month,
        hamlet as hamlet_code,
        figure
    from {{ ref('fct_finding') }}
    where severity = 'blocking' and state <> 'accepted'
),

assessed as (
    select * from {{ ref('int_indicator_judged') }} where level in ('commune', 'hamlet')
),

moments as (
    select distinct
        stocks.commune_code,
        stocks.period,
        indicators.indicator,
        stocks.figure,
        stocks.month,
        stocks.as_of_date,
        stocks.is_now
    from stocks
    inner join indicators on stocks.figure = indicators.numerator_figure
),

{# A finding about one figure empties that figure; one about a whole row or report empties all of them. #}
earlier as (
    select
        stocks.commune_code,
        stocks.period,
        indicators.indicator,
        stocks.figure,
        stocks.month,
        stocks.as_of_date,
        stocks.hamlet_code as hamlet,
        case when blocking.hamlet_code is null then stocks.amount end as numerator,
        case
            when blocking.hamlet_code is null
                then {{ registry_figure('indicators.denominator_figure', 'hamlets') }}
        end as denominator
    from stocks
    inner join indicators on stocks.figure = indicators.numerator_figure
    inner join hamlets
        on
            stocks.commune_code = hamlets.commune_code
            and stocks.period = hamlets.period
            and stocks.hamlet_code = hamlets.hamlet_code
    left join blocking
        on
            stocks.commune_code = blocking.commune_code
            and stocks.source = blocking.source
            and stocks.month = blocking.month
            and stocks.hamlet_code = blocking.hamlet_code
            and blocking.figure in ('', stocks.figure)
    where not stocks.is_now
),

united as (
    select
        commune_code,
        period,
        indicator,
        figure,
        month,
        as_of_date,
        hamlet,
        numerator,
        denominator
    from earlier
    union all
    select
        commune_code,
        period,
        indicator,
        figure,
        month,
        as_of_date,
        'ALL' as hamlet,
        cast(sum(numerator) as bigint) as numerator,
        cast(sum(denominator) as bigint) as denominator
    from earlier
    group by commune_code, period, indicator, figure, month, as_of_date
    union all
    select
        moments.commune_code,
        moments.period,
        moments.indicator,
        moments.figure,
        moments.month,
        moments.as_of_date,
        assessed.hamlet,
        assessed.numerator,
        assessed.denominator
    from moments
    inner join assessed
        on
            moments.commune_code = assessed.commune_code
            and moments.period = assessed.period
            and moments.indicator = assessed.indicator
    where moments.is_now
)

select
    united.commune_code,
    united.period,
    united.indicator,
    united.hamlet,
    united.month,
    united.as_of_date,
    united.numerator,
    united.denominator,
    case when united.denominator > 0 then cast(united.numerator as double) / united.denominator end as value,
    reported.file_sha256,
    reported.sheet,
    reported.row_number
from united
left join reported
    on
        united.commune_code = reported.commune_code
        and united.figure = reported.figure
        and united.month = reported.period
        and united.as_of_date = reported.as_of_date
        and united.hamlet = reported.hamlet_code
        and united.numerator = reported.amount
