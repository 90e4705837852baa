{{ config(materialized='ephemeral') }}
{#
  How much more or less a unit's numerator and denominator would be with old cells in place of new ones: of each changed cell
  alone (figure), and of the whole file (figure is empty). A form handed in on another day moves report_on_time.
#}
with

corrected as (
    select * from {{ ref('int_correction_row') }}
),

changes as (
    select * from {{ ref('int_file_change') }} where is_newest
),

values_now as (
    select * from {{ ref('int_indicator_value') }}
),

due as (
    select * from {{ ref('int_report_due') }}
),

{# Hamlets whose figure is not the file's: left out, or an earlier one is carried forward. #}
unmoved as (
    select
        commune_code,
        period,
        indicator,
        hamlet_code as unit
    from {{ ref('int_held') }}
    union distinct
    select
        commune_code,
        period,
        indicator,
        unit
    from {{ ref('int_carried') }}
),

{# How much more the unit would have: old, or one cell put back, less new. #}
moved as (
    select
        old.commune_code,
        old.change_id,
        case old.version when 'old' then '' else old.item end as item,
        case old.version when 'old' then '' else old.version end as figure,
        old.period,
        old.indicator,
        old.unit,
        case when old.is_counted then old.numerator else 0 end
        - case when new.is_counted and (old.unit = '' or values_now.unit is not null) then new.numerator else 0 end
            as numerator,
        case when old.is_counted then old.denominator else 0 end
        - case when new.is_counted and (old.unit = '' or values_now.unit is not null) then new.denominator else 0 end
            as denominator
    from corrected as old
    inner join corrected as new
        on
            old.commune_code = new.commune_code
            and old.change_id = new.change_id
            and old.item = new.item
            and old.period = new.period
            and old.indicator = new.indicator
            and new.version = 'new'
    left join values_now
        on
            old.commune_code = values_now.commune_code
            and old.period = values_now.period
            and old.indicator = values_now.indicator
            and old.unit = values_now.unit
    where old.version <> 'new'
),

{# A form handed in on another day: the hamlet is on time when all its reports are. #}
redated as (
    select
        changes.commune_code,
        changes.change_id,
        changes.item,
        changes.figure,
        mine.period,
        mine.hamlet_code,
        min(
            case
                when theirs.row_id is distinct from mine.row_id then theirs.is_on_time
                when {{ to_day('changes.content_before') }} < mine.report_due_date then 1
                else 0
            end
        ) - min(theirs.is_on_time) as numerator
    from changes
    inner join due as mine on changes.commune_code = mine.commune_code and changes.row_id = mine.row_id
    inner join due as theirs
        on
            mine.commune_code = theirs.commune_code
            and mine.period = theirs.period
            and mine.hamlet_code = theirs.hamlet_code
    where changes.figure = 'hamlet_report__handed_in' and changes.is_changed
    group by changes.commune_code, changes.change_id, changes.item, changes.figure, mine.period, mine.hamlet_code
),

by_unit as (
    select
        commune_code,
        change_id,
        item,
        figure,
        period,
        indicator,
        unit,
        sum(numerator) as numerator,
        sum(denominator) as denominator
    from moved
    group by commune_code, change_id, item, figure, period, indicator, unit
    {% for item, figure in [('item', 'figure'), ("''", "''")] %}
    union all
    select
        commune_code,
        change_id,
        {{ item }} as item,
        {{ figure }} as figure,
        period,
        'report_on_time' as indicator,
        hamlet_code as unit,
        numerator,
        0 as denominator
    from redated
    {% endfor %}
)

select
    by_unit.commune_code,
    by_unit.change_id,
    by_unit.item,
    by_unit.figure,
    by_unit.period,
    by_unit.indicator,
    by_unit.unit,
    case when unmoved.unit is null then by_unit.numerator else 0 end as numerator,
    case when unmoved.unit is null then by_unit.denominator else 0 end as denominator,
    case when unmoved.unit is null then 0 else 1 end as is_held
from by_unit
left join unmoved
    on
        by_unit.commune_code = unmoved.commune_code
        and by_unit.period = unmoved.period
        and by_unit.indicator = unmoved.indicator
        and by_unit.unit = unmoved.unit
