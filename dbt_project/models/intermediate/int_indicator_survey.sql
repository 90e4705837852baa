{{ config(materialized='ephemeral') }}
{#
  The two surveys by hamlet: plain sums, the registry's weight, and the effective sample size that the interval rests on,
  which grows with the share of the hamlet that answered (finite population).
#}
with

bank as (
    select * from {{ ref('int_survey_bank') }}
),

access as (
    select * from {{ ref('int_survey_access') }}
)

select
    commune_code,
    period,
    'bank_account' as indicator,
    'hamlet' as level,
    hamlet_code as unit,
    numerator,
    denominator,
    weight,
    cast(sample_size / unseen_share as double) as effective_size,
    cast(null as bigint) as shortfall
from bank
union all
select
    commune_code,
    period,
    'digital_access' as indicator,
    'hamlet' as level,
    hamlet_code as unit,
    numerator,
    denominator,
    weight,
    cast(sample_size / unseen_share as double) as effective_size,
    cast(null as bigint) as shortfall
from access
