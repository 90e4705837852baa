"""What each indicator must come to, straight from the truth (spec: indicators).

Belongs here: the sixteen indicators, quarter by quarter, hamlet by hamlet, as whole numbers and exact fractions.
Does not belong here: anything of the product's own counting. This is the other of two independent computations.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from pipelines.demo import periods
from pipelines.demo.truth import Hamlet, Member, Report, Stocks, Truth, Visit

ALL = "ALL"
HOUSEHOLDS_A_MONTH = 10
ASSISTS_A_MONTH = 50
REPORT_DUE_DAY = 15

Pair = tuple[int, int]
Held = frozenset[tuple[str, str, str]]
"""(quarter, indicator, hamlet) left out of numerator and denominator."""


@dataclass(frozen=True)
class Figure:
    """One expected figure; a held or unknown one has no numbers."""

    period: str
    indicator: str
    hamlet: str
    numerator: int | None
    denominator: int | None
    value: Fraction | None
    held: bool = False


@dataclass(frozen=True)
class _Quarter:
    """One quarter of one truth, with what the indicators ask of it."""

    truth: Truth
    label: str
    visits: Mapping[str, list[Visit]]
    """By reporting month."""

    @property
    def months(self) -> tuple[str, str, str]:
        return periods.quarter_months(self.label)

    @property
    def end(self) -> date:
        return self.truth.quarter_end(self.label)

    @property
    def hamlets(self) -> tuple[Hamlet, ...]:
        return self.truth.hamlets_on(self.end)

    def last_stocks(self) -> dict[str, Stocks]:
        return {one.hamlet: one for one in self.truth.stocks if one.month == self.months[-1]}

    def last_reports(self) -> dict[str, Report]:
        return {one.hamlet: one for one in self.truth.reports if one.month == self.months[-1] and one.handed_in}

    def trained(self) -> set[str]:
        return {code for one in self.truth.classes if one.day <= self.end for code, came in one.attendance if came}

    def active_members(self) -> list[Member]:
        return [member for member in self.truth.members if member.active_on(self.end)]


def _stock(part: Callable[[Stocks], int], whole: Callable[[Hamlet], int]) -> Callable[[_Quarter], dict[str, Pair]]:
    def pairs(quarter: _Quarter) -> dict[str, Pair]:
        last = quarter.last_stocks()
        return {one.code: (part(last[one.code]), whole(one)) for one in quarter.hamlets if one.code in last}

    return pairs


def _reported(part: Callable[[Report], int]) -> Callable[[_Quarter], dict[str, Pair]]:
    def pairs(quarter: _Quarter) -> dict[str, Pair]:
        last = quarter.last_reports()
        return {one.code: (part(last[one.code]), one.households) for one in quarter.hamlets if one.code in last}

    return pairs


def _training(quarter: _Quarter) -> dict[str, Pair]:
    trained, out = quarter.trained(), {}
    for hamlet in quarter.hamlets:
        codes = {member.code for member in quarter.active_members() if member.team == hamlet.code}
        out[hamlet.code] = (len(codes & trained), len(codes))
    return out


def _bank(quarter: _Quarter) -> dict[str, Pair]:
    latest: dict[str, tuple[date, str, int, int]] = {}
    for answer in quarter.truth.bank:
        if answer.quarter == quarter.label:
            known = latest.get(answer.household)
            if known is None or known[0] <= answer.day:
                latest[answer.household] = (answer.day, answer.hamlet, answer.with_account, answer.people)
    out: dict[str, Pair] = {}
    for _, hamlet, accounts, people in latest.values():
        before = out.get(hamlet, (0, 0))
        out[hamlet] = (before[0] + accounts, before[1] + people)
    return out


def _access(quarter: _Quarter) -> dict[str, Pair]:
    return {one.hamlet: (one.any_service, one.surveyed) for one in quarter.truth.access if one.quarter == quarter.label}


def _team_visits(quarter: _Quarter) -> dict[str, Pair]:
    totals: dict[tuple[str, str], int] = {}
    for month in quarter.months:
        for visit in quarter.visits.get(month, ()):
            totals[(month, visit.team)] = totals.get((month, visit.team), 0) + visit.people
    out: dict[str, Pair] = {}
    for hamlet in quarter.hamlets:
        teams = quarter.truth.ancestors(hamlet.code)
        good = sum(sum(totals.get((month, team), 0) for team in teams) >= ASSISTS_A_MONTH for month in quarter.months)
        out[hamlet.code] = (good, len(quarter.months))
    return out


def _whole_months(truth: Truth, months: Iterable[str]) -> dict[tuple[str, str], str]:
    """(month, member) -> team at the month's end, for members who were active on every day of it."""
    services: dict[str, list[Member]] = {}
    for member in truth.members:
        services.setdefault(member.code, []).append(member)
    out: dict[tuple[str, str], str] = {}
    for month in months:
        start, end = truth.month_start(month), truth.month_end(month)
        for code, rows in services.items():
            days = sum(max((min(row.valid_to or end, end) - max(row.valid_from, start)).days + 1, 0) for row in rows)
            last = [row.team for row in rows if row.active_on(end)]
            if last and days == (end - start).days + 1:
                out[(month, code)] = last[0]
    return out


