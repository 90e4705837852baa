"""What the public edition shows of each indicator.

Belongs here: putting the rule of ``pipelines.quarter.publishing`` onto the rows. Does not belong here: the rule, the layout.

Beside a published value stand its counts, its target and what is still to go. The straight line and the forecast are not shown:
they rest on earlier periods, which may be withheld.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pipelines.quarter.publishing import Cell, Reason, withheld
from pipelines.reports.site.answers import Answers, Row

IN_PROGRESS = "in_progress"


@dataclass(frozen=True)
class PublicView:
    """Why a cell is withheld, by indicator and period; None for one that is published."""

    reasons: dict[tuple[str, str], Reason | None]
    rows: dict[tuple[str, str], Row]

    def reason(self, indicator: str, period: str) -> Reason | None:
        return self.reasons.get((indicator, period))

    def published(self, indicator: str, period: str) -> Row | None:
        """The row, if it is known and may be seen."""
        row = self.rows.get((indicator, period))
        return row if row is not None and row["value"] is not None and self.reason(indicator, period) is None else None

    def published_periods(self, indicator: str) -> set[str]:
        return {period for named, period in self.rows if named == indicator and self.published(named, period)}

    def status(self, indicator: str, period: str) -> str:
        """On track or behind depends on the first known value: where an earlier cell is withheld, only "in progress" is said."""
        row: dict[str, Any] = self.rows[indicator, period]
        status = str(row["status"])
        hidden = any(reason for (named, other), reason in self.reasons.items() if named == indicator and other != period)
        return IN_PROGRESS if hidden and status in ("on_track", "behind") else status


def public_view(answers: Answers) -> PublicView:
    """Judge every period since the first, oldest first; show those of the plan year."""
    reasons: dict[tuple[str, str], Reason | None] = {}
    rows: dict[tuple[str, str], Row] = {}
    for indicator in answers.indicators:
        every = [row for row in answers.history if row["indicator"] == indicator.id]
        found = withheld(indicator, [_cell(row) for row in every], answers.catalogue.publishing)
        reasons |= {(indicator.id, row["period"]): reason for row, reason in zip(every, found, strict=True)}
        rows |= {(indicator.id, row["period"]): row for row in every}
    return PublicView(reasons, rows)


def _cell(row: Row) -> Cell:
    return Cell(row["numerator"], row["denominator"], row["hamlets_counted"], row["hamlets_total"])
