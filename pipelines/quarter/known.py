"""What the published registry, roster and calendar know, for forms that are to be filled in.

Belongs here: which hamlets and members there are in a period, under which name no other answers, and the period's days.
Does not belong here: how a form looks (``pipelines.reports.forms``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from pipelines.home import Home
from pipelines.ingest.text import hamlet_key
from pipelines.quarter.period import months_of, spoken
from pipelines.warehouse.query import NotPublishedError, Readable, read, snapshot

COMMUNE_TEAM = "COMMUNE"
_ALWAYS, _FOR_EVER = date(1900, 1, 1), date(9999, 12, 31)
"""What the marts write where the registry leaves a day open."""
_HAMLETS = "select * from dim_hamlet order by hamlet_code, valid_from"
_MEMBERS = "select * from dim_member order by member_code, valid_from"
_PERIODS = "select period, first_day, last_day from dim_period"


@dataclass(frozen=True)
class KnownHamlet:
    """A hamlet during one validity; an open day is None."""

    code: str
    name: str
    label: str
    """How a file names it so that no other hamlet answers."""
    aliases: str | None
    former_commune: str | None
    made_of: str | None
    valid_from: date | None
    valid_to: date | None
    is_present: bool
    """Whether it is there on the period's last day."""


@dataclass(frozen=True)
class KnownMember:
    """A member during one service, without a name; an open day is None."""

    code: str
    team: str | None
    """The hamlet's label; None for the commune's own team."""
    role: str | None
    valid_from: date | None
    valid_to: date | None
    is_active: bool
    """Whether the service touches the period."""


@dataclass(frozen=True)
class KnownPeriod:
    """A month or quarter; its days where the calendar has been published."""

    label: str
    words: str
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True)
class Known:
    """All of it. Without a published registry there are no hamlets and no members, and nothing is made up."""

    hamlets: tuple[KnownHamlet, ...]
    members: tuple[KnownMember, ...]
    months: tuple[KnownPeriod, ...]
    quarters: tuple[KnownPeriod, ...]

    @property
    def present(self) -> tuple[KnownHamlet, ...]:
        """The hamlets that are to report."""
        return tuple(hamlet for hamlet in self.hamlets if hamlet.is_present)


def known(source: Readable, period: str) -> Known:
    """What is known for a quarter ("2026-Q2") or a year ("2026")."""
    if isinstance(source, Home):
        try:
            with snapshot(source) as opened:
                return known(opened, period)
        except NotPublishedError:
            return _assembled([], [], {}, period)
    days = {row["period"]: (row["first_day"], row["last_day"]) for row in read(source, _PERIODS)}
    return _assembled(read(source, _HAMLETS), read(source, _MEMBERS), days, period)


def _assembled(hamlets: list[dict[str, Any]], members: list[dict[str, Any]], days: dict[str, tuple[date, date]], period: str) -> Known:
    quarters = [period] if "Q" in period else [f"{period}-Q{number}" for number in range(1, 5)]
    first, last = days.get(period, (_FOR_EVER, _FOR_EVER))
    labels = _labels(hamlets, last)
    return Known(
        hamlets=tuple(_hamlet(row, labels, last) for row in hamlets),
        members=tuple(_member(row, labels, first, last) for row in members),
        months=_periods(months_of(period), days),
        quarters=_periods(quarters, days),
    )


def _periods(labels: Iterable[str], days: dict[str, tuple[date, date]]) -> tuple[KnownPeriod, ...]:
    return tuple(KnownPeriod(label, spoken(label), *days.get(label, (None, None))) for label in labels)


def _labels(rows: list[dict[str, Any]], day: date) -> dict[str, str]:
    """The name of each code, the one of that day before others; with the former commune where two share it, else the code."""
    newest = {row["hamlet_code"]: row for row in rows}
    newest |= {row["hamlet_code"]: row for row in rows if row["valid_from"] <= day <= row["valid_to"]}
    names = {code: row["hamlet_name"] for code, row in newest.items()}
    full = {code: f"{row['hamlet_name']} ({row['former_commune']})" if row["former_commune"] else code for code, row in newest.items()}
    for longer in (full, {code: code for code in newest}):
        shared = Counter(hamlet_key(name) for name in names.values())
        names = {code: longer[code] if shared[hamlet_key(name)] > 1 else name for code, name in names.items()}
    return names


def _hamlet(row: dict[str, Any], labels: dict[str, str], day: date) -> KnownHamlet:
    return KnownHamlet(
        code=row["hamlet_code"],
        name=row["hamlet_name"],
        label=labels[row["hamlet_code"]],
        aliases=row["aliases"],
        former_commune=row["former_commune"],
        made_of=row["made_of"],
        valid_from=_open(row["valid_from"], _ALWAYS),
        valid_to=_open(row["valid_to"], _FOR_EVER),
        is_present=row["valid_from"] <= day <= row["valid_to"],
    )


def _member(row: dict[str, Any], labels: dict[str, str], first: date, last: date) -> KnownMember:
    return KnownMember(
        code=row["member_code"],
        team=None if row["team_code"] == COMMUNE_TEAM else labels.get(row["team_code"], row["team_code"]),
        role=row["role"],
        valid_from=_open(row["valid_from"], _ALWAYS),
        valid_to=_open(row["valid_to"], _FOR_EVER),
        is_active=row["valid_from"] <= last and row["valid_to"] >= first,
    )


def _open(day: date, never: date) -> date | None:
    return None if day == never else day
