{#
  Assists that the leader reports and assists that the logs of the hamlet's teams hold differ by more than a share and a few.
  A hamlet made of others has their teams.
#}
with

figures as (
    select * from {{ ref('int_check_figure') }} where figure = 'hamlet_report__assists' and {{ touched('period') }}
),

logs as (
    select * from {{ ref('int_check_grid') }} where source = 'visit_log'
),

visits as (
    select * from {{ ref('int_visit') }} where {{ touched('reporting_month') }}
),

logged as (
    select
        commune_code,
        reporting_month,
        team_hamlet,
        sum(people_helped) as assists
    from visits
    group by commune_code, reporting_month, team_hamlet
),

compared as (
    select
        figures.commune_code,
        figures.source,
        figures.period,
        figures.is_due,
        figures.hamlet_code,
        figures.figure,
        figures.amount,
        logged.assists,
        case
            when figures.reason <> '' then figures.reason
            when logs.state in ('not_due', 'no_file', 'absent') or logged.assists is null then 'no_log'
            else ''
        end as reason,
        figures.file_sha256,
        figures.sheet,
        figures.row_number,
        figures.row_id
    from figures
    left join logs
        on
            figures.commune_code = logs.commune_code
            and figures.period = logs.period
            and figures.hamlet_code = logs.hamlet_code
    left join logged
        on
            figures.commune_code = logged.commune_code
            and figures.period = logged.reporting_month
            and figures.hamlet_code = logged.team_hamlet
)

select
    compared.commune_code,
    'report_vs_log' as rule,
    compared.source,
    compared.period,
    compared.hamlet_code as hamlet,
    '' as key,
    {{ outcome_of(
        'abs(compared.amount - compared.assists) > ' ~ threshold('report_vs_log', 'assists')
        ~ ' and abs(compared.amount - compared.assists) > '
        ~ threshold('report_vs_log', 'share') ~ ' * greatest(compared.amount, compared.assists)',
        'compared.reason', 'compared.is_due'
    ) }} as outcome,
    compared.reason,
    {{ severity('report_vs_log') }} as severity,
    cast(compared.amount as varchar) as observed,
    cast(cast(compared.assists as bigint) as varchar) as expected,
    compared.figure,
    compared.file_sha256,
    compared.sheet,
    compared.row_number,
    compared.row_id
from compared
