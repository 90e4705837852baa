{{ config(materialized='ephemeral') }}
{#
  For each source, period and unit with a newer file: every figure of the newest beside the one before it, by the row's key.
#}
with

newest as (
    select * from {{ ref('int_unit_newest') }} where recency <= 2
),

pairs as (
    select
        now.commune_code,
        now.source,
        now.period,
        now.unit,
        now.as_of_year,
        now.file_sha256,
        before.file_sha256 as file_before
    from newest as now
    inner join newest as before
        on
            now.commune_code = before.commune_code
            and now.source = before.source
            and now.period = before.period
            and now.unit = before.unit
            and now.as_of_year is not distinct from before.as_of_year
            and now.recency = 1
            and before.recency = 2
),

rows_placed as (
    select * from {{ ref('int_row_placed') }} where row_kind = 'data'
),

sent_twice as (
    select
        pairs.commune_code,
        pairs.source,
        pairs.period,
        pairs.unit,
        pairs.as_of_year,
        pairs.file_sha256,
        rows_placed.file_sha256 = pairs.file_sha256 as is_new,
        rows_placed.row_id,
        rows_placed.hamlet_code
    from pairs
    inner join rows_placed
        on
            pairs.commune_code = rows_placed.commune_code
            and pairs.unit = rows_placed.unit
            and rows_placed.file_sha256 in (pairs.file_sha256, pairs.file_before)
),

figures as (
    select * from {{ ref('int_cell') }}
),

cells as (
    select
        sent_twice.commune_code,
        sent_twice.file_sha256,
        sent_twice.source,
        sent_twice.period,
        sent_twice.unit,
        sent_twice.as_of_year,
        sent_twice.is_new,
        coalesce(sent_twice.hamlet_code, '') || case
            when figures.source in {{ by_hamlet_sources() }} and sent_twice.hamlet_code is not null then ''
            else coalesce(figures.item, '')
        end as item,
        figures.figure,
        figures.amount
    from sent_twice
    inner join figures on sent_twice.commune_code = figures.commune_code and sent_twice.row_id = figures.row_id
)

select
    commune_code,
    source,
    period,
    unit,
    as_of_year,
    file_sha256,
    item,
    figure,
    max(case when is_new then 1 else 0 end) as is_there,
    max(case when is_new then 0 else 1 end) as was_there,
    max(case when is_new then amount end) as amount,
    max(case when not is_new then amount end) as amount_before
from cells
group by commune_code, source, period, unit, as_of_year, file_sha256, item, figure
