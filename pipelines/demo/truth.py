"""What is true of the made-up commune: every figure, visit and answer before anyone writes it into a spreadsheet.

Belongs here: the shapes and simple questions about them.
Does not belong here: how they come about (``simulate.py``), files and their looks (``sheets.py``, ``dress.py``), indicators, faults.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from pipelines.demo import periods


@dataclass(frozen=True)
class Hamlet:
    """A hamlet during one validity. A renamed hamlet has two of these with one code."""

    code: str
    name: str
    aliases: tuple[str, ...]
    households: int
    population: int
    population_15_plus: int
    adults: int
    valid_from: date
    valid_to: date | None = None
    former_commune: str | None = None
    made_of: tuple[str, ...] = ()

    def valid_on(self, day: date) -> bool:
        """Whether the hamlet exists on that day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


def called(hamlet: Hamlet, hamlets: tuple[Hamlet, ...]) -> str:
    """How a file names the hamlet so that no other answers: with its old commune where another has its name."""
    shared = any(other.name == hamlet.name and other.code != hamlet.code for other in hamlets)
    return f"{hamlet.name} ({hamlet.former_commune})" if shared else hamlet.name


@dataclass(frozen=True)
class Member:
    """A member during one service in one team (a hamlet's code, or COMMUNE)."""

    code: str
    name: str
    team: str
    role: str
    phone: str
    valid_from: date
    valid_to: date | None = None

    def active_on(self, day: date) -> bool:
        """Whether this service holds on that day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True)
class Stocks:
    """What police, Health Station and Service Centre count in a hamlet at a month's end."""

    month: str
    hamlet: str
    police_population: int
    eligible: int
    level1: int
    level2: int
    station_population: int
    books: int
    books_new: int
    centre_adults: int
    holders: int


@dataclass(frozen=True)
class Report:
    """A team leader's monthly form; ``handed_in`` is None when there is none."""

    month: str
    hamlet: str
    handed_in: date | None
    households_reached: int
    households_platform: int
    assists: int
    obstacles: str


@dataclass(frozen=True)
class Visit:
    """One line of a team's log."""

    team: str
    day: date
    hamlet: str
    member: str
    household: str
    head: str
    people: int
    topic: str
    channel: str
    result: str


@dataclass(frozen=True)
class BankAnswer:
    """One household's answer in a quarter's wave."""

    quarter: str
    code: str
    day: date
    hamlet: str
    household: str
    people: int
    with_account: int
    surveyor: str


@dataclass(frozen=True)
class Access:
    """A hamlet's adults surveyed about digital services in a quarter's wave."""

    quarter: str
    hamlet: str
    surveyed: int
    health: int
    education: int
    insurance: int
    transport: int
    any_service: int
    all_services: int


@dataclass(frozen=True)
class TrainingClass:
    """One class: who was called, and who came."""

    day: date
    topic: str
    attendance: tuple[tuple[str, bool], ...]


@dataclass(frozen=True)
class School:
    quarter: str
    name: str
    level: str
    students: int
    students_digital: int
    teachers: int
    teachers_trained: int


@dataclass(frozen=True)
class Product:
    quarter: str
    name: str
    producer: str
    hamlet: str
    stars: int
    sites: tuple[str, ...]


@dataclass(frozen=True)
class ServiceFiles:
    month: str
    field: str
    full: int
    partial: int
    direct: int

    @property
    def total(self) -> int:
        """All files of the field."""
        return self.full + self.partial + self.direct


@dataclass(frozen=True)
class Documents:
    month: str
    office: str
    documents: int
    electronic: int


@dataclass(frozen=True)
class Truth:
    """The whole commune over its months."""

    seed: int
    months: tuple[str, ...]
    month_last_day: int
    hamlets: tuple[Hamlet, ...]
    members: tuple[Member, ...]
    stocks: tuple[Stocks, ...]
    reports: tuple[Report, ...]
    visits: tuple[Visit, ...]
    bank: tuple[BankAnswer, ...]
    access: tuple[Access, ...]
    classes: tuple[TrainingClass, ...]
    schools: tuple[School, ...]
    products: tuple[Product, ...]
    service: tuple[ServiceFiles, ...]
    documents: tuple[Documents, ...]

    @property
    def quarters(self) -> tuple[str, ...]:
        """The quarters whose three months are all simulated."""
        return periods.quarters_within(self.months)

    def month_end(self, month: str) -> date:
        """The last day of a reporting month."""
        return periods.last_day(month, self.month_last_day)

    def month_start(self, month: str) -> date:
        """The first day of a reporting month."""
        return periods.first_day(month, self.month_last_day)

    def month_of(self, day: date) -> str:
        """The reporting month that holds the day."""
        return periods.month_of(day, self.month_last_day)

    def quarter_end(self, quarter: str) -> date:
        """The quarter's last day."""
        return self.month_end(periods.quarter_months(quarter)[-1])

    def hamlets_on(self, day: date) -> tuple[Hamlet, ...]:
        """The hamlets that exist on that day, in registry order."""
        return tuple(hamlet for hamlet in self.hamlets if hamlet.valid_on(day))

    def hamlet_on(self, code: str, day: date) -> Hamlet:
        """The validity of a code on that day; KeyError when there is none."""
        for hamlet in self.hamlets:
            if hamlet.code == code and hamlet.valid_on(day):
                return hamlet
        raise KeyError(code)

    def ancestors(self, code: str) -> frozenset[str]:
        """The hamlet and those merged into it, however far back. A split hamlet is nobody's ancestor."""
        parts: dict[str, set[str]] = {}
        for hamlet in self.hamlets:
            for part in hamlet.made_of:
                parts.setdefault(part, set()).add(hamlet.code)
        found, waiting = {code}, [code]
        while waiting:
            current = waiting.pop()
            before = {part for part, heirs in parts.items() if heirs == {current}} - found
            found |= before
            waiting.extend(sorted(before))
        return frozenset(found)

    def team_members(self, team: str, day: date) -> tuple[Member, ...]:
        """The members who serve in the team on that day."""
        return tuple(member for member in self.members if member.team == team and member.active_on(day))
