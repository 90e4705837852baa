{#
  Every figure of every source with a row a hamlet, for every hamlet and period that the checks look at: the amount, or why none.
#}
with

grid as (
    select * from {{ ref('int_check_grid') }}
    where source in {{ by_hamlet_sources() }} and {{ touched('period') }}
),

fields as (
    select * from {{ ref('seed_figure') }}
),

figures as (
    select * from {{ ref('int_figure') }}
)

select
    grid.commune_code,
    grid.source,
    fields.figure,
    fields.field,
    fields.needed as is_needed,
    fields.whole_field,
    grid.quarter,
    grid.quarter_first_day,
    grid.period,
    grid.period_kind,
    grid.last_day,
    grid.is_last,
    grid.is_due,
    grid.hamlet_code,
    grid.households,
    grid.population,
    grid.population_15_plus,
    grid.adults,
    grid.state,
    grid.rejected_by,
    figures.amount,
    case
        when figures.amount is not null then ''
        when grid.state = 'present' then 'figure_missing'
        else grid.state
    end as reason,
    grid.file_sha256,
    grid.sheet,
    coalesce(figures.row_number, grid.row_number) as row_number,
    grid.row_id
from grid
inner join fields on grid.source = fields.source
left join figures
    on
        grid.commune_code = figures.commune_code
        and fields.figure = figures.figure
        and grid.period = figures.period
        and grid.as_of_date = figures.as_of_date
        and grid.hamlet_code = figures.hamlet_code
