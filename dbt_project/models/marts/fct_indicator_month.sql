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

doubted as (
    select * from {{ ref('int_stock_doubted') }}
),

assessed as (
    select * from {{ ref('int_indicator_judged') }} where level in ('commune', 'hamlet')
),

{#
  A finding about one figure speaks of it, one about a whole row or report of all of them; the registry's people are of every month.
  What is doubted has no denominator, and without one a hamlet is left out of both sides.
#}
earlier as (
    select
        stocks.commune_code,
        stocks.period,
        indicators.indicator,
        stocks.figure,
        stocks.month,
        stocks.as_of_date,
        stocks.hamlet_code as hamlet,
        stocks.amount,
        case
            when
                not exists (
                    select 1 from doubted
                    where
                        doubted.commune_code = stocks.commune_code
                        and doubted.period = stocks.period
                        and doubted.hamlet_code = stocks.hamlet_code
                        and case
                            when doubted.source = 'registry'
                                then doubted.figure in ('', 'registry__' || indicators.denominator_figure)
                            else
                                doubted.source = stocks.source
                                and doubted.month = stocks.month
                                and doubted.figure in ('', stocks.figure)
                        end
                )
                then {{ registry_figure('indicators.denominator_figure', 'hamlets') }}
        end as denominator
    from stocks
    inner join indicators on stocks.figure = indicators.numerator_figure
    inner join hamlets
        on
            stocks.commune_code = hamlets.commune_code
            and stocks.period = hamlets.period
            and stocks.hamlet_code = hamlets.hamlet_code
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
        case when denominator > 0 then amount end as numerator,
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
        cast(sum(case when denominator > 0 then amount end) as bigint) as numerator,
        cast(sum(denominator) as bigint) as denominator
    from earlier
    group by commune_code, period, indicator, figure, month, as_of_date
    union all
    select distinct
        stocks.commune_code,
        stocks.period,
        indicators.indicator,
        stocks.figure,
        stocks.month,
        stocks.as_of_date,
        assessed.hamlet,
        assessed.numerator,
        assessed.denominator
    from stocks
    inner join indicators on stocks.figure = indicators.numerator_figure
    inner join assessed
        on
            stocks.commune_code = assessed.commune_code
            and stocks.period = assessed.period
            and indicators.indicator = assessed.indicator
    where stocks.is_now
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
