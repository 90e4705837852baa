"""What has to be known to say why a row went into no figure: periods, figures and what holds them, hamlets, members, files.

Belongs here: fetching it once for many rows, and small questions of it. Does not belong here: the reasons (``whynot.py``).
"""

from __future__ import annotations

from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from pipelines.warehouse.query import Snapshot, read

Row = dict[str, Any]
FigureKey = tuple[str, str, str]
"""Period, indicator, unit."""

COMMUNE_TEAM = "COMMUNE"
_LONGEST_CHAIN = 12
"""Hamlets merged and merged again are followed so far, as the models do."""


@dataclass(frozen=True)
class Span:
    """A month, quarter or year."""

    period: str
    kind: str
    first_day: date
    last_day: date

    def holds(self, day: date) -> bool:
        return self.first_day <= day <= self.last_day


@dataclass
class Facts:
    """Answers of one published version. Made by ``load_facts``."""

    spans: dict[str, Span]
    figures: dict[FigureKey, Row]
    """has_value, held_by, carried_from."""
    hamlets: list[Row]
    members: list[Row]
    holding: dict[str, list[Row]]
    """Row id -> the blocking findings that name the row."""
    listed: set[str]
    """Row ids that some figure lists."""
    listed_units: dict[tuple[str, str, str], set[str]] = field(default_factory=dict)
    """File, source, hamlet -> listed row ids."""
    trained: set[str] = field(default_factory=set)
    """Members of whom some figure lists an attended class."""
    as_of: dict[str, date] = field(default_factory=dict)
    """File -> the as-of day of its figures, where it has a period."""
    newest_as_of: dict[tuple[str, int], date] = field(default_factory=dict)
    """Source and civil year -> the last as-of day of the files that stand."""

    @cached_property
    def long_spans(self) -> list[Span]:
        """Quarters and years."""
        return [span for span in self.spans.values() if span.kind != "month"]

    @cached_property
    def shown(self) -> set[str]:
        """Quarters and years that have figures at all."""
        return {period for period, _, _ in self.figures}

    @cached_property
    def _hamlets_by_code(self) -> dict[str, list[Row]]:
        return _grouped(self.hamlets, "hamlet_code")

    @cached_property
    def hamlet_rows(self) -> dict[str, Row]:
        """Row id -> the hamlet that the registry's row declares."""
        return {hamlet["row_id"]: hamlet for hamlet in self.hamlets}

    @cached_property
    def member_rows(self) -> dict[str, Row]:
        """Row id -> the service that the roster's row declares."""
        return {member["row_id"]: member for member in self.members}

    @cached_property
    def _members_by_code(self) -> dict[str, list[Row]]:
        return _grouped(self.members, "member_code")

    def stands(self, code: str, day: date) -> bool:
        """Whether the hamlet is valid that day."""
        return any(hamlet["valid_from"] <= day <= hamlet["valid_to"] for hamlet in self._hamlets_by_code.get(code, []))

    def unit_on(self, code: str, day: date) -> str | None:
        """The hamlet that speaks for this one on the day: itself, or the one that took it over. None when it was split or is gone."""
        for _ in range(_LONGEST_CHAIN):
            if self.stands(code, day):
                return code
            heirs = self._heirs.get(code, {})
            if len(heirs) != 1:
                return None
            code, since = next(iter(heirs.items()))
            if since > day:
                return None
        return None

    @cached_property
    def _heirs(self) -> dict[str, dict[str, date]]:
        """Hamlet -> those that name it among what they were made of, since when."""
        heirs: dict[str, dict[str, date]] = defaultdict(dict)
        for hamlet in self.hamlets:
            for part in (hamlet["made_of"] or "").replace(",", ";").split(";"):
                origin = part.strip().upper()
                if origin and origin != hamlet["hamlet_code"]:
                    since = heirs[origin].get(hamlet["hamlet_code"], hamlet["valid_from"])
                    heirs[origin][hamlet["hamlet_code"]] = min(since, hamlet["valid_from"])
        return heirs

    def service_on(self, member: str, day: date) -> Row | None:
        """The service that the member is counted in that day: of several a hamlet's before the commune's, then the newest."""
        services = [one for one in self._members_by_code.get(member, []) if one["valid_from"] <= day <= one["valid_to"]]
        return max(services, key=lambda one: (one["team_code"] != COMMUNE_TEAM, one["valid_from"], one.get("row_number", 0)), default=None)

    def team_on(self, member: str, day: date) -> str | None:
        """The team that the member is counted in that day."""
        service = self.service_on(member, day)
        return str(service["team_code"]) if service else None

    def serves_throughout(self, member: str, first: date, last: date) -> bool:
        """Whether the member's services, put together, hold every day from the first to the last."""
        services = self._members_by_code.get(member, [])
        days = (first + timedelta(days=number) for number in range((last - first).days + 1))
        return all(any(one["valid_from"] <= day <= one["valid_to"] for one in services) for day in days)

    def months_of_day(self, day: date) -> list[tuple[date, date]]:
        """The reporting month and the civil month that hold the day: first and last days."""
        civil = date(day.year, day.month, 1), date(day.year, day.month, monthrange(day.year, day.month)[1])
        return [(span.first_day, span.last_day) for span in self.spans.values() if span.kind == "month" and span.holds(day)] + [civil]

    def quarter_ending_with(self, month: str) -> Span | None:
        """The quarter whose last month this is."""
        span = self.spans.get(month)
        return next((one for one in self.long_spans if span and one.kind == "quarter" and one.last_day == span.last_day), None)

    def holding_month(self, month: str) -> Iterator[Span]:
        """The quarters and years that the month's last day falls in."""
        span = self.spans.get(month)
        if span is not None:
            yield from self.holding_day(span.last_day)

    def holding_day(self, day: date) -> Iterator[Span]:
        """The quarters and years that the day falls in."""
        return (span for span in self.long_spans if span.holds(day))

    def carried_from(self, key: FigureKey) -> str | None:
        """The month or quarter whose figure is used instead, where the officer carries it forward."""
        figure = self.figures.get(key)
        return figure["carried_from"] if figure else None

    def held_by(self, key: FigureKey) -> str | None:
        """The rules that hold the figure, apart by commas."""
        figure = self.figures.get(key)
        return figure["held_by"] if figure else None


