{{ config(materialized='ephemeral') }}
{#
  Cumulative figures that a hamlet takes over: of those it was made of, where it has none of its own in that month,
  summed when every one of them that stood then has one.
#}
with

moments as (
    select
        commune_code,
        period,
        source,
        month,
        max(as_of_date) as as_of_date
    from {{ ref('int_stock_moment') }}
    where {{ touched('period') }}
    group by commune_code, period, source, month
),

reported as (
    select * from {{ ref('int_stock_reported') }}
),

successors as (
    select * from {{ ref('int_hamlet_successor') }}
),

hamlets as (
    select * from {{ ref('int_hamlet') }}
),

origins as (
    select * from {{ ref('int_hamlet_origin') }} where not is_split
),

own as (
    select
        commune_code,
        period,
        month,
        figure,
        hamlet_code
    from reported
    where origin_code = hamlet_code
),

inherited as (
    select
        reported.commune_code,
        reported.period,
        reported.source,
        reported.month,
        max(reported.as_of_date) as as_of_date,
        reported.is_now,
        reported.figure,
        reported.hamlet_code,
        sum(reported.amount) as amount,
        count(*) as predecessors_present
    from reported
    left join own
        on
            reported.commune_code = own.commune_code
            and reported.period = own.period
            and reported.month = own.month
            and reported.figure = own.figure
            and reported.hamlet_code = own.hamlet_code
    where reported.origin_code <> reported.hamlet_code and own.hamlet_code is null
    group by
        reported.commune_code, reported.period, reported.source, reported.month, reported.is_now,
        reported.figure, reported.hamlet_code
),

{# Who should be there: the predecessors that stood on that day; after the change, those it was made of. #}
expected as (
    select
        moments.commune_code,
        moments.period,
        moments.source,
        moments.month,
        successors.hamlet_code,
        count(distinct case when hamlets.hamlet_code is not null then successors.origin_code end) as standing,
        count(distinct origins.origin_code) as made_of
    from moments
    inner join successors
        on
            moments.commune_code = successors.commune_code
            and moments.period = successors.period
            and successors.origin_code <> successors.hamlet_code
    left join hamlets
        on
            successors.commune_code = hamlets.commune_code
            and successors.origin_code = hamlets.hamlet_code
            and moments.as_of_date between hamlets.valid_from and hamlets.valid_to
    left join origins
        on
            successors.commune_code = origins.commune_code
            and successors.hamlet_code = origins.hamlet_code
            and successors.origin_code = origins.origin_code
    group by moments.commune_code, moments.period, moments.source, moments.month, successors.hamlet_code
)

select
    inherited.commune_code,
    inherited.period,
    inherited.source,
    inherited.figure,
    inherited.month,
    inherited.as_of_date,
    inherited.is_now,
    inherited.hamlet_code,
    cast(inherited.amount as bigint) as amount
from inherited
inner join expected
    on
        inherited.commune_code = expected.commune_code
        and inherited.period = expected.period
        and inherited.source = expected.source
        and inherited.month = expected.month
        and inherited.hamlet_code = expected.hamlet_code
        and inherited.predecessors_present
        = case when expected.standing > 0 then expected.standing else expected.made_of end
