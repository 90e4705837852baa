"""Who is to be reminded of what on a day.

Belongs here: which deadline is near, what a sender has not sent, what blocks the close. Does not belong here: words and sending
(``pipelines.reports.reminders``); how many days before, which is declared (``pipelines/catalogue/reminders.yml``).

A reminder belongs to a stage ("five days before"). It falls due on the stage's day and stays due until the next stage's, so that a
computer that was off on the day makes up for it; that it is given once is the log's to know (``reminded.py``).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, Literal

from pipelines.catalogue import Catalogue
from pipelines.home import Home
from pipelines.ingest.closed import closed_quarters
from pipelines.ingest.waivers import day_in_vietnam
from pipelines.quarter.gate import blockers
from pipelines.quarter.known import COMMUNE_TEAM
from pipelines.quarter.slips import one_line
from pipelines.warehouse.query import Readable, read, snapshot

_DUE = """
select period, report_due_date as team, commune_due_date as officer from dim_period where period_kind = 'quarter' order by period
"""
_MISSING = """
select source, period, unit, unit_name, title_vi from fct_delivery_unit where quarter = ? and not is_received
order by unit, source, period
"""


@dataclass(frozen=True)
class Missing:
    """A source that has not come, for some months or the quarter. ``names``: from whom; empty for one file for the whole commune."""

    source: str
    title: str
    owner: str
    periods: tuple[str, ...]
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Deadline:
    """``due``: the first day that is too late; ``left``: days until then; ``stage``: the declared days before, 0 where it is not near."""

    quarter: str
    due: date
    left: int
    stage: int


@dataclass(frozen=True)
class Reminder:
    """What one person is told before one deadline. ``unit``: a hamlet's code or the commune's team; empty for the officer."""

    kind: Literal["team", "officer"]
    deadline: Deadline
    unit: str
    sender: str
    missing: tuple[Missing, ...]
    blockers: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """What makes two reminders the same one."""
        return f"{self.kind} {self.deadline.quarter} {self.deadline.stage} {self.unit}".strip()


def due_reminders(home: Home, catalogue: Catalogue, day: date, now: datetime) -> list[Reminder]:
    """The reminders that are due on the day, teams' first; none of a closed quarter, and none for a team that has sent all.

    ``now`` tells which waivers have ended. Raises NotPublishedError; ChainError where the action log was altered.
    """
    found: list[Reminder] = []
    with snapshot(home) as source:
        closed = closed_quarters(home)
        for row in read(source, _DUE):
            if row["period"] in closed:
                continue
            teams, officer = (
                Deadline(row["period"], row[kind], (row[kind] - day).days, stage_of(day, row[kind], declared))
                for kind, declared in (("team", catalogue.reminders.team_days_before), ("officer", catalogue.reminders.officer_days_before))
            )
            if teams.stage:
                found += _to_teams(source, catalogue, teams)
            if officer.stage:
                found.append(_to_officer(source, catalogue, officer))
    return [_with_blockers(home, reminder, now) if reminder.kind == "officer" else reminder for reminder in found]


def stage_of(day: date, due: date, days_before: Sequence[int]) -> int:
    """The stage that a day lies in: the smallest declared number of days that the deadline is not nearer than; 0 in none.

    >>> [stage_of(date(2026, 6, d), date(2026, 6, 15), (5, 1)) for d in (9, 10, 13, 14, 15)]
    [0, 5, 5, 1, 0]
    """
    left = (due - day).days
    return min((days for days in days_before if 0 < left <= days), default=0)


def next_day(source: Readable, catalogue: Catalogue, day: date) -> date | None:
    """The next day after this one on which somebody may be reminded; None when the calendar holds none."""
    rules = catalogue.reminders
    days = [
        row[kind] - timedelta(days=before)
        for row in read(source, _DUE)
        for kind, declared in (("team", rules.team_days_before), ("officer", rules.officer_days_before))
        for before in declared
    ]
    return min((one for one in days if one > day), default=None)


def today(now: datetime) -> date:
    """The day it is in the commune."""
    return day_in_vietnam(now)


def _to_teams(source: Readable, catalogue: Catalogue, deadline: Deadline) -> Iterable[Reminder]:
    rules = catalogue.slips
    by_unit: dict[str, list[dict[str, Any]]] = {}
    for row in read(source, _MISSING, [deadline.quarter]):
        if row["unit"]:
            by_unit.setdefault(row["unit"], []).append(row)
    for unit, rows in by_unit.items():
        leader = f"{catalogue.organisations[rules.hamlet_sender].title.vi} {one_line(rows[0]['unit_name'])}"
        sender = rules.commune_team.vi if unit == COMMUNE_TEAM else leader
        missing = tuple(_missing(catalogue, name, _of(rows, name)) for name in _sources(rows))
        yield Reminder("team", deadline, unit, sender, missing)


def _to_officer(source: Readable, catalogue: Catalogue, deadline: Deadline) -> Reminder:
    rows = read(source, _MISSING, [deadline.quarter])
    missing = []
    for name in _sources(rows):
        of_source = _of(rows, name)
        units = {row["unit"]: one_line(row["unit_name"]) for row in of_source if row["unit"]}
        missing.append(_missing(catalogue, name, of_source, tuple(units.values())))
    missing.sort(key=lambda one: (one.owner, one.source))
    office = catalogue.organisations[catalogue.slips.office].title.vi
    return Reminder("officer", deadline, "", office, tuple(missing))


def _with_blockers(home: Home, reminder: Reminder, now: datetime) -> Reminder:
    sentences = tuple(one_line(one.sentence) for one in blockers(home, reminder.deadline.quarter, now))
    return replace(reminder, blockers=sentences)


def _sources(rows: Iterable[dict[str, Any]]) -> list[str]:
    return sorted({row["source"] for row in rows})


def _of(rows: Iterable[dict[str, Any]], source: str) -> list[dict[str, Any]]:
    return [row for row in rows if row["source"] == source]


def _missing(catalogue: Catalogue, source: str, rows: Sequence[dict[str, Any]], names: tuple[str, ...] = ()) -> Missing:
    declared = catalogue.sources[source]
    periods = tuple(sorted({row["period"] for row in rows}))
    return Missing(source, declared.title.vi, catalogue.organisations[declared.owner].title.vi, periods, names)