def _grouped(rows: Iterable[Row], name: str) -> dict[str, list[Row]]:
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        groups[row[name]].append(row)
    return groups


_LISTED = """
select distinct listed.row_id, source_row.file_sha256, source_row.source, source_row.hamlet_code, source_row.member_code
from fct_indicator_row as listed inner join fct_row as source_row using (commune_code, row_id)
"""
_FIGURES = "select period, indicator, hamlet, value is not null as has_value, held_by, carried_from from {table}"
"""Of what is published, the figures as the files give them now, as the listed rows are; ``fct_indicator`` has closed ones as closed."""
_STANDING = """
select distinct file_sha256, source, period from fct_row where is_current and row_status = 'accepted' and period is not null
"""


def load_facts(snapshot: Snapshot) -> Facts:
    """Everything at once: a few thousand lines, whatever is asked afterwards."""
    spans = {
        row["period"]: Span(row["period"], row["period_kind"], row["first_day"], row["last_day"])
        for row in read(snapshot, "select period, period_kind, first_day, last_day from dim_period order by first_day, period")
    }
    figures = {
        (row["period"], row["indicator"], row["hamlet"]): row
        for row in read(snapshot, _FIGURES.format(table="int_indicator_judged" if snapshot.closed is None else "fct_indicator"))
    }
    blocking = read(
        snapshot, "select * from fct_finding where severity = 'blocking' and row_id is not null order by rule, period, finding_id"
    )
    listed = read(snapshot, _LISTED)
    units: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    for row in listed:
        units[row["file_sha256"], row["source"], row["hamlet_code"] or ""].add(row["row_id"])
    facts = Facts(
        spans=spans,
        figures=figures,
        hamlets=read(snapshot, "select * from dim_hamlet order by hamlet_code, valid_from"),
        members=read(snapshot, "select * from dim_member order by member_code, valid_from"),
        holding=_grouped(blocking, "row_id"),
        listed={row["row_id"] for row in listed},
        listed_units=dict(units),
        trained={row["member_code"] for row in listed if row["source"] == "training"},
    )
    _fill_as_of(snapshot, facts)
    return facts


def _fill_as_of(snapshot: Snapshot, facts: Facts) -> None:
    """A file's as-of day is the one that it states, else the last day of its period."""
    register = snapshot.lake / "file.parquet"
    stated: dict[str, str] = {}
    if register.exists():
        rows = read(snapshot, "select file_sha256, period_as_of from read_parquet(?) where period_as_of is not null", [str(register)])
        stated = {row["file_sha256"]: row["period_as_of"] for row in rows}
    for row in read(snapshot, _STANDING):
        sha256, span = row["file_sha256"], facts.spans.get(row["period"])
        day = date.fromisoformat(stated[sha256]) if sha256 in stated else span.last_day if span else None
        if day is not None:
            facts.as_of[sha256] = day
            key = (row["source"], day.year)
            facts.newest_as_of[key] = max(facts.newest_as_of.get(key, day), day)
