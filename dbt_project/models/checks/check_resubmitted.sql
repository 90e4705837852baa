{# A newer file replaced an older one of the same source, period and unit: what changed. For information. #}
with

standing as (
    select * from {{ ref('int_unit_newest') }} where is_newest and source in {{ check_sources('resubmitted') }}
),

changes as (
    select * from {{ ref('int_file_change') }} where is_newest
),

fields as (
    select * from {{ ref('seed_field') }}
),

sources as (
    select * from {{ ref('seed_source') }}
),

hamlets as (
    select distinct
        commune_code,
        hamlet_code
    from {{ ref('int_hamlet') }}
),

places as (
    select * from {{ ref('int_team_place') }} where is_last
),

dates as (
    select * from {{ ref('dim_date') }}
),

numbered as (
    select
        changes.commune_code,
        changes.file_sha256,
        changes.unit,
        changes.item,
        changes.is_there,
        changes.was_there,
        changes.is_there = 1 and changes.was_there = 1 and changes.is_changed as is_changed,
        changes.item || ' ' || fields.title_vi || ' ' || coalesce(changes.content_before, 'trống')
        || '→' || coalesce(changes.content, 'trống') as words,
        row_number() over (
            partition by changes.commune_code, changes.file_sha256, changes.unit
            order by
                case when changes.is_changed then 0 else 1 end, 2 - changes.is_there - changes.was_there,
                case when changes.kind = 'count' then 0 else 1 end, changes.item, changes.figure
        ) as place
    from changes
    left join fields on changes.figure = fields.figure
),

summed as (
    select
        numbered.commune_code,
        numbered.file_sha256,
        numbered.unit,
        count(case when numbered.is_changed then 1 end) as figures_changed,
        count(distinct case when numbered.was_there = 0 then numbered.item end) as rows_added,
        count(distinct case when numbered.is_there = 0 then numbered.item end) as rows_gone,
        {{ joined_names(
            "case when numbered.is_changed and numbered.place <= " ~ (threshold('resubmitted', 'named') | int)
            ~ " and length(numbered.item) <= 6 then numbered.words end", 'numbered.place'
        ) }} as words
    from numbered
    group by numbered.commune_code, numbered.file_sha256, numbered.unit
),

judged as (
    select
        standing.commune_code,
        standing.source,
        coalesce(nullif(standing.period, ''), dates.reporting_month, '') as period,
        coalesce(places.hamlet_code, hamlets.hamlet_code, '') as hamlet,
        standing.unit || '|' || coalesce(cast(standing.as_of_year as varchar), '') as key,
        standing.file_sha256,
        summed.file_sha256 is not null as is_sent_again,
        case
            when summed.figures_changed + summed.rows_added + summed.rows_gone = 0 then 'không ô nào thay đổi'
            else
                cast(summed.figures_changed as varchar) || ' ô đổi'
                || case when summed.words <> '' then ' (' || summed.words || ')' else '' end
                || case
                    when summed.rows_added > 0 then ', thêm ' || cast(summed.rows_added as varchar) || ' dòng' else ''
                end
                || case
                    when summed.rows_gone > 0 then ', bớt ' || cast(summed.rows_gone as varchar) || ' dòng' else ''
                end
        end as observed
    from standing
    inner join sources on standing.source = sources.source
    left join summed
        on
            standing.commune_code = summed.commune_code
            and standing.file_sha256 = summed.file_sha256
            and standing.unit = summed.unit
    left join hamlets
        on
            standing.commune_code = hamlets.commune_code
            and standing.unit = hamlets.hamlet_code
            and sources.covers in ('hamlet', 'team')
    left join places
        on
            standing.commune_code = places.commune_code
            and standing.period = places.period
            and standing.unit = places.team_code
            and sources.covers = 'team'
    left join dates
        on
            standing.commune_code = dates.commune_code
            and standing.source = 'training'
            and {{ safe_date('substr(standing.unit, 1, 10)') }} = dates.date_day
)

select
    judged.commune_code,
    'resubmitted' as rule,
    judged.source,
    judged.period,
    judged.hamlet,
    judged.key,
    {{ outcome_of('judged.is_sent_again') }} as outcome,
    '' as reason,
    {{ severity('resubmitted') }} as severity,
    judged.observed,
    'tệp gửi trước' as expected,
    '' as figure,
    judged.file_sha256,
    cast(null as varchar) as sheet,
    cast(null as integer) as row_number,
    cast(null as varchar) as row_id
from judged
