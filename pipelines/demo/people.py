"""Teams at work: the roster, the visits of every member, the training classes.

Belongs here: who serves where and when, and what they did. Does not belong here: what a hamlet counts of it.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from random import Random

from pipelines.demo import periods
from pipelines.demo.ground import Change, Span
from pipelines.demo.truth import Hamlet, Member, TrainingClass, Visit
from pipelines.demo.words import CHANNELS, CLASS_TOPICS, COMMUNE_TEAM, RESULTS, TOPICS, person, phone

LEADER, DEPUTY, MEMBER = "Tổ trưởng", "Tổ phó", "Tổ viên"


def first_roster(seed: int, spans: tuple[Span, ...], since: date) -> list[Member]:
    """The commune's team of seven, then four or five members in each first hamlet."""
    rng = Random(f"{seed}:roster")  # noqa: S311 - not for secrets
    teams = [(COMMUNE_TEAM, 7)]
    teams += [(span.hamlet.code, rng.randint(4, 5)) for span in spans if span.hamlet.valid_from == since]
    members: list[Member] = []
    for team, size in teams:
        for place in range(size):
            number = len(members) + 1
            role = LEADER if place == 0 else MEMBER
            draw = rng.randrange(100_000)
            members.append(Member(f"TV{number:03d}", person(draw), team, role, phone(number * 97 + draw % 97), since))
    return members


