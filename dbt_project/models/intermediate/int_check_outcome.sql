{# Every outcome of every check, whatever it looks at. #}
with
history as (
    select * from {{ ref('int_check_outcome_history') }}
),

figures as (
    select * from {{ ref('int_check_outcome_figures') }}
),

of_rows as (
    select * from {{ ref('int_check_outcome_rows') }}
)

select
    commune_code,
    rule,
    source,
    period,
    hamlet,
    key,
    outcome,
    reason,
    severity,
    observed,
    expected,
    figure,
    file_sha256,
    sheet,
    row_number,
    row_id,
    finding_id
from history
union all
select
    commune_code,
    rule,
    source,
    period,
    hamlet,
    key,
    outcome,
    reason,
    severity,
    observed,
    expected,
    figure,
    file_sha256,
    sheet,
    row_number,
    row_id,
    finding_id
from figures
union all
select
    commune_code,
    rule,
    source,
    period,
    hamlet,
    key,
    outcome,
    reason,
    severity,
    observed,
    expected,
    figure,
    file_sha256,
    sheet,
    row_number,
    row_id,
    finding_id
from of_rows
