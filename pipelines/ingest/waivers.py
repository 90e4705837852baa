"""Waivers: what the officer decided about a finding instead of a correction, as entries of the action log and as rows for dbt.

Belongs here: recording a decision, and handing all of them to the lake. Does not belong here: what a decision does to a figure (dbt).

A waiver is bound to one finding and to the figure that was observed when it was given. No row is ever changed: taking one back is
another entry. The day on which an end date is looked at comes in as data (``as_of_day``); no model reads the clock.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta, timezone
from typing import Any, Literal

import pyarrow as pa

from pipelines.home import Home
from pipelines.ingest.actions import Action, actions, append
from pipelines.ingest.parquet import read_parquet

KIND = "waiver"
TABLE = "waiver"
VIETNAM = timezone(timedelta(hours=7))
"""Asia/Ho_Chi_Minh, which has had no summer time since 1975."""
Decision = Literal["accept", "carry_forward", "withdraw"]
ABOUT = ("finding_id", "rule", "severity", "source", "period", "hamlet", "observed")
"""What an entry keeps of its finding: enough to know it by when it is gone."""
SCHEMA = pa.schema(
    [
        ("commune_code", pa.string()),
        ("waiver_number", pa.int64()),
        *((name, pa.string()) for name in ABOUT),
        ("decision", pa.string()),
        ("reason", pa.string()),
        ("decided_by", pa.string()),
        ("decided_at", pa.string()),
        ("valid_until", pa.string()),
        ("as_of_day", pa.string()),
    ]
)


def day_in_vietnam(moment: datetime) -> date:
    """The calendar day there is in the commune at that moment."""
    return moment.astimezone(VIETNAM).date()


def record_waiver(
    home: Home, finding: Mapping[str, Any], decision: Decision, *, by: str, reason: str, at: datetime, until: date | None = None
) -> Action:
    """Note a decision about a finding, with the figure observed now. ``until`` is its last day. Raises ActionError, ChainError."""
    subject = {name: str(finding[name] or "") for name in ABOUT} | {"decision": decision}
    if until is not None:
        subject["valid_until"] = until.isoformat()
    return append(home, KIND, by=by, at=at.astimezone(VIETNAM), reason=reason, subject=subject)


def waiver_rows(home: Home, commune_code: str, as_of: date) -> list[dict[str, Any]]:
    """Every decision in the order it was given, one row each. Raises ChainError when the log has been altered."""
    return [
        {
            "commune_code": commune_code,
            "waiver_number": action.number,
            **{name: action.subject[name] for name in ABOUT},
            "decision": action.subject["decision"],
            "reason": action.reason,
            "decided_by": action.by,
            "decided_at": action.at,
            "valid_until": action.subject.get("valid_until"),
            "as_of_day": as_of.isoformat(),
        }
        for action in actions(home, KIND)
    ]


def _standing(row: Mapping[str, Any]) -> tuple[int, bool]:
    """Which decision it is, and whether its end has come."""
    return row["waiver_number"], row["valid_until"] is not None and row["valid_until"] < row["as_of_day"]


def waivers_waiting(home: Home, as_of: date) -> bool:
    """Whether the lake does not yet say what was decided, or an end date has passed since it was written. Raises ChainError."""
    path = home.lake / f"{TABLE}.parquet"
    known = read_parquet(path).to_pylist() if path.exists() else []
    return list(map(_standing, known)) != list(map(_standing, waiver_rows(home, "", as_of)))
