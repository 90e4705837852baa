"""Everything that the pages of one quarter are made from, asked of one published version.

Belongs here: gathering answers and indexing them for templates. Does not belong here: figures of its own, HTML.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from pipelines.catalogue import Catalogue
from pipelines.catalogue.model import Indicator
from pipelines.quarter import contributions, deliveries, figures
from pipelines.quarter.findings import findings
from pipelines.quarter.period import parts_of, spoken
from pipelines.quarter.standing import Standing
from pipelines.warehouse.query import Readable, held

Row = dict[str, Any]

COMMUNE_TEAM = "COMMUNE"
_SAFE = re.compile(r"[A-Za-z0-9_-]+")


class UnknownPeriodError(LookupError):
    """The published calendar does not hold the period."""


@dataclass(frozen=True)
class Answers:
    """The rows of every question, as the marts have them."""

    catalogue: Catalogue
    period: str
    standing: Standing
    facts: Row
    digest: str
    history: list[Row]
    units: list[Row]
    parts: list[Row]
    hamlets: list[Row]
    months: list[Row]
    activity: list[Row]
    deliveries: list[Row]
    files: list[Row]
    findings: list[Row]
    looked_at: list[Row]
    unit_groups: list[Row]
    commune_groups: dict[str, list[Row]]
    """The rows behind the commune's figures, by period: this one and the earlier quarters of ``history``."""
    originals: dict[str, list[tuple[str, str]]]

    @property
    def words(self) -> str:
        """The period in words."""
        return spoken(self.period)

    @cached_property
    def indicators(self) -> list[Indicator]:
        """The sixteen in the plan's order."""
        return list(self.catalogue.indicators.values())

    @cached_property
    def by_hamlet(self) -> list[Indicator]:
        """Those that have a figure a hamlet."""
        return [indicator for indicator in self.indicators if indicator.grain == "hamlet"]

    @cached_property
    def of_commune(self) -> dict[str, Row]:
        """The period's own ALL, by indicator."""
        return {row["indicator"]: row for row in self.history if row["period"] == self.period}

    @cached_property
    def through_year(self) -> dict[str, list[Row]]:
        """ALL by indicator: the period and the quarters before it in its plan year, oldest first."""
        found: dict[str, list[Row]] = defaultdict(list)
        for row in self.history:
            if row["period"][:4] == self.period[:4]:
                found[row["indicator"]].append(row)
        return found

    @cached_property
    def year_periods(self) -> list[str]:
        """The periods of ``through_year``."""
        return [row["period"] for row in next(iter(self.through_year.values()), [])]

    @cached_property
    def of_unit(self) -> dict[tuple[str, str], Row]:
        """By indicator and hamlet, team or school."""
        return {(row["indicator"], row["hamlet"]): row for row in self.units}

    @cached_property
    def units_of(self) -> dict[str, list[Row]]:
        """The units of each indicator."""
        found: dict[str, list[Row]] = defaultdict(list)
        for row in self.units:
            found[row["indicator"]].append(row)
        return found

    @cached_property
    def names(self) -> dict[str, str]:
        """Hamlet code -> name; a school is its own name."""
        return {row["hamlet"]: row["name"] for row in self.hamlets} | {COMMUNE_TEAM: "Tổ cấp xã", "ALL": "Toàn xã"}

    @cached_property
    def anchors(self) -> dict[str, str]:
        """Unit -> an id that is safe in an address: its code, or a number where the name is any text."""
        units = sorted({row["hamlet"] for row in self.units} | set(self.names))
        return {unit: unit if _SAFE.fullmatch(unit) else f"don-vi-{number}" for number, unit in enumerate(units, start=1)}

    @cached_property
    def months_of(self) -> dict[tuple[str, str], list[Row]]:
        """Stock indicators month by month, by indicator and hamlet."""
        found: dict[tuple[str, str], list[Row]] = defaultdict(list)
        for row in self.months:
            found[row["indicator"], row["hamlet"]].append(row)
        return found

    @cached_property
    def month_days(self) -> dict[str, list[Any]]:
        """The as-of days of each stock indicator."""
        return {indicator: [row["as_of_date"] for row in rows] for (indicator, hamlet), rows in self.months_of.items() if hamlet == "ALL"}

    @cached_property
    def activity_of(self) -> dict[str, list[Row]]:
        """By team."""
        found: dict[str, list[Row]] = defaultdict(list)
        for row in self.activity:
            found[row["team"]].append(row)
        return found

    @cached_property
    def findings_of(self) -> dict[str, list[Row]]:
        """By hamlet; an empty one is the commune's."""
        found: dict[str, list[Row]] = defaultdict(list)
        for row in self.findings:
            found[row["hamlet"] or ""].append(row)
        return found

    @cached_property
    def groups_of(self) -> dict[tuple[str, str], list[Row]]:
        """The rows behind each unit's figure, by indicator and unit."""
        found: dict[tuple[str, str], list[Row]] = defaultdict(list)
        for row in self.unit_groups:
            found[row["indicator"], row["hamlet"]].append(row)
        return found

    @cached_property
    def file_by_hash(self) -> dict[str, Row]:
        return {row["file_sha256"]: row for row in self.files}

    @cached_property
    def files_by_source(self) -> dict[str, list[Row]]:
        """The files by what they are; those of which nobody knows stand first, under no name."""
        found: dict[str, list[Row]] = defaultdict(list)
        for row in sorted(self.files, key=lambda row: row["source"] or ""):
            found[row["source"] or ""].append(row)
        return found

    @cached_property
    def parts_of_period(self) -> list[str]:
        """The months and the quarter that files are expected for."""
        return parts_of(self.period)

    def due_of(self, indicator: Indicator) -> str:
        """How the plan of the year lets the indicator fall due: "date", "monthly" or "quarterly"."""
        target = next((target for target in indicator.targets if target.plan_year == self.facts["plan_year"]), indicator.targets[0])
        return target.due if isinstance(target.due, str) else "date"

    def mark(self, row: Row) -> str:
        """What stands beside a figure of a revised period: "(R)"."""
        return self.standing.mark if row["period"] == self.period else Standing(row["publication"]).mark

    def rows_add_up(self, row: Row) -> bool:
        """Whether the listed rows of a unit sum to its figure. Of a closed quarter they may not: files came after the close."""
        groups = self.groups_of.get((row["indicator"], row["hamlet"]), [])
        return all(sum(group[side] for group in groups) == row[side] for side in ("numerator", "denominator"))

    def warnings_of(self, indicator: Indicator) -> list[Row]:
        """Findings, other than for information, about the sources that the indicator rests on."""
        return [row for row in self.findings if row["source"] in indicator.sources and row["severity"] != "info" and row["state"] == "open"]

    def held_in(self, indicator: str) -> list[Row]:
        """The hamlets whose figure of the indicator is held."""
        return [row for row in self.units_of.get(indicator, []) if row["held_by"]]


