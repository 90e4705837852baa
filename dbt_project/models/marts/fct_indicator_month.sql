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

findings as (
    select * from {{ ref('fct_finding') }} where severity = 'blocking' and state <> 'accepted'
),

{# A finding about one figure empties it; one about a whole row or report empties all of them. Several may empty one. #}
standing as (
    select * from stocks
    where
        not exists (
            select 1 from findings
            where
                findings.commune_code = stocks.commune_code
                and findings.source = stocks.source
                and findings.period = stocks.month
                and findings.hamlet = stocks.hamlet_code
                and findings.figure in ('', stocks.figure)
        )
),

assessed as (
    select * from {{ ref('int_indicator_judged') }} where level in ('commune', 'hamlet')
),

earlier as (
    select
        stocks.commune_code,
        stocks.period,
        indicators.indicator,
        stocks.figure,
        stocks.month,
        stocks.as_of_date,
        stocks.hamlet_code as hamlet,
        standing.amount as numerator,
        case
            when standing.figure is not null
                then {{ registry_figure('indicators.denominator_figure', 'hamlets') }}
        end as denominator
    from stocks
    inner join indicators on stocks.figure = indicators.numerator_figure
    inner join hamlets
        on
            stocks.commune_code = hamlets.commune_code
            and stocks.period = hamlets.period
            and stocks.hamlet_code = hamlets.hamlet_code
    left join standing
        on
            stocks.commune_code = standing.commune_code
            and stocks.period = standing.period
            and stocks.month = standing.month
            and stocks.hamlet_code = standing.hamlet_code
            and stocks.figure = standing.figure
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
