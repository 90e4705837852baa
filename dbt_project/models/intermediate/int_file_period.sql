{#
  The reporting period of each accepted file: what the title says, else the as-of date, else the form, else the file's name.
  Monthly sources have a month, quarterly ones a quarter; a class and a list have none of their own.
#}
with

files as (
    select * from {{ ref('stg_file') }} where status = 'accepted'
),

sources as (
    select * from {{ ref('seed_source') }}
),

dates as (
    select * from {{ ref('dim_date') }}
),

labelled as (
    select
        files.commune_code,
        files.file_sha256,
        files.source,
        sources.cadence,
        files.as_of_date,
        files.received_rank,
        files.period_title as title_label,
        as_of_dates.reporting_month as as_of_label,
        files.period_form as form_label,
        case
            when length(files.period_name) = 10 then name_dates.reporting_month else files.period_name
        end as name_label
    from files
    inner join sources on files.source = sources.source
    left join dates as as_of_dates
        on files.commune_code = as_of_dates.commune_code and files.as_of_date = as_of_dates.date_day
    left join dates as name_dates
        on
            files.commune_code = name_dates.commune_code
            and {{ safe_date('files.period_name') }} = name_dates.date_day
            and length(files.period_name) = 10
),

{# A label fits a monthly source when it is a month, a quarterly one when it is a quarter or a month of it. #}
fitted as (
    select
        labelled.commune_code,
        labelled.file_sha256,
        labelled.source,
        labelled.cadence,
        labelled.as_of_date,
        labelled.received_rank,
        {% for place in ['title', 'as_of', 'form', 'name'] %}
        {% set label = 'labelled.' ~ place ~ '_label' %}
        {{ fit_label(label, 'labelled.cadence') }} as {{ place }}_period{% if not loop.last %},{% endif %}
        {% endfor %}
    from labelled
),

chosen as (
    select
        commune_code,
        file_sha256,
        source,
        cadence,
        as_of_date,
        received_rank,
        title_period,
        as_of_period,
        form_period,
        name_period,
        case
            when cadence in ('monthly', 'quarterly')
                then coalesce(title_period, as_of_period, form_period, name_period)
            when cadence = 'per_class' then coalesce(title_period, form_period)
        end as period
    from fitted
),

periods as (
    select * from {{ ref('dim_period') }}
)

select
    chosen.commune_code,
    chosen.file_sha256,
    chosen.source,
    chosen.cadence,
    chosen.period,
    periods.first_day as period_first_day,
    periods.last_day as period_last_day,
    coalesce(chosen.as_of_date, periods.last_day) as as_of_date,
    chosen.title_period,
    chosen.as_of_period,
    chosen.form_period,
    chosen.name_period,
    chosen.received_rank,
    chosen.cadence in ('monthly', 'quarterly') and periods.period is null as is_period_missing
from chosen
left join periods on chosen.commune_code = periods.commune_code and chosen.period = periods.period
