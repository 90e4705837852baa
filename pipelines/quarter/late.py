"""What came after a quarter was closed: the files, and what each figure would be if they counted.

Belongs here: the questions. Does not belong here: what a restatement changed (``restate.py``), the comparison itself (dbt).
"""

from __future__ import annotations

from typing import Any

from pipelines.home import Home
from pipelines.ingest.closed import Closed, closed_quarters, latest_of
from pipelines.quarter.period import parts_of
from pipelines.warehouse.query import Readable, read

FILE_COLUMNS = ("file", "sha256", "source", "period", "status", "received_at")
EFFECT_COLUMNS = (
    "indicator",
    "hamlet",
    "effect",
    "closed_numerator",
    "closed_denominator",
    "closed_value",
    "closed_status",
    "numerator",
    "denominator",
    "value",
    "status",
)
"""Values are fractions of 1; ``closed_``: as closed; without it: as all files give it now."""

_FILES = """
select receipt.file_path as file, fct.file_sha256 as sha256, fct.source, fct.period, fct.status, receipt.received_at
from fct_file as fct
inner join ledger_receipt as receipt using (commune_code, file_sha256)
where receipt.is_first and not list_contains($known, fct.file_sha256)
    and (
        list_contains($parts, fct.period)
        or fct.file_sha256 in (select line.file_sha256 from fct_indicator_row as line where line.period = $quarter)
    )
order by receipt.receipt_number
"""
_EFFECTS = f"""
select {", ".join(f"late.{name}" for name in EFFECT_COLUMNS)}, seed.title_vi, late.closed_target, late.target
from fct_late_effect as late
inner join seed_indicator as seed using (indicator)
where late.period = ?
order by late.position, case when late.hamlet = 'ALL' then 0 else 1 end, late.hamlet
"""  # noqa: S608 - column names of our own


def late_files(source: Readable, closed: Closed) -> list[dict[str, Any]]:
    """The files that the close did not have: of one of the quarter's periods, or otherwise used in its figures as they would be now.

    In the order of arrival; each is kept and none changes a closed figure.
    """
    known = [entry["sha256"] for entry in closed.manifest["archive"]]
    return read(source, _FILES, {"known": known, "parts": parts_of(closed.quarter), "quarter": closed.quarter})


def late_effects(source: Readable, quarter: str) -> list[dict[str, Any]]:
    """The closed quarter's figures that would differ now, in the plan's order, the commune first; empty when none would."""
    return read(source, _EFFECTS, [quarter])


def late_lines(home: Home, source: Readable) -> list[dict[str, str]]:
    """A line a closed quarter for ``soxom status``: its version, and what came late for it."""
    lines = []
    for quarter in closed_quarters(home):
        closed = latest_of(home, quarter)
        if closed is not None:
            files, effects = len(late_files(source, closed)), len(late_effects(source, quarter))
            late = f"; {files} tệp đến sau khi chốt, {effects} số sẽ đổi nếu điều chỉnh" if files or effects else ""
            mark = " (R)" if closed.version > 1 else ""
            lines.append({"what": "Đã chốt", "which": quarter, "state": f"bản v{closed.version}{mark}{late}"})
    return lines
