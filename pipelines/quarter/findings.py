"""The findings of a quarter or year, as the mart has them.

Belongs here: which findings are shown and in what order. Does not belong here: any judgement of figures (dbt's checks).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pipelines.quarter.period import parts_of
from pipelines.warehouse.query import Readable, read

COLUMNS = (
    "finding_id",
    "rule",
    "severity",
    "source",
    "hamlet",
    "period",
    "state",
    "observed",
    "expected",
    "message",
    "file",
    "sheet",
    "row",
)
"""The columns of ``soxom findings`` (spec: command line)."""

MORE_COLUMNS = ("cause", "cause_vi", "context_vi", "indicator", "commune_value_with", "commune_value_without")
"""What the table and json say besides: probable cause, the team's work, the commune's value (a fraction) with and without the hamlet."""

_SQL = """
select
    fct.finding_id, fct.rule, fct.severity, fct.source, fct.hamlet, fct.period, fct.state, fct.observed, fct.expected,
    fct.message_vi as message, receipt.file_path as file, fct.sheet, fct.row_number as row, fct.place, fct.effect,
    fct.file_sha256, fct.cause, fct.cause_vi, fct.context_vi, fct.indicator, moved.title_vi as indicator_vi,
    fct.commune_value_with, fct.commune_value_without,
    fct.waiver_by, fct.waiver_reason, fct.waiver_at, fct.waiver_until, fct.waiver_status
from fct_finding as fct
inner join seed_check as seed using (rule)
left join seed_indicator as moved on moved.indicator = fct.indicator
left join ledger_receipt as receipt
    on receipt.commune_code = fct.commune_code and receipt.file_sha256 = fct.file_sha256 and receipt.is_first
where list_contains(?, fct.period)
order by
    case fct.severity when 'blocking' then 1 when 'warning' then 2 else 3 end,
    fct.effect desc, seed.position, fct.source, fct.period, fct.hamlet, fct.key
"""


def periods_of(period: str) -> list[str]:
    """Whose findings belong to a quarter or year: its months, its quarters, and what has no period of its own."""
    return [*parts_of(period), ""]


def findings(source: Readable, period: str) -> list[dict[str, Any]]:
    """The gravest first; of equals, the one that moves the commune's value most."""
    return read(source, _SQL, [periods_of(period)])


@dataclass(frozen=True)
class OpenFindings:
    """What is open of one source: how many, where, when, and each finding's id and sentence, gravest first."""

    blocking: int
    warnings: int
    hamlets: tuple[str, ...]
    periods: tuple[str, ...]
    sentences: tuple[tuple[str, str], ...]


def open_findings(source: Readable, period: str) -> Mapping[str, OpenFindings]:
    """By source, what nobody has decided about yet; a source with nothing open is not there."""
    rows = [row for row in findings(source, period) if row["state"] == "open" and row["severity"] != "info"]
    by_source: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        by_source.setdefault(row["source"], []).append(row)
    return {
        name: OpenFindings(
            blocking=sum(row["severity"] == "blocking" for row in group),
            warnings=sum(row["severity"] == "warning" for row in group),
            hamlets=tuple(sorted({row["hamlet"] for row in group} - {""})),
            periods=tuple(sorted({row["period"] for row in group} - {""})),
            sentences=tuple((row["finding_id"], row["message"]) for row in group),
        )
        for name, group in by_source.items()
    }


def newest_quarter(source: Readable) -> str | None:
    """The last quarter that has a figure; nothing before there is one."""
    sql = "select max(period) as quarter from fct_indicator where length(period) = 7 and value is not null"
    return str(found) if (found := read(source, sql)[0]["quarter"]) else None
