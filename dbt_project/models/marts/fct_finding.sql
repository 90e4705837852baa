{#
  What does not add up, each in a sentence with its mend, the place that shows it, and what it moves.
  The sentence is the rule's own, from the catalogue; its blanks are filled in here.
#}
with

findings as (
    select * from {{ ref('int_check_outcome') }} where outcome = 'fail'
),

checks as (
    select * from {{ ref('seed_check') }}
),

sources as (
    select * from {{ ref('seed_source') }}
),

fields as (
    select * from {{ ref('seed_figure') }}
),

hamlets as (
    select * from {{ ref('int_hamlet') }}
),

outcomes as (
    select * from {{ ref('int_waiver') }}
),

effects as (
    select * from {{ ref('int_finding_effect') }}
),

waivers as (
    select * from {{ ref('stg_waiver') }}
),

{# Of each finding's decisions the last; what became of it, and whether it is in force. #}
decided as (
    select
        waivers.commune_code,
        waivers.finding_id,
        waivers.reason,
        waivers.decided_by,
        waivers.decided_at,
        waivers.valid_until,
        outcomes.state,
        outcomes.status
    from waivers
    inner join outcomes
        on waivers.commune_code = outcomes.commune_code and waivers.waiver_number = outcomes.waiver_number
    where outcomes.status not in ('withdrawal', 'withdrawn', 'replaced')
),

explained as (
    select * from {{ ref('int_finding_explained') }}
),

form_lines as (
    select * from {{ ref('int_form_line') }}
),

names as (
    select
        commune_code,
        hamlet_code,
        hamlet_name,
        row_number() over (partition by commune_code, hamlet_code order by valid_from desc) as recency
    from hamlets
),

filled as (
    select
        findings.commune_code,
        findings.finding_id,
        coalesce(names.hamlet_name, nullif(findings.hamlet, ''), 'Cả xã') as place,
        {{ filled_in('checks.message_vi', {
            'place': "coalesce(names.hamlet_name, nullif(findings.hamlet, ''), 'Cả xã')",
            'period': "case when findings.period = '' then 'bản mới nhất' else " ~ period_text('findings.period') ~ " end",
            'source': 'sources.title_vi',
            'figure': "coalesce(fields.title_vi, sources.title_vi)",
            'observed': "coalesce(findings.observed, '')",
            'expected': "coalesce(findings.expected, '')",
        }) }} as sentence
    from findings
    inner join checks on findings.rule = checks.rule
    inner join sources on findings.source = sources.source
    left join fields on findings.figure = fields.figure
    left join names
        on findings.commune_code = names.commune_code and findings.hamlet = names.hamlet_code and names.recency = 1
)

select
    findings.commune_code,
    findings.finding_id,
    findings.rule,
    findings.severity,
    findings.source,
    findings.period,
    findings.hamlet,
    filled.place,
    findings.key,
    coalesce(decided.state, 'open') as state,
    findings.observed,
    findings.expected,
    findings.figure,
    upper(substr(filled.sentence, 1, 1)) || substr(filled.sentence, 2) || ' ' || checks.mend_vi as message_vi,
    explained.cause,
    explained.cause_vi,
    explained.context_vi,
    effects.indicator,
    effects.value_with as commune_value_with,
    effects.value_without as commune_value_without,
    coalesce(effects.effect, 0) as effect,
    findings.file_sha256,
    findings.sheet,
    coalesce(form_lines.row_number, findings.row_number) as row_number,
    findings.row_id,
    decided.decided_by as waiver_by,
    decided.reason as waiver_reason,
    decided.decided_at as waiver_at,
    decided.valid_until as waiver_until,
    decided.status as waiver_status
from findings
inner join checks on findings.rule = checks.rule
inner join filled
    on findings.commune_code = filled.commune_code and findings.finding_id = filled.finding_id
left join decided
    on findings.commune_code = decided.commune_code and findings.finding_id = decided.finding_id
left join effects
    on findings.commune_code = effects.commune_code and findings.finding_id = effects.finding_id
left join explained
    on findings.commune_code = explained.commune_code and findings.finding_id = explained.finding_id
left join form_lines
    on
        findings.commune_code = form_lines.commune_code
        and findings.row_id = form_lines.row_id
        and findings.figure = form_lines.figure
