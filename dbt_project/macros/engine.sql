{#
  What differs between engines, and nothing else. Every other file is SQL that a second adapter can run.
  Labels: a reporting month is 2026-06, a quarter 2026-Q2, a year 2026.
#}

{% macro month_label(day) %}{{ return(adapter.dispatch('month_label', 'soxom')(day)) }}{% endmacro %}
{% macro duckdb__month_label(day) %}strftime({{ day }}, '%Y-%m'){% endmacro %}
{% macro spark__month_label(day) %}date_format({{ day }}, 'yyyy-MM'){% endmacro %}

{# The whole number n as text of two digits. #}
{% macro two_digits(n) %}{{ return(adapter.dispatch('two_digits', 'soxom')(n)) }}{% endmacro %}
{% macro duckdb__two_digits(n) %}lpad(cast({{ n }} as varchar), 2, '0'){% endmacro %}
{% macro spark__two_digits(n) %}lpad(cast({{ n }} as string), 2, '0'){% endmacro %}

{# A relation of one column `day`, from the first to the last day of two years given as scalar queries. #}
{% macro each_day(first_day, last_day) %}{{ return(adapter.dispatch('each_day', 'soxom')(first_day, last_day)) }}{% endmacro %}
{% macro duckdb__each_day(first_day, last_day) %}
select cast(unnest(generate_series({{ first_day }}, {{ last_day }}, interval 1 day)) as date) as day
{% endmacro %}
{% macro spark__each_day(first_day, last_day) %}
select explode(sequence({{ first_day }}, {{ last_day }}, interval 1 day)) as day
{% endmacro %}

{# The names in a cell that holds several apart by ; , or +, one a row, as column `part`. #}
{% macro each_name(text) %}{{ return(adapter.dispatch('each_name', 'soxom')(text)) }}{% endmacro %}
{% macro duckdb__each_name(text) %}unnest(regexp_split_to_array({{ text }}, '\s*(?:[;,+&]|\bvà\s)\s*')){% endmacro %}
{% macro spark__each_name(text) %}explode(split({{ text }}, '\\s*(?:[;,+&]|\\bvà\\s)\\s*')){% endmacro %}

{# A short stable key over text parts; null counts as empty. #}
{% macro stable_key(parts) %}
md5({% for part in parts %}coalesce(cast({{ part }} as varchar), ''){% if not loop.last %} || '|' || {% endif %}{% endfor %})
{%- endmacro %}

{# Days from one date to another. #}
{% macro days_between(first_day, last_day) %}{{ return(adapter.dispatch('days_between', 'soxom')(first_day, last_day)) }}{% endmacro %}
{% macro duckdb__days_between(first_day, last_day) %}date_diff('day', {{ first_day }}, {{ last_day }}){% endmacro %}
{% macro spark__days_between(first_day, last_day) %}datediff({{ last_day }}, {{ first_day }}){% endmacro %}

{# A date some days later. #}
{% macro days_after(day, days) %}{{ return(adapter.dispatch('days_after', 'soxom')(day, days)) }}{% endmacro %}
{% macro duckdb__days_after(day, days) %}({{ day }} + cast({{ days }} as integer)){% endmacro %}
{% macro spark__days_after(day, days) %}date_add({{ day }}, cast({{ days }} as int)){% endmacro %}

{# The first day of the month that is some months after the month of a date. #}
{% macro month_start(day, months=0) %}{{ return(adapter.dispatch('month_start', 'soxom')(day, months)) }}{% endmacro %}
{% macro duckdb__month_start(day, months) %}cast(date_trunc('month', {{ day }}) + interval ({{ months }}) month as date){% endmacro %}
{% macro spark__month_start(day, months) %}add_months(trunc({{ day }}, 'month'), {{ months }}){% endmacro %}

{# Null instead of an error when the text is no date. #}
{% macro safe_date(text) %}try_cast({{ text }} as date){% endmacro %}

{# The texts of a group in one line, apart by commas, in the order of another column; nulls are passed over, nothing is ''. #}
{% macro joined_names(text, order) %}{{ return(adapter.dispatch('joined_names', 'soxom')(text, order)) }}{% endmacro %}
{% macro duckdb__joined_names(text, order) %}coalesce(string_agg({{ text }}, ', ' order by {{ order }}), ''){% endmacro %}
{% macro spark__joined_names(text, order) %}
coalesce(array_join(transform(array_sort(collect_list(case when {{ text }} is not null then struct({{ order }} as o, {{ text }} as t) end)), x -> x.t), ', '), '')
{% endmacro %}

{# How many letters differ between two texts. #}
{% macro edit_distance(a, b) %}levenshtein({{ a }}, {{ b }}){% endmacro %}

{# Null instead of an error when the text is no number; a comma is a decimal comma. #}
{% macro safe_number(text) %}try_cast(replace({{ text }}, ',', '.') as double){% endmacro %}

{# The first words of a cell, long numbers hidden: whoever types a phone number into a count must not find it in a report. #}
{% macro safe_words(text) %}{{ return(adapter.dispatch('safe_words', 'soxom')(text)) }}{% endmacro %}
{% macro duckdb__safe_words(text) %}substr(regexp_replace(coalesce({{ text }}, ''), '[0-9][0-9 .-]{7,}[0-9]', '…', 'g'), 1, 40){% endmacro %}
{% macro spark__safe_words(text) %}substr(regexp_replace(coalesce({{ text }}, ''), '[0-9][0-9 .-]{7,}[0-9]', '…'), 1, 40){% endmacro %}

{# Whether a text is a figure, a day or a code with a word or none beside it: what has two words together may be somebody's name. #}
{% macro is_nameless(text) %}{{ return(adapter.dispatch('is_nameless', 'soxom')(text)) }}{% endmacro %}
{% macro duckdb__is_nameless(text) %}regexp_matches({{ text }}, '[0-9]') and not regexp_matches({{ text }}, '\pL[ .]+\pL'){% endmacro %}
{% macro spark__is_nameless(text) %}{{ text }} rlike '[0-9]' and not {{ text }} rlike '\\pL[ .]+\\pL'{% endmacro %}

{# The value of the group's row that comes first by a number, of several by its name: all values are one row's. The value must not be null. #}
{% macro first_by(value, number, name='row_id') %}{{ return(adapter.dispatch('first_by', 'soxom')(value, number, name)) }}{% endmacro %}
{% macro duckdb__first_by(value, number, name) %}arg_min({{ value }}, row({{ number }}, {{ name }})){% endmacro %}
{% macro spark__first_by(value, number, name) %}min_by({{ value }}, struct({{ number }}, {{ name }})){% endmacro %}

{# The sum of doubles in a fixed order: added in another order it may differ in its last digit, and a rebuild must not. #}
{% macro stable_sum(amount, order) %}{{ return(adapter.dispatch('stable_sum', 'soxom')(amount, order)) }}{% endmacro %}
{% macro duckdb__stable_sum(amount, order) %}list_sum(list({{ amount }} order by {{ order }})){% endmacro %}
{% macro spark__stable_sum(amount, order) %}
aggregate(array_sort(collect_list(struct({{ order }} as o, {{ amount }} as x))), cast(0 as double), (total, y) -> total + y.x)
{% endmacro %}

{# A count as people here write it: 1.234. #}
{% macro count_text(number) %}{{ return(adapter.dispatch('count_text', 'soxom')(number)) }}{% endmacro %}
{% macro duckdb__count_text(number) %}replace(format('{:,}', cast({{ number }} as bigint)), ',', '.'){% endmacro %}
{% macro spark__count_text(number) %}replace(format_number(cast({{ number }} as bigint), 0), ',', '.'){% endmacro %}
