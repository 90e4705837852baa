"""The quarterly ranking of the hamlets' teams ("Tổ CNS tiêu biểu").

Belongs here: applying the catalogue's formula to the mart's figures. Does not belong here: the formula (``catalogue/emulation.yml``),
how the ranking looks (``pipelines.reports``).

Scores are exact fractions, so that a tie is a tie. A team's figures are those of its hamlet; the commune's own team has no hamlet and
is not ranked.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

from pipelines.catalogue import load_catalogue
from pipelines.catalogue.reporting import Emulation, EmulationPart
from pipelines.quarter.results import hamlet_names, unit_results
from pipelines.warehouse.query import Readable

Reason = Literal["", "small_base", "held", "no_data"]
_ORDER: tuple[Reason, ...] = ("", "small_base", "held", "no_data")
_EXACT = 1_000_000
"""Targets are short decimals or simple fractions; as doubles they are brought back to what was written."""


@dataclass(frozen=True)
class TeamScore:
    """A team's place in a quarter."""

    hamlet: str
    name: str
    rank: int | None
    """1 is best; equal scores share a rank and the next rank is skipped. None for a team that is not ranked."""
    score: Fraction | None
    """Out of 100; None when a figure is held or missing."""
    reason: Reason
    """Why it is not ranked; empty for a ranked team."""
    because: tuple[str, ...]
    """The indicators that the reason is about."""
    points: Mapping[str, Fraction]
    """Points won by indicator, where there is a figure."""


def rank_teams(rule: Emulation, units: Iterable[Mapping[str, Any]], names: Mapping[str, str]) -> list[TeamScore]:
    """The ranked teams by rank, then those not ranked by score, then those listed apart; equal ones by hamlet code.

    ``units`` are rows of ``unit_results``: every hamlet's figures, not only those of the formula, because any held figure sets
    its hamlet apart.
    """
    by_hamlet: dict[str, dict[str, Mapping[str, Any]]] = {code: {} for code in names}
    for row in units:
        if row["level"] == "hamlet" and row["hamlet"] in by_hamlet:
            by_hamlet[row["hamlet"]][row["indicator"]] = row
    scored = [_score(rule, code, names[code], rows) for code, rows in by_hamlet.items()]
    ranked = sorted((team.score for team in scored if not team.reason and team.score is not None), reverse=True)
    placed = [_placed(team, ranked) for team in scored]
    return sorted(placed, key=lambda team: (_ORDER.index(team.reason), team.rank or 0, -(team.score or Fraction(0)), team.hamlet))


def emulation(source: Readable, quarter: str) -> list[TeamScore]:
    """The quarter's ranking by the catalogue's formula."""
    return rank_teams(load_catalogue().emulation, unit_results(source, quarter), hamlet_names(source, quarter))


def _score(rule: Emulation, code: str, name: str, rows: Mapping[str, Mapping[str, Any]]) -> TeamScore:
    held = tuple(indicator for indicator, row in rows.items() if row["held_by"])
    missing = tuple(part.indicator for part in rule.parts if not rows.get(part.indicator, {}).get("denominator"))
    points = {part.indicator: _points(part, rows[part.indicator]) for part in rule.parts if part.indicator not in missing}
    small = tuple(
        part.indicator
        for part in rule.parts
        if part.needs_base and part.indicator not in missing and rows[part.indicator]["denominator"] < rule.min_base
    )
    reason: Reason = "held" if held else "no_data" if missing else "small_base" if small else ""
    because = held or missing or small
    score = None if held or missing else sum(points.values(), Fraction(0))
    return TeamScore(code, name, None, score, reason, because, points)


def _points(part: EmulationPart, row: Mapping[str, Any]) -> Fraction:
    reached = Fraction(row["numerator"], row["denominator"]) / Fraction(row["target"]).limit_denominator(_EXACT)
    return part.weight * min(reached, Fraction(1))


def _placed(team: TeamScore, best_first: list[Fraction]) -> TeamScore:
    if team.reason or team.score is None:
        return team
    rank = best_first.index(team.score) + 1
    return TeamScore(team.hamlet, team.name, rank, team.score, team.reason, team.because, team.points)
