"""Month by month, what the offices and the leaders count: stocks that only rise, at much the same pace everywhere.

Belongs here: curves over areas, summed to hamlets. Does not belong here: visits, surveys, faults.
The pace keeps clear of every threshold of the checks: a month's change differs between hamlets by well under two points.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from random import Random

from pipelines.demo import periods
from pipelines.demo.ground import Area, Span
from pipelines.demo.truth import Report, Stocks
from pipelines.demo.words import OBSTACLES


@dataclass(frozen=True)
class Curve:
    """A rate that starts near ``start`` and nears ``ceiling`` at ``pace`` a month."""

    id: str
    start: float
    spread: float
    ceiling: float
    pace: float


LEVEL2 = Curve("level2", 0.57, 0.05, 0.90, 0.065)
BOOKS = Curve("books", 0.23, 0.05, 0.80, 0.042)
HOLDERS = Curve("holders", 0.15, 0.04, 0.70, 0.036)
REACHED = Curve("reached", 0.62, 0.05, 0.998, 0.13)
PLATFORM = Curve("platform", 0.52, 0.05, 0.95, 0.075)


def series(curve: Curve, seed: int, area: Area, base: int, months: int) -> list[int]:
    """The stock at each month's end; the element before the first month comes first."""
    rng = Random(f"{seed}:{curve.id}:{area.index}")  # noqa: S311 - not for secrets
    start = curve.start + rng.uniform(-curve.spread, curve.spread)
    values: list[int] = []
    for step in range(months + 1):
        rate = curve.ceiling - (curve.ceiling - start) * math.exp(-curve.pace * step)
        wanted = round(base * (rate + rng.uniform(-0.0015, 0.0015)))
        values.append(min(max(wanted, values[-1] if values else 0), math.floor(base * curve.ceiling)))
    return values


@dataclass(frozen=True)
class AreaMonth:
    """One area at one month's end."""

    level2: int
    level1: int
    books: int
    books_new: int
    holders: int
    reached: int
    platform: int


def area_months(seed: int, area: Area, months: int) -> list[AreaMonth]:
    """Every figure of an area, month by month."""
    rng = Random(f"{seed}:level1:{area.index}")  # noqa: S311 - not for secrets
    level2 = series(LEVEL2, seed, area, area.population, months)
    books = series(BOOKS, seed, area, area.population, months)
    holders = series(HOLDERS, seed, area, area.adults, months)
    reached = series(REACHED, seed, area, area.households, months)
    platform = series(PLATFORM, seed, area, area.households, months)
    return [
        AreaMonth(
            level2=level2[step],
            level1=max(round((area.eligible - level2[step]) * rng.uniform(0.25, 0.4)), 0),
            books=books[step],
            books_new=books[step] - books[step - 1],
            holders=holders[step],
            reached=reached[step],
            platform=min(platform[step], reached[step]),
        )
        for step in range(1, months + 1)
    ]


def _stocks(month: str, span: Span, counted: list[AreaMonth]) -> Stocks:
    return Stocks(
        month=month,
        hamlet=span.hamlet.code,
        police_population=sum(area.police_population for area in span.areas),
        eligible=sum(area.eligible for area in span.areas),
        level1=sum(one.level1 for one in counted),
        level2=sum(one.level2 for one in counted),
        station_population=sum(area.station_population for area in span.areas),
        books=sum(one.books for one in counted),
        books_new=sum(one.books_new for one in counted),
        centre_adults=sum(area.centre_adults for area in span.areas),
        holders=sum(one.holders for one in counted),
    )


def _handed_in(month: str, rng: Random) -> date:
    year, number = (int(part) for part in month.split("-"))
    return date(year, number, rng.randint(10, 14))


def count_all(
    seed: int, spans: tuple[Span, ...], months: tuple[str, ...], month_last_day: int, assists: dict[tuple[str, str], int]
) -> tuple[tuple[Stocks, ...], tuple[Report, ...]]:
    """Stocks and reports of every hamlet that exists at a month's end. ``assists`` are the logged ones by (month, team)."""
    by_area = {area.index: area_months(seed, area, len(months)) for span in spans for area in span.areas}
    stocks: list[Stocks] = []
    reports: list[Report] = []
    for step, month in enumerate(months):
        end = periods.last_day(month, month_last_day)
        for span in spans:
            if not span.hamlet.valid_on(end):
                continue
            counted = [by_area[area.index][step] for area in span.areas]
            stocks.append(_stocks(month, span, counted))
            rng = Random(f"{seed}:report:{month}:{span.hamlet.code}")  # noqa: S311 - not for secrets
            reports.append(
                Report(
                    month=month,
                    hamlet=span.hamlet.code,
                    handed_in=_handed_in(month, rng),
                    households_reached=sum(one.reached for one in counted),
                    households_platform=sum(one.platform for one in counted),
                    assists=assists.get((month, span.hamlet.code), 0),
                    obstacles=rng.choice(OBSTACLES),
                )
            )
    return tuple(stocks), tuple(reports)
