"""Surveys, schools, products, public-service files and documents of the made-up commune.

Belongs here: the quarterly waves and the offices' own figures. Does not belong here: hamlet stocks and visits.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from random import Random

from pipelines.demo import periods
from pipelines.demo.truth import Access, BankAnswer, Documents, Hamlet, Product, School, ServiceFiles
from pipelines.demo.words import OFFICES, PRODUCTS, SCHOOLS, SERVICE_FIELDS, SITES, person

LARGEST_HOUSEHOLD = 7


def household_sizes(seed: int, hamlet: Hamlet) -> list[int]:
    """People of 15 and over in each household, summing to the registry's figure."""
    rng = Random(f"{seed}:sizes:{hamlet.code}:{hamlet.valid_from}")  # noqa: S311 - not for secrets
    sizes = [1] * hamlet.households
    left = hamlet.population_15_plus - hamlet.households
    while left > 0:
        place = rng.randrange(hamlet.households)
        if sizes[place] < LARGEST_HOUSEHOLD:
            sizes[place] += 1
            left -= 1
    return sizes


def _wave(quarter: str, month_last_day: int, hamlet: Hamlet) -> tuple[date, date]:
    """The days on which the hamlet is asked: inside the quarter, and inside its validity. The last ten are kept for second answers."""
    months = periods.quarter_months(quarter)
    start = max(periods.first_day(months[0], month_last_day), hamlet.valid_from)
    return start, periods.last_day(months[-1], month_last_day) - timedelta(days=10)


def bank_answers(seed: int, quarter: str, step: int, month_last_day: int, hamlet: Hamlet) -> list[BankAnswer]:
    """A hamlet's answers of one wave: 42-55% of its people, one household in sixty asked again later."""
    rng = Random(f"{seed}:bank:{quarter}:{hamlet.code}")  # noqa: S311 - not for secrets
    sizes = household_sizes(seed, hamlet)
    order = rng.sample(range(hamlet.households), hamlet.households)
    start, end = _wave(quarter, month_last_day, hamlet)
    wanted, asked = hamlet.population_15_plus * rng.uniform(0.42, 0.55), 0
    share = min(0.86 + 0.012 * step, 0.96)
    out: list[BankAnswer] = []
    for place in order:
        if asked >= wanted:
            break
        asked += sizes[place]
        day = start + timedelta(days=rng.randint(0, max((end - start).days, 0)))
        days = [day, day + timedelta(days=rng.randint(3, 10))] if rng.random() < 1 / 60 else [day]
        for answered in days:
            people = sizes[place]
            accounts = sum(rng.random() < share for _ in range(people))
            home = f"{hamlet.code}-H{place + 1:03d}"
            out.append(BankAnswer(quarter, "", answered, hamlet.code, home, people, accounts, person(rng.randrange(20))))
    return out


def numbered(answers: list[BankAnswer]) -> list[BankAnswer]:
    """The wave's answers with their codes, in the order they stand in the file."""
    return [replace(answer, code=f"PH{place:05d}") for place, answer in enumerate(answers, start=1)]


def access_survey(seed: int, quarter: str, step: int, hamlet: Hamlet) -> Access:
    """Adults asked one by one about four services, so that parts and wholes agree."""
    rng = Random(f"{seed}:access:{quarter}:{hamlet.code}")  # noqa: S311 - not for secrets
    surveyed = round(hamlet.adults * rng.uniform(0.38, 0.5))
    chance = min(0.36 + 0.015 * step, 0.6)
    chances = [chance + rng.uniform(-0.04, 0.06) for _ in range(4)]
    counts, some, every = [0, 0, 0, 0], 0, 0
    for _ in range(surveyed):
        uses = [rng.random() < limit for limit in chances]
        counts = [count + use for count, use in zip(counts, uses, strict=True)]
        some += any(uses)
        every += all(uses)
    return Access(quarter, hamlet.code, surveyed, counts[0], counts[1], counts[2], counts[3], some, every)


def schools(seed: int, quarter: str, step: int) -> list[School]:
    """Five schools whose digital share and trained teachers only grow."""
    out: list[School] = []
    for place, (name, level) in enumerate(SCHOOLS):
        rng = Random(f"{seed}:school:{place}")  # noqa: S311 - not for secrets
        students, teachers = rng.randint(301, 699), rng.randint(21, 43)
        digital = round(students * min(rng.uniform(0.55, 0.62) + 0.035 * step, 0.98))
        trained = min(teachers, round(teachers * rng.uniform(0.66, 0.74)) + 2 * step)
        out.append(School(quarter, name, level, students, digital, teachers, trained))
    return out


def products(seed: int, quarter: str, step: int, hamlets: tuple[Hamlet, ...]) -> list[Product]:
    """Twelve products; two more are listed somewhere each quarter."""
    out: list[Product] = []
    for place, name in enumerate(PRODUCTS):
        rng = Random(f"{seed}:product:{place}")  # noqa: S311 - not for secrets
        hamlet, producer, stars = rng.choice(hamlets).code, person(rng.randrange(9999)), rng.choice((3, 3, 3, 4))
        listed = place < 7 + 2 * step
        chosen = [site for site in SITES if rng.random() < 0.45] or [SITES[place % len(SITES)]]
        out.append(Product(quarter, name, producer, hamlet, stars, tuple(chosen) if listed else ()))
    return out


def service_files(seed: int, month: str, step: int) -> list[ServiceFiles]:
    """Public-service files by field, more of them online each month."""
    out: list[ServiceFiles] = []
    for field in SERVICE_FIELDS:
        rng = Random(f"{seed}:dvc:{month}:{field}")  # noqa: S311 - not for secrets
        total = rng.randint(31, 163)
        full = round(total * min(0.44 + 0.012 * step + rng.uniform(-0.05, 0.05), 0.75))
        partial = round(total * rng.uniform(0.12, 0.2))
        out.append(ServiceFiles(month, field, full, partial, total - full - partial))
    return out


def documents(seed: int, month: str) -> list[Documents]:
    """Documents by office, nearly all handled electronically."""
    out: list[Documents] = []
    for office in OFFICES:
        rng = Random(f"{seed}:edocs:{month}:{office}")  # noqa: S311 - not for secrets
        total = rng.randint(41, 187)
        out.append(Documents(month, office, total, total - rng.choice((0, 0, 0, 1, 2))))
    return out
