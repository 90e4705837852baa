{#
  A part is more than its whole: the registry's denominator, or the count beside it in the same row, whichever is less.
  One wrong answer of the bank survey is turned away alone at the door, and is a warning here.
#}
with

figures as (
    select * from {{ ref('int_check_figure') }}
    where source in {{ check_sources('part_exceeds_whole') }} and {{ touched('period') }}
),

indicators as (
    select * from {{ ref('seed_indicator') }}
),

looked as (
    select * from ({{ looked_at('part_exceeds_whole') }}) as every_source where source = 'bank_survey'
),

verdicts as (
    select * from {{ ref('int_row_verdict') }}
    where is_current and source = 'bank_survey' and {{ touched('finding_period') }}
),

by_row as (
    select * from {{ ref('int_row_part') }}
),

{# Who was surveyed, and what is an indicator's numerator, is measured by the registry too. #}
by_hamlet as (
    select
        figures.commune_code,
        figures.source,
        figures.period,
        figures.is_due,
        figures.hamlet_code,
        figures.figure,
        figures.amount as part,
        least(wholes.amount, {{ registry_figure('indicators.denominator_figure', 'figures') }}) as whole,
        case
            when figures.reason <> '' then figures.reason
            when coalesce(wholes.amount, {{ registry_figure('indicators.denominator_figure', 'figures') }}) is null
                then 'whole_missing'
            else ''
        end as reason,
        figures.file_sha256,
        figures.sheet,
        figures.row_number,
        figures.row_id
    from figures
    left join figures as wholes
        on
            figures.commune_code = wholes.commune_code
            and figures.source = wholes.source
            and figures.period = wholes.period
            and figures.hamlet_code = wholes.hamlet_code
            and figures.whole_field = wholes.field
    left join indicators
        on
            indicators.numerator_figure
            = case when figures.field = 'adults_surveyed' then figures.source else figures.figure end
    where figures.whole_field is not null or indicators.indicator is not null
),

answers as (
    select
        commune_code,
        finding_period,
        finding_hamlet,
        count(*) as wrong_answers,
        min(file_sha256) as file_sha256,
        min(sheet) as sheet,
        min(row_number) as row_number,
        {{ first_by('row_id', 'row_number') }} as row_id
    from verdicts
    where reason = 'part_exceeds_whole'
    group by commune_code, finding_period, finding_hamlet
)

select
    by_hamlet.commune_code,
    'part_exceeds_whole' as rule,
    by_hamlet.source,
    by_hamlet.period,
    by_hamlet.hamlet_code as hamlet,
    by_hamlet.figure as key,
    {{ outcome_of('by_hamlet.part > by_hamlet.whole', 'by_hamlet.reason', 'by_hamlet.is_due') }} as outcome,
    by_hamlet.reason,
    {{ severity('part_exceeds_whole') }} as severity,
    cast(by_hamlet.part as varchar) as observed,
    'không quá ' || cast(by_hamlet.whole as varchar) as expected,
    by_hamlet.figure,
    by_hamlet.file_sha256,
    by_hamlet.sheet,
    by_hamlet.row_number,
    by_hamlet.row_id
from by_hamlet
union all
select
    by_row.commune_code,
    'part_exceeds_whole' as rule,
    by_row.source,
    by_row.period,
    '' as hamlet,
    by_row.figure || '|' || by_row.row_name || '|' || by_row.row_id as key,
    {{ outcome_of('by_row.part > by_row.whole', 'by_row.reason') }} as outcome,
    by_row.reason,
    {{ severity('part_exceeds_whole') }} as severity,
    by_row.row_name || ': ' || cast(by_row.part as varchar) as observed,
    'không quá ' || cast(by_row.whole as varchar) as expected,
    by_row.figure,
    by_row.file_sha256,
    by_row.sheet,
    by_row.row_number,
    by_row.row_id
from by_row
union all
select
    coalesce(answers.commune_code, looked.commune_code) as commune_code,
    'part_exceeds_whole' as rule,
    'bank_survey' as source,
    coalesce(answers.finding_period, looked.period) as period,
    coalesce(answers.finding_hamlet, looked.hamlet) as hamlet,
    '' as key,
    case
        when answers.wrong_answers > 0 then 'fail'
        else {{ outcome_of('false', 'looked.reason', 'looked.is_due') }}
    end as outcome,
    looked.reason,
    {{ severity_low('part_exceeds_whole') }} as severity,
    cast(answers.wrong_answers as varchar) || ' phiếu có số lớn hơn tổng' as observed,
    'không quá số người của phiếu' as expected,
    'bank_survey__people_with_account' as figure,
    answers.file_sha256,
    answers.sheet,
    answers.row_number,
    answers.row_id
from looked
full outer join answers
    on
        looked.commune_code = answers.commune_code
        and looked.period = answers.finding_period
        and looked.hamlet = answers.finding_hamlet
