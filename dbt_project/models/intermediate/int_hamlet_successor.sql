{#
  For each month, quarter and year: the hamlet of that period which took over each hamlet there ever was.
  A hamlet still valid is its own; one merged or renamed is followed; one split has no successor, and is not here.
#}
with recursive

spans as (
    select * from {{ ref('dim_period') }}
),

validities as (
    select * from {{ ref('int_hamlet') }}
),

hamlets as (
    select distinct
        commune_code,
        hamlet_code
    from validities
),

{# The hamlets of a period: those valid on its last day. #}
periods as (
    select distinct
        spans.commune_code,
        spans.period,
        validities.hamlet_code
    from spans
    inner join validities
        on
            spans.commune_code = validities.commune_code
            and spans.last_day between validities.valid_from and validities.valid_to
),

links as (
    select * from {{ ref('int_hamlet_origin') }} where not is_split
),

followed as (
    select
        spans.commune_code,
        spans.period,
        spans.last_day,
        hamlets.hamlet_code as origin_code,
        hamlets.hamlet_code as reached_code,
        0 as steps
    from spans
    inner join hamlets on spans.commune_code = hamlets.commune_code
    union all
    select
        followed.commune_code,
        followed.period,
        followed.last_day,
        followed.origin_code,
        links.hamlet_code as reached_code,
        followed.steps + 1 as steps
    from followed
    inner join links
        on
            followed.commune_code = links.commune_code
            and followed.reached_code = links.origin_code
            and followed.last_day >= links.valid_from
    left join periods
        on
            followed.commune_code = periods.commune_code
            and followed.period = periods.period
            and followed.reached_code = periods.hamlet_code
    where periods.hamlet_code is null and followed.steps < 12
)

select
    followed.commune_code,
    followed.period,
    followed.origin_code,
    followed.reached_code as hamlet_code,
    followed.steps
from followed
inner join periods
    on
        followed.commune_code = periods.commune_code
        and followed.period = periods.period
        and followed.reached_code = periods.hamlet_code
