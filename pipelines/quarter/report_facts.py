"""Everything that a quarter's report and annex show, asked of one published version.

Belongs here: gathering. Does not belong here: the questions themselves (the other modules), words and layout (``pipelines.reports``).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pipelines.quarter import activity, quality, results
from pipelines.quarter.emulation import TeamScore, emulation
from pipelines.quarter.period import quarter_after
from pipelines.warehouse.query import Readable, held, published_digest, read

Rows = list[dict[str, Any]]


@dataclass(frozen=True)
class QuarterFacts:
    """One quarter, as the mart has it. Rows are those of the functions of the same names."""

    quarter: str
    digest: str
    """What the figures were built from (``published_digest``), or the digest of a closed package."""
    calendar: dict[str, Any]
    """first_day, last_day, report_due_date, commune_due_date of the quarter."""
    next_calendar: dict[str, Any]
    """The same of the quarter after; empty when the calendar does not reach so far."""
    hamlets: dict[str, str]
    commune: Rows
    units: Rows
    parts: Rows
    months: Rows
    activity: dict[str, Any]
    topics: Rows
    classes: Rows
    obstacles: Rows
    findings: Rows
    held: Rows
    late: Rows
    missing: Rows
    files: Rows
    teams: list[TeamScore]

    @property
    def waived(self) -> Rows:
        """Findings that somebody has decided on: accepted, or carried forward."""
        return [row for row in self.findings if row["state"] != "open"]

    @property
    def blocking(self) -> Rows:
        """What stands between the quarter and its close."""
        return [row for row in self.findings if row["severity"] == "blocking" and row["state"] == "open"]


_CALENDAR = "select first_day, last_day, report_due_date, commune_due_date from dim_period where period = ?"


def quarter_facts(source: Readable, quarter: str) -> QuarterFacts:
    """Ask one version. Raises NotPublishedError before the first run, LookupError for a quarter it does not know."""
    with held(source) as version:
        days = read(version, _CALENDAR, [quarter])
        commune = results.commune_results(version, quarter)
        if not days or not commune:
            raise LookupError(quarter)
        following = read(version, _CALENDAR, [quarter_after(quarter)])
        return QuarterFacts(
            quarter=quarter,
            digest=published_digest(version.home),
            calendar=days[0],
            next_calendar=following[0] if following else {},
            hamlets=results.hamlet_names(version, quarter),
            commune=commune,
            units=results.unit_results(version, quarter),
            parts=results.part_results(version, quarter),
            months=activity.activity_by_month(version, quarter),
            activity=activity.activity_of_quarter(version, quarter),
            topics=activity.topics(version, quarter),
            classes=activity.classes(version, quarter),
            obstacles=activity.obstacles(version, quarter),
            findings=quality.findings_of(version, quarter),
            held=quality.held(version, quarter),
            late=quality.late_reports(version, quarter),
            missing=quality.missing_deliveries(version, quarter),
            files=quality.files_of(version, quarter),
            teams=emulation(version, quarter),
        )
