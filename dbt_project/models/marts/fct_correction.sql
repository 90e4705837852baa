{#
  What changed where a newer file replaced an older one, old beside new, with its effect on the commune's figures: each cell
  (scope cell), and each file as a whole (scope file) for every indicator it feeds. What was or is missing stays missing.
  Visits, classes and lists are not added up row by row: of what they feed the effect is not computed, and this is said.
#}
with

changes as (
    select * from {{ ref('int_file_change') }}
    where is_changed and ((is_there = 1 and was_there = 1) or kind in ('count', 'mark', 'team'))
),

effects as (
    select * from {{ ref('int_correction_effect') }}
),

fields as (
    select * from {{ ref('seed_field') }}
),

receipts as (
    select * from {{ ref('stg_receipt') }} where is_first
),

dates as (
    select * from {{ ref('dim_date') }}
),

files as (
    select
        commune_code,
        source,
        period,
        unit,
        change_id,
        is_newest,
        file_sha256,
        file_before,
        case when min(hamlet_code) = max(hamlet_code) then max(hamlet_code) else '' end as hamlet
    from changes
    group by commune_code, source, period, unit, change_id, is_newest, file_sha256, file_before
),

listed as (
    select
        changes.commune_code,
        'cell' as scope,
        changes.source,
        changes.period,
        changes.unit,
        changes.change_id,
        changes.is_newest,
        changes.hamlet_code as hamlet,
        changes.item,
        changes.figure,
        case
            when changes.was_there = 0 then 'added' when changes.is_there = 0 then 'removed' else 'changed'
        end as change,
        changes.content_before as old_value,
        changes.content as new_value,
        changes.file_before as old_file_sha256,
        changes.sheet_before as old_sheet,
        changes.row_number_before as old_row,
        changes.file_sha256 as new_file_sha256,
        changes.sheet as new_sheet,
        changes.row_number as new_row,
        effects.period as affected_period,
        effects.indicator,
        effects.value_before,
        effects.value_after,
        effects.reason
    from changes
    left join effects
        on
            changes.commune_code = effects.commune_code
            and changes.change_id = effects.change_id
            and changes.item = effects.item
            and changes.figure = effects.figure
    union all
    select
        files.commune_code,
        'file' as scope,
        files.source,
        files.period,
        files.unit,
        files.change_id,
        files.is_newest,
        files.hamlet,
        '' as item,
        '' as figure,
        'changed' as change,
        {% for name in ['old_value', 'new_value'] %}
        cast(null as varchar) as {{ name }},
        {% endfor %}
        files.file_before as old_file_sha256,
        cast(null as varchar) as old_sheet,
        cast(null as integer) as old_row,
        files.file_sha256 as new_file_sha256,
        cast(null as varchar) as new_sheet,
        cast(null as integer) as new_row,
        effects.period as affected_period,
        effects.indicator,
        effects.value_before,
        effects.value_after,
        effects.reason
    from files
    inner join effects
        on
            files.commune_code = effects.commune_code
            and files.change_id = effects.change_id
            and effects.figure = ''
)

select
    listed.commune_code,
    {{ stable_key(['listed.change_id', 'listed.item', 'listed.figure']) }} as correction_id,
    listed.scope,
    listed.source,
    coalesce(nullif(listed.period, ''), dates.reporting_month, '') as period,
    listed.is_newest,
    listed.hamlet,
    listed.item,
    listed.figure,
    fields.title_vi,
    listed.change,
    listed.old_value,
    listed.new_value,
    listed.old_file_sha256,
    listed.old_sheet,
    listed.old_row,
    listed.new_file_sha256,
    listed.new_sheet,
    listed.new_row,
    receipts.received_at as changed_at,
    coalesce(listed.affected_period, '') as affected_period,
    coalesce(listed.indicator, '') as indicator,
    listed.value_before,
    listed.value_after,
    listed.value_after - listed.value_before as effect,
    coalesce(listed.reason, '') as effect_reason
from listed
left join fields on listed.figure = fields.figure
left join receipts
    on listed.commune_code = receipts.commune_code and listed.new_file_sha256 = receipts.file_sha256
left join dates
    on
        listed.commune_code = dates.commune_code
        and listed.source = 'training'
        and {{ safe_date('substr(listed.unit, 1, 10)') }} = dates.date_day