def _member_months(quarter: _Quarter) -> dict[tuple[str, str], tuple[str, bool]]:
    """(month, member) -> (team, ten households or more)."""
    homes: dict[tuple[str, str], set[str]] = {}
    for month in quarter.months:
        for visit in quarter.visits.get(month, ()):
            homes.setdefault((month, visit.member), set()).add(visit.household)
    whole = _whole_months(quarter.truth, quarter.months)
    return {key: (team, len(homes.get(key, ())) >= HOUSEHOLDS_A_MONTH) for key, team in whole.items()}


def _member_households(quarter: _Quarter) -> dict[str, Pair]:
    found = _member_months(quarter).values()
    out: dict[str, Pair] = {}
    for hamlet in quarter.hamlets:
        teams = quarter.truth.ancestors(hamlet.code)
        own = [good for team, good in found if team in teams]
        out[hamlet.code] = (sum(own), len(own))
    return out


def _on_time(quarter: _Quarter) -> dict[str, Pair]:
    year, month = (int(part) for part in quarter.months[-1].split("-"))
    due = date(year, month, REPORT_DUE_DAY)
    handed = {(one.month, one.hamlet): one.handed_in for one in quarter.truth.reports}
    out: dict[str, Pair] = {}
    for hamlet in quarter.hamlets:
        family = quarter.truth.ancestors(hamlet.code)
        asked = [
            handed.get((label, one.code))
            for label in quarter.months
            for one in quarter.truth.hamlets_on(quarter.truth.month_end(label))
            if one.code in family
        ]
        out[hamlet.code] = (int(all(day is not None and day < due for day in asked)), 1)
    return out


BY_HAMLET: Mapping[str, Callable[[_Quarter], dict[str, Pair]]] = {
    "member_training": _training,
    "household_reached": _reported(lambda one: one.households_reached),
    "household_platform": _reported(lambda one: one.households_platform),
    "digital_access": _access,
    "vneid_level2": _stock(lambda one: one.level2, lambda hamlet: hamlet.population),
    "health_book": _stock(lambda one: one.books, lambda hamlet: hamlet.population),
    "bank_account": _bank,
    "digital_signature": _stock(lambda one: one.holders, lambda hamlet: hamlet.adults),
    "member_households": _member_households,
    "team_visits": _team_visits,
    "report_on_time": _on_time,
}
WEIGHTS: Mapping[str, Callable[[Hamlet], int]] = {
    "digital_access": lambda hamlet: hamlet.adults,
    "bank_account": lambda hamlet: hamlet.population_15_plus,
}
ORDER = (
    *("member_training", "household_reached", "household_platform", "digital_access", "vneid_level2", "health_book"),
    *("student_elearning", "bank_account", "digital_signature", "member_households", "team_visits", "ocop_ecommerce"),
    *("report_on_time", "online_service", "teacher_training", "electronic_document"),
)


