"""What planting a fault means: a commune whose sheets carry it, what must then be found, and what becomes of the figures.

Belongs here: the shapes and the small edits that planters are made of. Does not belong here: any one fault.
A planter changes the sheets, and, where the product is to believe the sheet, the truth with them, so that figures stay computable.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from pipelines.demo import periods
from pipelines.demo.figures import Held
from pipelines.demo.sheets import Cell, Sheetful
from pipelines.demo.truth import Report, Stocks, Truth, Visit


class CannotPlantError(ValueError):
    """The commune has no ground for this fault: too few months, or no two names alike."""


@dataclass(frozen=True)
class Finding:
    """A finding as the product must report it; ``hamlet`` is empty where it is the commune's."""

    rule: str
    source: str
    hamlet: str
    period: str
    severity: str


@dataclass(frozen=True)
class Spot:
    """Where to plant: in the last month of a quarter."""

    hamlet: str
    quarter: str

    @property
    def months(self) -> tuple[str, str, str]:
        """The quarter's reporting months."""
        return periods.quarter_months(self.quarter)

    @property
    def month(self) -> str:
        """The quarter's last reporting month."""
        return self.months[-1]


@dataclass(frozen=True)
class Commune:
    """A truth and the sheets that tell of it."""

    truth: Truth
    sheets: tuple[Sheetful, ...]

    def sheet(self, source: str, period: str, cover: str = "") -> Sheetful:
        """The one sheet of a source, period and cover; the newest where one was sent again."""
        found = [one for one in self.sheets if (one.source, one.period, one.cover) == (source, period, cover)]
        if not found:
            raise CannotPlantError(f"no {source} of {cover or 'the commune'} for {period}")
        return max(found, key=lambda one: one.received)

    def swapped(self, old: Sheetful, *new: Sheetful) -> Commune:
        """A copy with one sheet replaced by none, one or more."""
        place = next(index for index, one in enumerate(self.sheets) if one is old)
        return replace(self, sheets=(*self.sheets[:place], *new, *self.sheets[place + 1 :]))

    def with_cells(self, source: str, period: str, hamlet: str, /, **cells: Cell) -> Commune:
        """A copy in which one hamlet's row of a table has other cells."""
        sheet = self.sheet(source, period)
        return self.swapped(sheet, sheet.with_cells(sheet.row_of(hamlet), **cells))

    def with_report(self, month: str, hamlet: str, /, **cells: Cell) -> Commune:
        """A copy in which one hamlet's form has other cells."""
        sheet = self.sheet("hamlet_report", month, hamlet)
        return self.swapped(sheet, sheet.with_cells(0, **cells))

    def stocks(self, month: str, hamlet: str) -> Stocks:
        """The hamlet's stocks at the month's end."""
        for one in self.truth.stocks:
            if (one.month, one.hamlet) == (month, hamlet):
                return one
        raise CannotPlantError(f"{hamlet} has no stocks in {month}")

    def report(self, month: str, hamlet: str) -> Report:
        """The hamlet's report of the month."""
        for one in self.truth.reports:
            if (one.month, one.hamlet) == (month, hamlet):
                return one
        raise CannotPlantError(f"{hamlet} has no report in {month}")

    def believing_stocks(self, month: str, hamlet: str, /, **fields: Any) -> Commune:
        """A copy whose truth says for that hamlet and month what the sheet says."""
        old = self.stocks(month, hamlet)
        stocks = tuple(replace(one, **fields) if one is old else one for one in self.truth.stocks)
        return replace(self, truth=replace(self.truth, stocks=stocks))

    def believing_report(self, month: str, hamlet: str, /, **fields: Any) -> Commune:
        """The same for a report."""
        old = self.report(month, hamlet)
        reports = tuple(replace(one, **fields) if one is old else one for one in self.truth.reports)
        return replace(self, truth=replace(self.truth, reports=reports))

    def believing_visits(self, more: tuple[Visit, ...]) -> Commune:
        """A copy whose truth holds more visits."""
        return replace(self, truth=replace(self.truth, visits=self.truth.visits + more))


@dataclass(frozen=True)
class Planting:
    """What came of planting one fault."""

    rule: str
    commune: Commune
    findings: tuple[Finding, ...]
    """Must be found; the fault's own first, then what cannot but follow from it."""
    held: Held = frozenset()
    """Figures to be left out of numerator and denominator. All others are those of ``commune.truth``."""
    also: tuple[Finding, ...] = ()
    """May be found beside: depends on the hamlet's size. Nothing else may be."""
    note: str = ""
    """The fault in a sentence, in Vietnamese."""


def holding(spot: Spot, *indicators: str) -> Held:
    """The spot's hamlet held for those indicators in its quarter."""
    return frozenset((spot.quarter, indicator, spot.hamlet) for indicator in indicators)


def hamlet_words(commune: Commune, spot: Spot) -> str:
    """The hamlet's name for a sentence."""
    return commune.truth.hamlet_on(spot.hamlet, commune.truth.quarter_end(spot.quarter)).name
