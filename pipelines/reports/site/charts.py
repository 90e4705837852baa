"""Which figures the pages draw.

Belongs here: from answers to the rows of ``drawing.py``. Does not belong here: how a chart looks.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from typing import Any

from markupsafe import Markup

from pipelines.reports.site import drawing
from pipelines.reports.site.answers import Answers, Row

Point = dict[str, Any]
_YEAR_LINES = ("target", "required", "forecast", "value")
"""From the bottom up."""


def year_charts(answers: Answers, periods_shown: Callable[[str], set[str]] | None = None, *, plain: bool = False) -> dict[str, Markup]:
    """Each indicator's way through the plan year: value, the straight line to the target, forecast.

    ``periods_shown`` names the periods that may be drawn; ``plain`` leaves out the line and the forecast, which rest on other periods.
    """
    first, last = answers.facts["year_first_day"], answers.facts["year_last_day"]
    points: list[Point] = []
    for indicator, every in answers.through_year.items():
        rows = [row for row in every if periods_shown is None or row["period"] in periods_shown(indicator)]
        if any(row["value"] is not None for row in rows):
            points += _of_year(indicator, rows, first, last, plain=plain)
    drawn = drawing.trends(points, (0, (last - first).days))
    return {chart: _joined(drawn[chart, line] for line in _YEAR_LINES if (chart, line) in drawn) for chart in {key[0] for key in drawn}}


def _of_year(indicator: str, rows: list[Row], first: dt.date, last: dt.date, *, plain: bool) -> Iterable[Point]:
    now = rows[-1]

    def at(line: str, look: str, day: dt.date, share: float | None) -> Point:
        return {"chart": indicator, "line": line, "look": look, "x": (min(max(day, first), last) - first).days, "y": share}

    yield from (at("target", "target", day, now["target"]) for day in (first, last))
    yield from (at("value", "value", row["last_day"], row["value"]) for row in rows)
    if plain:
        return
    known = [row for row in rows if row["expected_value"] is not None]
    yield from (at("required", "context", row["last_day"], row["expected_value"]) for row in known)
    if known and now["due_date"] is not None and now["due_date"] > known[-1]["last_day"]:
        yield at("required", "context", now["due_date"], now["target"])
    reached = now["reaches_target_on"]
    if now["value"] is not None and reached is not None and reached <= last:
        yield at("forecast", "forecast", now["last_day"], now["value"])
        yield at("forecast", "forecast", reached, now["target"])


def month_charts(answers: Answers) -> dict[tuple[str, str], Markup]:
    """Each hamlet's stock indicators month by month, over the commune's and the target. Key: hamlet and indicator.

    One chart an indicator, cut into its lines: all hamlets share its upright axis, so that their pages can be compared.
    """
    points: list[Point] = []
    longest = max((len(days) for days in answers.month_days.values()), default=0)
    for indicator, days in answers.month_days.items():
        place = {day: number for number, day in enumerate(days)}
        target = answers.of_commune[indicator]["target"]
        points += [{"chart": indicator, "line": "target", "look": "target", "x": x, "y": target} for x in (0, longest - 1)]
        points += [
            {"chart": indicator, "line": hamlet, "look": look, "x": place[row["as_of_date"]], "y": row["value"]}
            for hamlet, look in (("ALL", "context"), *((hamlet["hamlet"], "value") for hamlet in answers.hamlets))
            for row in answers.months_of.get((indicator, hamlet), [])
            if row["as_of_date"] in place
        ]
    drawn = drawing.trends(points, (0, max(longest - 1, 1)))
    return {
        (hamlet, indicator): _joined(drawn[indicator, line] for line in ("target", "ALL", hamlet) if (indicator, line) in drawn)
        for indicator, hamlet in drawn
        if hamlet not in ("target", "ALL")
    }


def activity_charts(answers: Answers) -> dict[str, Markup]:
    """Each team's assists a month; one scale for all teams, so that pages can be compared. Key: the team."""
    months = activity_months(answers)
    highest = max((row["assists"] for row in answers.activity), default=0)
    points = [{"chart": row["team"], "line": "", "x": months.index(row["month"]), "y": row["assists"]} for row in answers.activity]
    return {team: drawing for (team, _), drawing in drawing.bars(points, len(months), highest).items()}


def activity_months(answers: Answers) -> list[str]:
    """The reporting months in which any team was at work."""
    return sorted({row["month"] for row in answers.activity})


def _joined(drawings: Iterable[Markup]) -> Markup:
    return Markup("").join(drawings)