def _with_commune_team(quarter: _Quarter, indicator: str, pairs: dict[str, Pair]) -> Pair:
    """The hamlets' sum and the commune team's own members."""
    if indicator == "member_training":
        teams = {hamlet.code for hamlet in quarter.hamlets}
        codes = {member.code for member in quarter.active_members() if member.team not in teams}
        own = (len(codes & quarter.trained()), len(codes))
    else:
        known = {code for hamlet in quarter.hamlets for code in quarter.truth.ancestors(hamlet.code)}
        good = [reached for team, reached in _member_months(quarter).values() if team not in known]
        own = (sum(good), len(good))
    return sum(part for part, _ in pairs.values()) + own[0], sum(whole for _, whole in pairs.values()) + own[1]


def _commune_only(quarter: _Quarter, indicator: str) -> Pair:
    truth, label, months = quarter.truth, quarter.label, quarter.months
    schools = [one for one in truth.schools if one.quarter == label]
    products = [one for one in truth.products if one.quarter == label]
    files = [one for one in truth.service if one.month in months]
    papers = [one for one in truth.documents if one.month in months]
    pairs: dict[str, Pair] = {
        "student_elearning": (sum(one.students_digital for one in schools), sum(one.students for one in schools)),
        "teacher_training": (sum(one.teachers_trained for one in schools), sum(one.teachers for one in schools)),
        "ocop_ecommerce": (sum(bool(one.sites) for one in products), len(products)),
        "online_service": (sum(one.full + one.partial for one in files), sum(one.total for one in files)),
        "electronic_document": (sum(one.electronic for one in papers), sum(one.documents for one in papers)),
    }
    return pairs[indicator]


def _commune(quarter: _Quarter, indicator: str, pairs: dict[str, Pair]) -> Figure:
    if indicator not in BY_HAMLET:
        part, whole = _commune_only(quarter, indicator)
    elif indicator in ("member_training", "member_households"):
        part, whole = _with_commune_team(quarter, indicator, pairs)
    else:
        part, whole = sum(pair[0] for pair in pairs.values()), sum(pair[1] for pair in pairs.values())
    value = Fraction(part, whole) if whole else None
    if indicator in WEIGHTS and whole:
        weights = {hamlet.code: WEIGHTS[indicator](hamlet) for hamlet in quarter.hamlets}
        answered = {code: pair for code, pair in pairs.items() if pair[1]}
        value = sum((weights[code] * Fraction(*pair) for code, pair in answered.items()), Fraction(0))
        value /= sum(weights[code] for code in answered)
    return Figure(quarter.label, indicator, ALL, part if whole else None, whole or None, value)


def _visits_by_month(truth: Truth) -> dict[str, list[Visit]]:
    out: dict[str, list[Visit]] = {}
    for visit in truth.visits:
        out.setdefault(truth.month_of(visit.day), []).append(visit)
    return out


def quarter_figures(truth: Truth, label: str, held: Held = frozenset()) -> list[Figure]:
    """All figures of one quarter: each hamlet's where the grain allows, then the commune's, in the plan's order."""
    return _figures(_Quarter(truth, label, _visits_by_month(truth)), held)


def _figures(quarter: _Quarter, held: Held) -> list[Figure]:
    label = quarter.label
    out: list[Figure] = []
    for indicator in ORDER:
        pairs = BY_HAMLET[indicator](quarter) if indicator in BY_HAMLET else {}
        kept = {code: pair for code, pair in pairs.items() if (label, indicator, code) not in held}
        for hamlet in quarter.hamlets if indicator in BY_HAMLET else ():
            part, whole = kept.get(hamlet.code, (0, 0))
            known = Fraction(part, whole) if whole else None
            stopped = (label, indicator, hamlet.code) in held
            out.append(Figure(label, indicator, hamlet.code, part if whole else None, whole or None, known, stopped))
        out.append(_commune(quarter, indicator, kept))
    return out


def expected_figures(truth: Truth, held: Held = frozenset()) -> list[Figure]:
    """Every whole quarter's figures."""
    visits = _visits_by_month(truth)
    return [figure for label in truth.quarters for figure in _figures(_Quarter(truth, label, visits), held)]