def with_turnover(seed: int, members: list[Member], months: tuple[str, ...], month_last_day: int) -> list[Member]:
    """About one team in nine loses a plain member in the middle of a month, and gets a new one ten days later."""
    rng = Random(f"{seed}:turnover")  # noqa: S311 - not for secrets
    out = list(members)
    leavers = [member for member in members if member.role == MEMBER and member.team != COMMUNE_TEAM]
    for leaver in rng.sample(leavers, min(len(leavers) // 40, len(leavers))):
        middle = periods.first_day(rng.choice(months), month_last_day) + timedelta(days=rng.randint(6, 15))
        out[out.index(leaver)] = replace(leaver, valid_to=middle)
        number, draw = len(out) + 1, rng.randrange(100_000)
        out.append(
            Member(f"TV{number:03d}", person(draw), leaver.team, MEMBER, phone(number * 97 + draw % 97), middle + timedelta(days=10))
        )
    return out


def moved_with_hamlets(members: list[Member], changes: tuple[Change, ...], hamlets: tuple[Hamlet, ...]) -> list[Member]:
    """Members of a merged or split hamlet serve the new one from its first day: a second roster row each."""
    for change in sorted(changes, key=lambda change: change.on):
        if change.kind == "rename":
            continue
        heirs = [hamlet.code for hamlet in hamlets if hamlet.valid_from == change.on and set(hamlet.made_of) == set(change.hamlets)]
        members = _moved(members, change, heirs)
    return members


def _moved(members: list[Member], change: Change, heirs: list[str]) -> list[Member]:
    moving = [member for member in members if member.team in change.hamlets and member.active_on(change.on)]
    late = [member for member in members if member.team in change.hamlets and member.valid_from > change.on]
    out = [replace(member, valid_to=change.on - timedelta(days=1)) if member in moving else member for member in members]
    leaders: set[str] = set()
    for place, member in enumerate(moving):
        team = heirs[place % len(heirs)]
        role = _role_after(member, team, leaders)
        out.append(replace(member, team=team, role=role, valid_from=change.on))
    for member in late:
        out[out.index(member)] = replace(member, team=heirs[0])
    return out


def _role_after(member: Member, team: str, leaders: set[str]) -> str:
    """The first leader leads; of a merged team the second is deputy; a part without a leader takes its first member."""
    if team not in leaders and (member.role == LEADER or not leaders or (len(leaders) == 1 and member.role == MEMBER)):
        leaders.add(team)
        return LEADER
    return DEPUTY if member.role == LEADER else member.role


def _days(member: Member, start: date, end: date) -> list[date]:
    first = max(start, member.valid_from)
    last = min(end, member.valid_to or end)
    return [first + timedelta(days=step) for step in range((last - first).days + 1)]


def _households(rng: Random, member: Member, grounds: list[Hamlet], *, idle: bool) -> list[tuple[Hamlet, int]]:
    """Different households for one member-month: ten or more, but for the idle."""
    wanted = rng.randint(5, 9) if idle else rng.randint(11, 15)
    if member.team == COMMUNE_TEAM:
        chosen = [rng.choice(grounds) for _ in range(wanted)]
        return list(dict.fromkeys((hamlet, rng.randint(1, hamlet.households)) for hamlet in chosen))
    hamlet = grounds[0]
    return [(hamlet, number) for number in rng.sample(range(1, hamlet.households + 1), min(wanted, hamlet.households))]


def _member_visits(rng: Random, member: Member, grounds: list[Hamlet], days: list[date], *, idle: bool) -> list[Visit]:
    found: dict[tuple[date, str, str], Visit] = {}
    homes = _households(rng, member, grounds, idle=idle)
    for hamlet, number in homes + homes[: rng.randint(0, 2)]:
        home, day, topic = f"{hamlet.code}-H{number:03d}", rng.choice(days), rng.choice(TOPICS)
        found[(day, home, topic)] = Visit(
            team=member.team,
            day=day,
            hamlet=hamlet.code,
            member=member.code,
            household=home,
            head=person(number * 17 + int(hamlet.code[1:]) * 101),
            people=rng.choice((1, 1, 1, 1, 1, 2, 2, 3)),
            topic=topic,
            channel=rng.choice(CHANNELS),
            result=rng.choice(RESULTS),
        )
    return list(found.values())


def _slow(seed: int, month: str, team: str) -> bool:
    """One team-month in fourteen: harvest, a wedding, no leader."""
    return Random(f"{seed}:slow:{month}:{team}").random() < 1 / 14  # noqa: S311 - not for secrets


def visits_of_month(seed: int, month: str, month_last_day: int, members: list[Member], hamlets: tuple[Hamlet, ...]) -> list[Visit]:
    """Every visit of a reporting month, in log order within each team."""
    start, end = periods.first_day(month, month_last_day), periods.last_day(month, month_last_day)
    present = {hamlet.code: hamlet for hamlet in hamlets if hamlet.valid_on(end)}
    out: list[Visit] = []
    for member in members:
        days = _days(member, start, end)
        if not days or (member.team != COMMUNE_TEAM and member.team not in present):
            continue
        rng = Random(f"{seed}:visits:{month}:{member.code}:{member.team}")  # noqa: S311 - not for secrets
        grounds = list(present.values()) if member.team == COMMUNE_TEAM else [present[member.team]]
        idle = rng.random() < (0.95 if _slow(seed, month, member.team) else 0.04)
        out.extend(_member_visits(rng, member, grounds, days, idle=idle))
    return sorted(out, key=lambda visit: (visit.team, visit.day, visit.member, visit.household, visit.topic))


def all_visits(seed: int, months: tuple[str, ...], month_last_day: int, members: list[Member], hamlets: tuple[Hamlet, ...]) -> list[Visit]:
    """Every month's visits. No team helps as many people as the month before: its form would look copied once the stocks stand still."""
    out: list[Visit] = []
    before: dict[str, int] = {}
    for month in months:
        visits = visits_of_month(seed, month, month_last_day, members, hamlets)
        totals = {team: people for (_, team), people in assists_by_team(visits, month_last_day).items()}
        for team in [team for team, people in totals.items() if before.get(team) == people]:
            place = next(index for index, visit in enumerate(visits) if visit.team == team)
            visits[place] = replace(visits[place], people=visits[place].people + 1)
            totals[team] += 1
        before = totals
        out.extend(visits)
    return out


def assists_by_team(visits: list[Visit], month_last_day: int) -> dict[tuple[str, str], int]:
    """Assists logged by (month, team)."""
    totals: dict[tuple[str, str], int] = {}
    for visit in visits:
        key = (periods.month_of(visit.day, month_last_day), visit.team)
        totals[key] = totals.get(key, 0) + visit.people
    return totals


def classes(seed: int, months: tuple[str, ...], month_last_day: int, members: list[Member]) -> tuple[TrainingClass, ...]:
    """A class in each of the first six months, then one a quarter; those who have not been are called first."""
    rng = Random(f"{seed}:classes")  # noqa: S311 - not for secrets
    trained: set[str] = set()
    out: list[TrainingClass] = []
    for step, month in enumerate(months):
        if step >= 6 and step % 3:
            continue
        day = periods.first_day(month, month_last_day) + timedelta(days=rng.randint(9, 20))
        active = sorted({member.code for member in members if member.active_on(day)})
        called = [code for code in active if rng.random() < (0.25 if code in trained else 0.5)]
        attendance = tuple((code, rng.random() < 0.93) for code in called)
        trained |= {code for code, came in attendance if came}
        out.append(TrainingClass(day, CLASS_TOPICS[len(out) % len(CLASS_TOPICS)], attendance))
    return tuple(out)
