{#
  Old figures under a new date: every figure of a hamlet's report is last month's, or of a whole stock file; or two hamlets
  have the same figures throughout the quarter.
#}
{% set reason_beside %}
case
        when beside.state <> '' then beside.state
        when beside.figures_compared < beside.figures_there or beside.largest = 0 then 'month_before_missing'
        else ''
    end
{%- endset %}
{% set reason_files %}
case
        when not files.is_received then 'no_file'
        when files.hamlets_compared < {{ threshold('stale_copy', 'min_hamlets') }} then 'too_few_hamlets'
        else ''
    end
{%- endset %}
with

figures as (
    select * from {{ ref('int_check_figure') }}
    where source in {{ check_sources('stale_copy') }} and period_kind = 'month'
),

slots as (
    select * from {{ ref('int_check_slot') }}
    where source in {{ check_sources('stale_copy') }} and {{ touched('period') }}
),

twins as (
    select * from {{ ref('int_hamlet_twin') }}
),

heirs as (
    select * from {{ ref('int_hamlet_heir') }} where hamlet_code = origin_code and is_split = 0
),

{# How many of a hamlet's figures are known in both months, and how many of them are the same. #}
beside as (
    select
        figures.commune_code,
        figures.source,
        figures.period,
        figures.is_due,
        figures.hamlet_code,
        max(case when figures.reason in ('', 'figure_missing') then '' else figures.reason end) as state,
        count(*) as figures_there,
        count(case when figures.amount is not null and before.amount is not null then 1 end) as figures_compared,
        count(case when figures.amount = before.amount then 1 end) as figures_same,
        max(figures.amount) as largest,
        min(figures.file_sha256) as file_sha256,
        min(figures.sheet) as sheet,
        min(figures.row_number) as row_number,
        min(figures.row_id) as row_id
    from figures
    left join heirs
        on
            figures.commune_code = heirs.commune_code
            and figures.period = heirs.period
            and figures.hamlet_code = heirs.hamlet_code
    left join figures as before
        on
            figures.commune_code = before.commune_code
            and figures.figure = before.figure
            and figures.hamlet_code = before.hamlet_code
            and heirs.period_before = before.period
    where {{ touched('figures.period') }}
    group by figures.commune_code, figures.source, figures.period, figures.is_due, figures.hamlet_code
),

files as (
    select
        slots.commune_code,
        slots.source,
        slots.period,
        slots.is_due,
        slots.is_received,
        slots.file_sha256,
        sum(case when beside.figures_compared = beside.figures_there then 1 else 0 end) as hamlets_compared,
        sum(case when beside.figures_same < beside.figures_compared then 1 else 0 end) as hamlets_changed
    from slots
    left join beside
        on
            slots.commune_code = beside.commune_code
            and slots.source = beside.source
            and slots.period = beside.period
    where slots.source <> 'hamlet_report'
    group by
        slots.commune_code, slots.source, slots.period, slots.is_due, slots.is_received, slots.file_sha256
)

select
    beside.commune_code,
    'stale_copy' as rule,
    beside.source,
    beside.period,
    beside.hamlet_code as hamlet,
    'month' as key,
    {{ outcome_of('beside.figures_same = beside.figures_there', reason_beside, 'beside.is_due') }} as outcome,
    {{ reason_beside }} as reason,
    {{ severity('stale_copy') }} as severity,
    'giống hệt tháng trước' as observed,
    'số của tháng này' as expected,
    '' as figure,
    beside.file_sha256,
    beside.sheet,
    beside.row_number,
    beside.row_id
from beside
where beside.source = 'hamlet_report'
union all
select
    files.commune_code,
    'stale_copy' as rule,
    files.source,
    files.period,
    '' as hamlet,
    'month' as key,
    {{ outcome_of('files.hamlets_changed = 0', reason_files, 'files.is_due') }} as outcome,
    {{ reason_files }} as reason,
    {{ severity('stale_copy') }} as severity,
    'của mọi xóm giống hệt tháng trước' as observed,
    'số của tháng này' as expected,
    '' as figure,
    files.file_sha256,
    cast(null as varchar) as sheet,
    cast(null as integer) as row_number,
    cast(null as varchar) as row_id
from files
union all
select
    twins.commune_code,
    'stale_copy' as rule,
    twins.source,
    twins.period,
    twins.hamlet_code as hamlet,
    'twin' as key,
    {{ outcome_of('twins.twin_code is not null', 'twins.reason', 'twins.is_due') }} as outcome,
    twins.reason,
    {{ severity('stale_copy') }} as severity,
    'suốt quý giống hệt ' || twins.twin_name as observed,
    'số riêng của xóm' as expected,
    '' as figure,
    twins.file_sha256,
    twins.sheet,
    twins.row_number,
    twins.row_id
from twins
