"""A quarter's figures as the pages show them: the commune through the year, each hamlet, month by month, the teams' activity.

Belongs here: which figures, in what order. Does not belong here: any arithmetic on them (the marts), how they look (``reports``).
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

from pipelines.quarter.period import parts_of
from pipelines.warehouse.query import Readable, read

_FIGURE = """
    fct.period, fct.indicator, fct.hamlet, fct.level, fct.numerator, fct.denominator, fct.value, fct.interval_low, fct.interval_high,
    fct.target_operator, fct.target, fct.due_date, fct.target_clause, fct.expected_value, fct.status, fct.gap, fct.pace_per_day,
    fct.reaches_target_on, fct.hamlets_counted, fct.hamlets_total, fct.held_by, fct.waivers, fct.carried_from,
    fct.pending_settings, fct.publication, fct.version
"""

_PERIOD = """
select
    asked.period, asked.plan_year, asked.first_day, asked.last_day, asked.report_due_date, asked.commune_due_date,
    min(parts.first_day) as year_first_day,
    max(parts.last_day) as year_last_day
from dim_period as asked
inner join dim_period as parts on asked.commune_code = parts.commune_code and asked.plan_year = parts.plan_year
where asked.period = ?
group by asked.period, asked.plan_year, asked.first_day, asked.last_day, asked.report_due_date, asked.commune_due_date
"""

_HISTORY = f"""
select {_FIGURE}, periods.last_day, periods.period_kind
from fct_indicator as fct
inner join dim_period as periods using (commune_code, period)
inner join dim_period as asked on fct.commune_code = asked.commune_code and asked.period = ?
where fct.hamlet = 'ALL' and (
    fct.period = asked.period or (periods.period_kind = 'quarter' and periods.last_day < asked.last_day)
)
order by fct.position, periods.last_day, fct.period
"""  # noqa: S608 - column names of our own, the period is a parameter

_UNITS = f"""
select {_FIGURE}
from fct_indicator as fct
where fct.period = ? and fct.level <> 'commune'
order by fct.position, fct.level, fct.hamlet
"""  # noqa: S608 - column names of our own, the period is a parameter

_PARTS = """
select indicator, hamlet, part, numerator, denominator, value from fct_indicator_part
where period = ? and hamlet = 'ALL' order by indicator, part
"""

_HAMLETS = """
select hamlet.hamlet_code as hamlet, hamlet.hamlet_name as name, hamlet.households, hamlet.population, hamlet.adults
from dim_hamlet as hamlet
inner join dim_period as asked using (commune_code)
where asked.period = ? and asked.last_day between hamlet.valid_from and hamlet.valid_to
order by hamlet.hamlet_code
"""

_MONTHS = """
select
    fct.indicator, fct.hamlet, fct.month, fct.as_of_date, fct.numerator, fct.denominator, fct.value,
    fct.file_sha256, fct.sheet, fct.row_number
from fct_indicator_month as fct
where fct.period = ?
order by fct.indicator, fct.hamlet, fct.as_of_date
"""

_ACTIVITY = """
select
    coalesce(listed.unit, visit.team_code) as team,
    visit.reporting_month as month,
    cast(sum(visit.assists) as bigint) as assists,
    count(*) as visits,
    count(distinct visit.household_id) as households,
    count(distinct visit.member_code) as members
from fct_visit as visit
inner join dim_period as asked on visit.commune_code = asked.commune_code and asked.period = ?
inner join dim_period as months
    on visit.commune_code = months.commune_code and visit.reporting_month = months.period
left join fct_indicator_row as listed
    on
        visit.commune_code = listed.commune_code and visit.row_id = listed.row_id
        and listed.indicator = 'team_visits' and listed.period = asked.period and listed.hamlet = 'ALL'
where months.last_day between asked.first_day and asked.last_day
group by coalesce(listed.unit, visit.team_code), visit.reporting_month
order by team, month
"""


_LOOKED_AT = """
select rule, outcome, count(*) as outcomes
from fct_check_outcome where list_contains(?, period)
group by rule, outcome order by rule, outcome
"""


def period_facts(source: Readable, period: str) -> dict[str, Any] | None:
    """The period's days and due dates, and the first and last day of its plan year; None when the calendar lacks it."""
    return next(iter(read(source, _PERIOD, [period])), None)


def commune_history(source: Readable, period: str) -> list[dict[str, Any]]:
    """ALL of each indicator: the period itself after every earlier quarter, oldest first, in the plan's order."""
    return read(source, _HISTORY, [period])


def unit_figures(source: Readable, period: str) -> list[dict[str, Any]]:
    """The hamlets', the commune team's and the schools' figures."""
    return read(source, _UNITS, [period])


def commune_parts(source: Readable, period: str) -> list[dict[str, Any]]:
    """What two indicators show beside their value: each service, files full and partial."""
    return read(source, _PARTS, [period])


def hamlets(source: Readable, period: str) -> list[dict[str, Any]]:
    """The hamlets valid on the period's last day, by code."""
    return read(source, _HAMLETS, [period])


def months(source: Readable, period: str) -> list[dict[str, Any]]:
    """Stock indicators month by month, with the row that reported each figure."""
    return read(source, _MONTHS, [period])


def activity(source: Readable, period: str) -> list[dict[str, Any]]:
    """Assists, visits, different households and members at work, by team and reporting month."""
    return read(source, _ACTIVITY, [period])


def looked_at(source: Readable, period: str) -> list[dict[str, Any]]:
    """How often each check passed, failed, was not due and was not evaluated: "no finding" is not "not looked at"."""
    return read(source, _LOOKED_AT, [[*parts_of(period), ""]])


def figures_digest(source: Readable, period: str) -> str:
    """Twelve letters that change with any figure, target or status of the period, and with nothing else."""
    rows = read(source, "select * from fct_indicator where period = ? order by indicator, hamlet", [period])
    text = json.dumps(rows, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:12]
