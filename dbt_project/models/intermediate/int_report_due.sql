{{ config(materialized='ephemeral') }}
{#
  Every report that a hamlet owes for a period, and whether it was handed in before the 15th of its quarter's last month.
  A missing report, and one without a date, is not on time. For a merged hamlet, those it was made of reported.
#}
with

hamlets as (
    select * from {{ ref('int_hamlet_of_period') }}
),

periods_with_reports as (
    select * from {{ ref('int_period_with') }} where source = 'hamlet_report'
),

periods as (
    select * from {{ ref('dim_period') }}
),

successors as (
    select * from {{ ref('int_hamlet_successor') }}
),

registry as (
    select * from {{ ref('int_hamlet') }}
),

reports as (
    select * from {{ ref('int_report') }}
),

{# Every reporting month of the quarter or year, with the day before which its report had to be in. #}
due_months as (
    select
        spans.commune_code,
        spans.period,
        months.period as month,
        months.last_day,
        quarters.report_due_date
    from periods as spans
    inner join periods as months
        on
            spans.commune_code = months.commune_code
            and months.period_kind = 'month'
            and months.last_day between spans.first_day and spans.last_day
    inner join periods as quarters
        on
            months.commune_code = quarters.commune_code
            and quarters.period_kind = 'quarter'
            and months.last_day between quarters.first_day and quarters.last_day
    where spans.period_kind in ('quarter', 'year')
),

{# Who had to report each month: the hamlet where it stood that month, else the hamlets it was made of. #}
reporters as (
    select
        hamlets.commune_code,
        hamlets.period,
        hamlets.hamlet_code,
        due_months.month,
        due_months.report_due_date,
        successors.origin_code,
        max(case when successors.origin_code = hamlets.hamlet_code then 1 else 0 end) over (
            partition by hamlets.commune_code, hamlets.period, hamlets.hamlet_code, due_months.month
        ) as stood_itself
    from hamlets
    inner join periods_with_reports
        on hamlets.commune_code = periods_with_reports.commune_code and hamlets.period = periods_with_reports.period
    inner join due_months on hamlets.commune_code = due_months.commune_code and hamlets.period = due_months.period
    inner join successors
        on
            hamlets.commune_code = successors.commune_code
            and hamlets.period = successors.period
            and hamlets.hamlet_code = successors.hamlet_code
    inner join registry
        on
            successors.commune_code = registry.commune_code
            and successors.origin_code = registry.hamlet_code
            and due_months.last_day between registry.valid_from and registry.valid_to
)

select distinct
    reporters.commune_code,
    reporters.period,
    reporters.hamlet_code,
    reporters.month,
    reporters.origin_code,
    reports.handed_in_on,
    reports.row_id,
    reporters.report_due_date,
    case when reports.handed_in_on < reporters.report_due_date then 1 else 0 end as is_on_time
from reporters
left join reports
    on
        reporters.commune_code = reports.commune_code
        and reporters.month = reports.month
        and reporters.origin_code = reports.hamlet_code
where reporters.stood_itself = 0 or reporters.origin_code = reporters.hamlet_code
