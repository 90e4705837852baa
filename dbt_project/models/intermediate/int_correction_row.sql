{{ config(materialized='ephemeral') }}
{#
  What each corrected row adds to an indicator, as it stands (version 'new'), as it was ('old'), and with one cell put back (the
  figure). A row adds where it was taken and has every cell that the indicator needs; else nothing. Beside a hamlet's cumulative
  figure stands the registry's denominator.
#}
with

changes as (
    select * from {{ ref('int_file_change') }} where is_newest
),

feeds as (
    select * from {{ ref('int_indicator_cell') }}
),

indicators as (
    select * from {{ ref('seed_indicator') }}
),

hamlets as (
    select * from {{ ref('int_hamlet_of_period') }}
),

held_rows as (
    select * from {{ ref('int_held_row') }}
),

cells as (
    select
        changes.commune_code,
        changes.change_id,
        changes.item,
        changes.figure,
        changes.is_changed,
        changes.is_taken,
        changes.is_taken_before,
        case when changes.is_there = 1 then changes.is_taken else changes.is_taken_before end as is_taken_either,
        feeds.period,
        feeds.indicator,
        feeds.role,
        case when indicators.grain = 'hamlet' then changes.hamlet_code else '' end as unit,
        case
            when indicators.model = 'int_indicator_stock'
                then {{ registry_figure('indicators.denominator_figure', 'hamlets') }}
        end as registered,
        case feeds.role
            when 'mark' then case changes.content when 'true' then 1 else 0 end
            else {{ to_count('changes.content') }}
        end as amount,
        case feeds.role
            when 'mark' then case changes.content_before when 'true' then 1 else 0 end
            else {{ to_count('changes.content_before') }}
        end as amount_before
    from changes
    inner join feeds
        on
            changes.commune_code = feeds.commune_code
            and changes.figure = feeds.figure
            and changes.period = feeds.source_period
            and feeds.as_of_year in (0, changes.as_of_year)
    inner join indicators on feeds.indicator = indicators.indicator
    left join hamlets
        on
            changes.commune_code = hamlets.commune_code
            and feeds.period = hamlets.period
            and changes.hamlet_code = hamlets.hamlet_code
    left join held_rows
        on
            changes.commune_code = held_rows.commune_code
            and feeds.period = held_rows.period
            and feeds.indicator = held_rows.indicator
            and changes.row_id = held_rows.row_id
    where held_rows.row_id is null and (indicators.grain <> 'hamlet' or hamlets.hamlet_code is not null)
),

versions as (
    {% for version in ['new', 'old'] %}
    select distinct
        change_id,
        item,
        period,
        indicator,
        '{{ version }}' as version
    from cells
    union all
    {% endfor %}
    select
        change_id,
        item,
        period,
        indicator,
        figure as version
    from cells
    where is_changed
),

chosen as (
    select
        cells.commune_code,
        cells.change_id,
        cells.item,
        cells.period,
        cells.indicator,
        cells.unit,
        versions.version,
        cells.role,
        cells.registered,
        case versions.version
            when 'new' then cells.is_taken
            when 'old' then cells.is_taken_before
            else cells.is_taken_either
        end as is_taken,
        case when versions.version in ('old', cells.figure) then cells.amount_before else cells.amount end as amount
    from cells
    inner join versions
        on
            cells.change_id = versions.change_id
            and cells.item = versions.item
            and cells.period = versions.period
            and cells.indicator = versions.indicator
)

select
    commune_code,
    change_id,
    item,
    period,
    indicator,
    unit,
    version,
    min(is_taken) = 1 and count(amount) = count(*) as is_counted,
    case
        when max(role) = 'mark' then max(amount)
        else sum(case when role = 'numerator' then amount else 0 end)
    end as numerator,
    case
        when max(role) = 'mark' then 1
        else coalesce(max(registered), sum(case when role = 'denominator' then amount else 0 end))
    end as denominator
from chosen
group by commune_code, change_id, item, period, indicator, unit, version
