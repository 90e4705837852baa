{{ config(materialized='ephemeral') }}
{#
  Every mistake that would explain a doubted figure, with what the figure would have been (candidate). Which of them is said,
  and whether its rule allows it, is for int_finding_cause.
#}
with

suspects as (
    select * from {{ ref('int_finding_suspect') }}
),

past as (
    select * from {{ ref('int_figure_past') }}
),

places as (
    {% for place in range(1, 7) %}
    select {{ place }} as place{{ ' union all' if not loop.last }}
    {% endfor %}
),

{# Rows of a hamlet whose every figure is the month before's. #}
repeated as (
    select
        commune_code,
        row_id
    from past
    where hamlet_code <> ''
    group by commune_code, row_id
    having
        count(*) >= {{ cause_threshold('last_month_again', 'min_figures') }}
        and count(*) = count(case when amount = amount_before then 1 end)
),

{# Two neighbouring digits in each other's place. #}
swapped as (
    select
        suspects.commune_code,
        suspects.finding_id,
        suspects.figure,
        suspects.amount,
        suspects.amount_before,
        suspects.is_cumulative,
        suspects.rise,
        {{ to_count(
            "(substr(cast(suspects.amount as varchar), 1, places.place - 1)"
            ~ " || substr(cast(suspects.amount as varchar), places.place + 1, 1)"
            ~ " || substr(cast(suspects.amount as varchar), places.place, 1)"
            ~ " || substr(cast(suspects.amount as varchar), places.place + 2))"
        ) }} as candidate
    from suspects
    inner join places on length(cast(suspects.amount as varchar)) > places.place
),

guesses as (
    select
        suspects.commune_code,
        suspects.finding_id,
        suspects.figure,
        'last_month_again' as cause,
        suspects.amount as candidate,
        '' as other_hamlet,
        '' as other_figure
    from suspects
    inner join repeated on suspects.commune_code = repeated.commune_code and suspects.row_id = repeated.row_id
    union all
    select
        suspects.commune_code,
        suspects.finding_id,
        suspects.figure,
        'hamlets_exchanged' as cause,
        past.amount as candidate,
        past.hamlet_code as other_hamlet,
        '' as other_figure
    from suspects
    inner join past
        on
            suspects.commune_code = past.commune_code
            and suspects.period = past.period
            and suspects.figure = past.figure
            and suspects.hamlet_code <> past.hamlet_code
    where
        {{ mends('past.amount', 'hamlets_exchanged') }}
        and {{ fits('suspects.amount', 'past', cause_threshold('hamlets_exchanged', 'share')) }}
        and not {{ fits('past.amount', 'past', cause_threshold('hamlets_exchanged', 'share')) }}
    union all
    select
        suspects.commune_code,
        suspects.finding_id,
        suspects.figure,
        'columns_exchanged' as cause,
        past.amount as candidate,
        '' as other_hamlet,
        past.figure as other_figure
    from suspects
    inner join past
        on
            suspects.commune_code = past.commune_code
            and suspects.row_id = past.row_id
            and suspects.figure <> past.figure
    where
        {{ mends('past.amount', 'columns_exchanged') }}
        and not {{ fits('past.amount', 'past', cause_threshold('columns_exchanged', 'share')) }}
        and abs(suspects.amount - past.amount_before) < abs(suspects.amount - suspects.amount_before)
    union all
    {# The last digit, too many or missing, may have been any. #}
    {% for cause, guess, most in [
        ('ten_times_large', 'cast(floor(suspects.amount / 10.0) as bigint)', none),
        ('ten_times_small', 'suspects.amount * 10', 'suspects.amount * 10 + 9'),
    ] %}
    select
        suspects.commune_code,
        suspects.finding_id,
        suspects.figure,
        '{{ cause }}' as cause,
        {{ guess }} as candidate,
        '' as other_hamlet,
        '' as other_figure
    from suspects
    where {{ mends(guess, cause) }}{% if most %} or ({{ mends(most, cause) }}){% endif %}
    union all
    {% endfor %}
    select
        suspects.commune_code,
        suspects.finding_id,
        suspects.figure,
        'digits_transposed' as cause,
        suspects.candidate,
        '' as other_hamlet,
        '' as other_figure
    from swapped as suspects
    where
        {{ mends('suspects.candidate', 'digits_transposed') }}
        and length(cast(suspects.candidate as varchar)) = length(cast(suspects.amount as varchar))
)

select
    commune_code,
    finding_id,
    figure,
    cause,
    candidate,
    other_hamlet,
    other_figure
from guesses
