{{ config(materialized='ephemeral') }}
{#
  Which cells of which source-period make which indicator of which quarter or year, for the indicators that are sums over rows:
  stocks (of files as at a day of as_of_year; of all else it is 0), surveys, schools, monthly sums, products.
  Role: numerator, denominator, or mark (any of them puts the row in).
#}
with

indicators as (
    select * from {{ ref('seed_indicator') }}
),

periods as (
    select * from {{ ref('dim_period') }}
),

fields as (
    select * from {{ ref('seed_field') }}
),

moments as (
    select * from {{ ref('int_stock_moment') }} where is_now
),

waves as (
    select * from {{ ref('int_wave') }}
),

{# As the models that the catalogue names add them up; a test holds the two together. #}
roles as (
    select
        indicator,
        case model when 'int_indicator_school' then 'schools__' || numerator_figure else numerator_figure end as figure,
        'numerator' as role
    from indicators
    where model in ('int_indicator_stock', 'int_indicator_school')
    union all
    select
        indicator,
        'schools__' || denominator_figure as figure,
        'denominator' as role
    from indicators
    where model = 'int_indicator_school'
    {% for indicator, figure, role in [
        ('digital_access', 'access_survey__any_service', 'numerator'),
        ('digital_access', 'access_survey__adults_surveyed', 'denominator'),
        ('bank_account', 'bank_survey__people_with_account', 'numerator'),
        ('bank_account', 'bank_survey__people_15_plus', 'denominator'),
        ('online_service', 'dvc__files_full', 'numerator'),
        ('online_service', 'dvc__files_partial', 'numerator'),
        ('online_service', 'dvc__files_total', 'denominator'),
        ('electronic_document', 'edocs__documents_electronic', 'numerator'),
        ('electronic_document', 'edocs__documents', 'denominator'),
    ] %}
    union all
    select
        '{{ indicator }}' as indicator,
        '{{ figure }}' as figure,
        '{{ role }}' as role
    {% endfor %}
    {% for site in catalogue_marks('ocop') %}
    union all
    select
        'ocop_ecommerce' as indicator,
        'ocop__{{ site }}' as figure,
        'mark' as role
    {% endfor %}
),

spans as (
    select distinct
        commune_code,
        source,
        month as source_period,
        cast(extract(year from as_of_date) as bigint) as as_of_year,
        period
    from moments
    where source not in ('dvc', 'edocs')
    union all
    select
        commune_code,
        source,
        wave as source_period,
        cast(0 as bigint) as as_of_year,
        period
    from waves
    union all
    select
        periods.commune_code,
        'flow' as source,
        months.period as source_period,
        cast(0 as bigint) as as_of_year,
        periods.period
    from periods
    inner join periods as months
        on
            periods.commune_code = months.commune_code
            and months.period_kind = 'month'
            and months.last_day between periods.first_day and periods.last_day
    where periods.period_kind in ('quarter', 'year')
)

select
    spans.commune_code,
    spans.source_period,
    spans.as_of_year,
    spans.period,
    roles.indicator,
    roles.figure,
    roles.role
from roles
inner join fields on roles.figure = fields.figure
inner join spans on spans.source = case when fields.source in ('dvc', 'edocs') then 'flow' else fields.source end