def _standing(history: list[Row], period: str) -> Standing:
    row = next(row for row in history if row["period"] == period)
    return Standing(row["publication"], row["version"])


def gather(version: Readable, catalogue: Catalogue, period: str, standing: Standing | None = None) -> Answers:
    """Ask everything of one version. ``standing`` is the mart's own where none is given.

    Raises NotPublishedError, and UnknownPeriodError for a period outside the calendar."""
    with held(version) as source:
        facts = figures.period_facts(source, period)
        history = figures.commune_history(source, period)
        if facts is None or not any(row["period"] == period for row in history):
            raise UnknownPeriodError(period)
        unit_groups = contributions.of_units(source, period)
        shown = {row["period"] for row in history if row["period"][:4] == period[:4]}
        commune_groups = {shown_period: contributions.of_commune(source, shown_period) for shown_period in sorted(shown)}
        return Answers(
            catalogue=catalogue,
            period=period,
            standing=standing or _standing(history, period),
            facts=facts,
            digest=figures.figures_digest(source, period),
            history=history,
            units=figures.unit_figures(source, period),
            parts=figures.commune_parts(source, period),
            hamlets=figures.hamlets(source, period),
            months=figures.months(source, period),
            activity=figures.activity(source, period),
            deliveries=deliveries.deliveries(source, period),
            files=deliveries.period_files(source, period),
            findings=findings(source, period),
            looked_at=figures.looked_at(source, period),
            unit_groups=unit_groups,
            commune_groups=commune_groups,
            originals=contributions.originals(source, catalogue, [*unit_groups, *commune_groups[period]]),
        )
