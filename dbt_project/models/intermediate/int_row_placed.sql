{# Each row with the hamlet it means, the unit its file speaks for, and the first rule that turns it away, if any. #}
with

rows_read as (
    select * from {{ ref('int_row') }} where {{ touched('file_sha256') }}
),

files as (
    select * from {{ ref('int_file_period') }}
),

sources as (
    select * from {{ ref('seed_source') }}
),

answers as (
    select * from {{ ref('int_hamlet_answer') }}
),

dates as (
    select * from {{ ref('dim_date') }}
),

teams as (
    select * from {{ ref('int_row_team') }}
),

joined as (
    select
        rows_read.commune_code,
        rows_read.source,
        rows_read.row_id,
        rows_read.file_sha256,
        rows_read.sheet,
        rows_read.row_number,
        rows_read.row_kind,
        rows_read.row_count,
        rows_read.door_rule,
        rows_read.door_field,
        rows_read.door_text,
        rows_read.own_hamlet_code,
        rows_read.hamlet_text,
        rows_read.hamlet_key,
        rows_read.member_code,
        rows_read.event_date,
        rows_read.topic,
        sources.covers,
        files.period,
        files.period_first_day,
        files.period_last_day,
        files.as_of_date,
        files.is_period_missing,
        class_days.reporting_month as class_month,
        teams.member_team,
        teams.file_team,
        teams.team_hamlet,
        case
            when rows_read.source = 'roster' and rows_read.hamlet_key = 'COMMUNE' then 'known'
            else answers.answer
        end as hamlet_answer,
        answers.hamlet_code
    from rows_read
    inner join files on rows_read.commune_code = files.commune_code and rows_read.file_sha256 = files.file_sha256
    inner join sources on rows_read.source = sources.source
    left join answers
        on
            rows_read.commune_code = answers.commune_code
            and rows_read.hamlet_text = answers.hamlet_text
            and coalesce(files.period_last_day, cast('9999-12-31' as date)) = answers.as_of_day
    left join teams on rows_read.commune_code = teams.commune_code and rows_read.row_id = teams.row_id
    left join dates as class_days
        on
            rows_read.commune_code = class_days.commune_code
            and rows_read.event_date = class_days.date_day
            and rows_read.source = 'training'
)

select
    commune_code,
    source,
    row_id,
    file_sha256,
    sheet,
    row_number,
    row_kind,
    row_count,
    door_field,
    door_text,
    own_hamlet_code,
    period,
    class_month,
    as_of_date,
    hamlet_text,
    hamlet_code,
    member_code,
    member_team,
    file_team,
    team_hamlet,
    event_date,
    case covers
        when 'hamlet' then coalesce(hamlet_code, hamlet_key, '')
        when 'team' then coalesce(file_team, file_sha256)
        when 'class' then coalesce(cast(event_date as varchar), '') || '|' || lower(coalesce(topic, ''))
        else ''
    end as unit,
    case
        when row_kind <> 'data' then null
        when door_rule is not null then door_rule
        when is_period_missing then 'no_period'
        when hamlet_answer = 'unknown' then 'unknown_hamlet'
        when hamlet_answer = 'ambiguous' then 'ambiguous_hamlet'
        when
            source in ('visit_log', 'bank_survey', 'training') and period is not null
            and event_date not between period_first_day and period_last_day
            then 'date_outside_period'
        when source = 'visit_log' and (member_team is null or member_team <> coalesce(file_team, member_team))
            then 'unknown_member'
        {# A class has no team, nor a day on which one has to serve: the code has to be in the roster. #}
        when source = 'training' and member_code is not null and member_team is null then 'unknown_member'
    end as rejected_by
from joined
