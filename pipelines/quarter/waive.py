"""Deciding about a finding: which findings may be waived and how, and what the decision changed.

Belongs here: the rules of a waiver, and comparing figures before and after. Does not belong here: how it is kept
(``pipelines.ingest.waivers``), what it does to a figure (dbt), what is printed (``cli``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from pipelines.home import Home
from pipelines.ingest.actions import actions
from pipelines.ingest.waivers import ABOUT, KIND, Decision, day_in_vietnam, record_waiver
from pipelines.quarter.findings import newest_quarter
from pipelines.quarter.period import quarter_of
from pipelines.warehouse.query import read

_ID = re.compile(r"[0-9a-f]{4,32}")
_SHORT = 8
_FINDINGS = """
select finding_id, rule, severity, source, period, hamlet, place, observed, state, message_vi as message
from fct_finding where starts_with(finding_id, ?) order by finding_id
"""
_FIGURES = """
select fct.indicator, fct.hamlet, seed.title_vi, fct.value, fct.target, fct.hamlets_counted, fct.hamlets_total, fct.held_by,
    fct.waivers, fct.carried_from
from fct_indicator as fct inner join seed_indicator as seed using (indicator)
where fct.period = ? and fct.level in ('commune', 'hamlet', 'school')
order by fct.position, case when fct.hamlet = 'ALL' then 0 else 1 end, fct.hamlet
"""


class WaiveError(ValueError):
    """The decision cannot be noted; the text says why in Vietnamese. ``refused``: a rule forbids it, else something is missing."""

    def __init__(self, sentence: str, *, refused: bool = False) -> None:
        super().__init__(sentence)
        self.refused = refused


@dataclass(frozen=True)
class Change:
    """One figure of the quarter before and after; rows of ``fct_indicator`` with the indicator's title."""

    before: dict[str, Any]
    after: dict[str, Any]


def _named(home: Home, prefix: str, decision: Decision) -> dict[str, Any]:
    """The one finding whose id begins so. One that is gone can still have its decision withdrawn."""
    wanted = prefix.strip().lower()
    if not _ID.fullmatch(wanted):
        raise WaiveError(f"«{prefix}» không phải mã phát hiện: hãy chép ít nhất 4 ký tự đầu của mã trong «soxom findings».")
    found = {row["finding_id"]: row for row in read(home, _FINDINGS, [wanted])}
    if decision == "withdraw":
        for action in actions(home, KIND):
            about = {name: action.subject[name] for name in ABOUT}
            if about["finding_id"].startswith(wanted):
                found.setdefault(about["finding_id"], about)
    if not found:
        raise WaiveError(f"Không có phát hiện nào có mã bắt đầu bằng «{wanted}». Hãy xem mã trong «soxom findings».")
    if len(found) > 1:
        several = ", ".join(name[: max(_SHORT, len(wanted) + 2)] for name in sorted(found))
        raise WaiveError(f"Có {len(found)} phát hiện có mã bắt đầu bằng «{wanted}»: {several}. Hãy chép mã dài hơn.")
    return next(iter(found.values()))


def _forbid(home: Home, finding: dict[str, Any], decision: Decision) -> None:
    name = finding["finding_id"][:_SHORT]
    if decision == "withdraw":
        last = [action for action in actions(home, KIND) if action.subject["finding_id"] == finding["finding_id"]][-1:]
        if not last or last[0].subject["decision"] == "withdraw":
            raise WaiveError(f"Phát hiện {name} không có quyết định nào để rút lại.", refused=True)
        return
    if finding["severity"] == "info":
        raise WaiveError(f"Phát hiện {name} chỉ để biết, không cần quyết định gì.", refused=True)
    if decision == "carry_forward" and finding["severity"] != "blocking":
        raise WaiveError(
            f"Phát hiện {name} chỉ là cảnh báo, số vẫn đang được dùng: không có gì để thay bằng số cũ. "
            "Nếu đã xem và thấy đúng thì dùng --accept.",
            refused=True,
        )
    if decision == "carry_forward" and (not finding["period"] or not (finding["hamlet"] or finding["rule"] == "commune_break")):
        raise WaiveError(
            f"Phát hiện {name} không nói về số của một xóm trong một kỳ, nên không có số cũ để thay. "
            "Hãy đề nghị gửi lại tệp, hoặc dùng --accept nếu đúng.",
            refused=True,
        )


def waive(home: Home, prefix: str, decision: Decision, *, by: str, reason: str, at: datetime, until: date | None = None) -> dict[str, Any]:
    """Note the decision; returns the finding that it is about, as it was. Raises WaiveError, ChainError, NotPublishedError."""
    if not by.strip() or not reason.strip():
        raise WaiveError("Cần ghi rõ người quyết định (--by) và lý do (--reason).")
    if until is not None and decision == "withdraw":
        raise WaiveError("Rút lại quyết định thì không có ngày hết hạn.")
    if until is not None and until < day_in_vietnam(at):
        raise WaiveError(f"Ngày hết hạn {until:%d/%m/%Y} đã qua.")
    finding = _named(home, prefix, decision)
    _forbid(home, finding, decision)
    record_waiver(home, finding, decision, by=by, reason=reason, at=at, until=until)
    return finding


def decided(home: Home, finding_id: str) -> dict[str, Any] | None:
    """The finding as published now, with what became of its decision; nothing when it is gone."""
    sql = "select state, waiver_status from fct_finding where finding_id = ?"
    return next(iter(read(home, sql, [finding_id])), None)


def figures_of(home: Home, quarter: str) -> dict[tuple[str, str], dict[str, Any]]:
    """The quarter's figures by indicator and unit, to be compared after a rebuild."""
    return {(row["indicator"], row["hamlet"]): row for row in read(home, _FIGURES, [quarter])}


def changes(before: dict[tuple[str, str], dict[str, Any]], after: dict[tuple[str, str], dict[str, Any]]) -> list[Change]:
    """The figures that are no longer what they were, in the plan's order, the commune first."""
    return [Change(before[key], row) for key, row in after.items() if key in before and before[key] != row]


def quarter_spoken_of(home: Home, finding: dict[str, Any]) -> str | None:
    """The quarter whose figures a finding touches; the newest one for the registry's, which touch every quarter."""
    own = quarter_of(finding["period"] or "")
    if own is not None:
        return own
    return newest_quarter(home)
