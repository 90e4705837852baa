"""How good a quarter's figures are: what is held, waived, late or missing, and which files came.

Belongs here: questions about findings, deliveries and files of a quarter. Does not belong here: judging figures (dbt's checks).
"""

from __future__ import annotations

from typing import Any

from pipelines.quarter.findings import findings, periods_of
from pipelines.quarter.ledger import files
from pipelines.quarter.period import months_of
from pipelines.warehouse.query import Readable, read

_HELD = """
select fct.indicator, seed.title_vi, fct.hamlet, fct.level, fct.held_by
from fct_indicator as fct
inner join seed_indicator as seed using (indicator)
where fct.period = ? and fct.held_by is not null and fct.level <> 'commune'
order by fct.hamlet, fct.position
"""

_LATE = """
select hamlet, period, observed from fct_finding
where rule = 'report_late' and list_contains(?, period) order by period, hamlet
"""

_MISSING = """
select source, title_vi, period, due_date, missing from fct_delivery
where list_contains(?, period) and missing <> '' order by period, source
"""


def findings_of(source: Readable, quarter: str) -> list[dict[str, Any]]:
    """The findings, the gravest first."""
    return findings(source, quarter)


def held(source: Readable, quarter: str) -> list[dict[str, Any]]:
    """The figures left out, a row a unit and indicator; ``held_by`` names the rules, apart by commas."""
    return read(source, _HELD, [quarter])


def late_reports(source: Readable, quarter: str) -> list[dict[str, Any]]:
    """Monthly reports that were handed in late."""
    return read(source, _LATE, [months_of(quarter)])


def missing_deliveries(source: Readable, quarter: str) -> list[dict[str, Any]]:
    """Sources that the quarter and its months still wait for, with who has not sent."""
    return read(source, _MISSING, [[*months_of(quarter), quarter]])


def files_of(source: Readable, quarter: str) -> list[dict[str, Any]]:
    """The files received for the quarter, and those that name no period, in the order of arrival."""
    wanted = set(periods_of(quarter))
    return [row for row in files(source) if (row["period"] or "") in wanted]
