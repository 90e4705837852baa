{# Title, as-of date, form and file name do not name the same period. The first of these that speaks is used. #}
with

files as (
    select * from {{ ref('int_file_period') }} where source in {{ check_sources('period_conflict') }}
),

standing as (
    select * from {{ ref('int_unit_newest') }} where is_newest
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

{# A class is said by the month of its day. #}
spoken as (
    select
        files.commune_code,
        files.source,
        coalesce(files.period, dates.reporting_month, '') as period,
        coalesce(places.hamlet_code, hamlets.hamlet_code, '') as hamlet,
        standing.unit || '|' || coalesce(cast(standing.as_of_year as varchar), '') as key,
        files.file_sha256,
        {% for place in ['title', 'as_of', 'form', 'name'] %}
        case
            when
                files.{{ place }}_period <> files.period
                and (substr(files.{{ place }}_period, 6, 1) = 'Q') = (substr(files.period, 6, 1) = 'Q')
                then files.{{ place }}_period
        end as {{ place }}_other,
        {% endfor %}
        case when files.period is null then 'no_period' else '' end as reason
    from files
    inner join standing on files.commune_code = standing.commune_code and files.file_sha256 = standing.file_sha256
    inner join sources on files.source = sources.source
    left join hamlets
        on
            files.commune_code = hamlets.commune_code
            and standing.unit = hamlets.hamlet_code
            and sources.covers in ('hamlet', 'team')
    left join places
        on
            files.commune_code = places.commune_code
            and files.period = places.period
            and standing.unit = places.team_code
            and sources.covers = 'team'
    left join dates
        on
            files.commune_code = dates.commune_code
            and files.source = 'training'
            and {{ safe_date('substr(standing.unit, 1, 10)') }} = dates.date_day
)

select
    spoken.commune_code,
    'period_conflict' as rule,
    spoken.source,
    spoken.period,
    spoken.hamlet,
    spoken.key,
    {{ outcome_of(
        'coalesce(spoken.title_other, spoken.as_of_other, spoken.form_other, spoken.name_other) is not null',
        'spoken.reason'
    ) }} as outcome,
    spoken.reason,
    {{ severity('period_conflict') }} as severity,
    case
        when spoken.as_of_other is not null then 'ngày chốt số liệu thuộc ' || {{ period_text('spoken.as_of_other') }}
        when spoken.form_other is not null then 'trong phiếu là ' || {{ period_text('spoken.form_other') }}
        else 'tên tệp là ' || {{ period_text('spoken.name_other') }}
    end as observed,
    {{ period_text('spoken.period') }} as expected,
    '' as figure,
    spoken.file_sha256,
    cast(null as varchar) as sheet,
    cast(null as integer) as row_number,
    cast(null as varchar) as row_id
from spoken
