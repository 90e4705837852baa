{{ config(materialized='ephemeral') }}
{#
  For each hamlet, monthly source and quarter: another hamlet with the very same figures throughout, if there is one.
  Enough figures must be shared, and none of them tiny: small numbers meet by chance.
#}
with

figures as (
    select * from {{ ref('int_check_figure') }}
    where source in {{ check_sources('stale_copy') }} and period_kind = 'month' and {{ touched('quarter') }}
),

hamlets as (
    select * from {{ ref('int_hamlet') }}
),

names as (
    select
        commune_code,
        hamlet_code,
        max(hamlet_name) as hamlet_name
    from hamlets
    group by commune_code, hamlet_code
),

known as (
    select
        commune_code,
        source,
        quarter,
        hamlet_code,
        count(amount) as figures_known,
        min(amount) as smallest
    from figures
    group by commune_code, source, quarter, hamlet_code
),

shared as (
    select
        figures.commune_code,
        figures.source,
        figures.quarter,
        figures.hamlet_code,
        others.hamlet_code as twin_code,
        count(*) as figures_shared
    from figures
    inner join figures as others
        on
            figures.commune_code = others.commune_code
            and figures.figure = others.figure
            and figures.period = others.period
            and figures.amount = others.amount
            and figures.hamlet_code <> others.hamlet_code
    group by figures.commune_code, figures.source, figures.quarter, figures.hamlet_code, others.hamlet_code
    having count(*) >= {{ threshold('stale_copy', 'min_shared') }}
),

twins as (
    select
        shared.commune_code,
        shared.source,
        shared.quarter,
        shared.hamlet_code,
        min(shared.twin_code) as twin_code
    from shared
    inner join known
        on
            shared.commune_code = known.commune_code
            and shared.source = known.source
            and shared.quarter = known.quarter
            and shared.hamlet_code = known.hamlet_code
            and shared.figures_shared = known.figures_known
            and known.smallest >= {{ threshold('stale_copy', 'min_amount') }}
    inner join known as known_of_twin
        on
            shared.commune_code = known_of_twin.commune_code
            and shared.source = known_of_twin.source
            and shared.quarter = known_of_twin.quarter
            and shared.twin_code = known_of_twin.hamlet_code
            and shared.figures_shared = known_of_twin.figures_known
    group by shared.commune_code, shared.source, shared.quarter, shared.hamlet_code
),

grid as (
    select * from {{ ref('int_check_grid') }}
    where source in {{ check_sources('stale_copy') }} and is_last
)

select
    grid.commune_code,
    grid.source,
    grid.period,
    grid.is_due,
    grid.hamlet_code,
    twins.twin_code,
    names.hamlet_name as twin_name,
    case
        when known.figures_known >= {{ threshold('stale_copy', 'min_shared') }} then ''
        else 'too_few_figures'
    end as reason,
    grid.file_sha256,
    grid.sheet,
    grid.row_number,
    grid.row_id
from grid
left join known
    on
        grid.commune_code = known.commune_code
        and grid.source = known.source
        and grid.quarter = known.quarter
        and grid.hamlet_code = known.hamlet_code
left join twins
    on
        grid.commune_code = twins.commune_code
        and grid.source = twins.source
        and grid.quarter = twins.quarter
        and grid.hamlet_code = twins.hamlet_code
left join names on grid.commune_code = names.commune_code and twins.twin_code = names.hamlet_code
