"""The ground under the commune: small areas that never change, and the hamlets that are made of them from day to day.

Belongs here: areas with their people, registry rows, mergers, splits and renamings. Does not belong here: members and figures over time.
Everything counted in people or households is simulated by area and summed, so a merger adds up by itself.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random
from typing import Literal

from pipelines.demo.truth import Hamlet
from pipelines.demo.words import FORMER_COMMUNES, HAMLET_NAMES


@dataclass(frozen=True)
class Area:
    """A piece of ground with its people, and what each office counts there (within 1% of the registry)."""

    index: int
    households: int
    population: int
    population_15_plus: int
    adults: int
    police_population: int
    eligible: int
    station_population: int
    centre_adults: int


@dataclass(frozen=True)
class Change:
    """Hamlets that change. The day must be the first of a reporting month; a split's, the first of a quarter."""

    kind: Literal["merge", "split", "rename"]
    hamlets: tuple[str, ...]
    on: date
    name: str | None = None
    """The new name: of the merged or the renamed hamlet. A split's parts are named A and B."""


@dataclass(frozen=True)
class Span:
    """A registry row with the areas under it."""

    hamlet: Hamlet
    areas: tuple[Area, ...]


def _unround(number: int) -> int:
    """One more if it ends in 0 or 5, so that figures that stand still never look rounded."""
    return number + 1 if number % 5 == 0 else number


def draw_area(seed: int, index: int, *, taken: set[int], share: float = 1.0) -> Area:
    """One area. ``taken`` holds household counts already given away, so that no two hamlets have the same figures."""
    rng = Random(f"{seed}:area:{index}:{share}")  # noqa: S311 - not for secrets
    households = _unround(round(rng.randint(112, 338) * share))
    while households in taken:
        households = _unround(households + 1)
    taken.add(households)
    population = _unround(round(households * rng.uniform(3.1, 3.6)))
    fifteen = _unround(round(population * rng.uniform(0.75, 0.79)))
    adults = _unround(round(fifteen * rng.uniform(0.935, 0.965)))
    police = _unround(round(population * rng.uniform(0.993, 1.007)))
    return Area(
        index=index,
        households=households,
        population=population,
        population_15_plus=fifteen,
        adults=adults,
        police_population=police,
        eligible=_unround(round(police * rng.uniform(0.935, 0.955))),
        station_population=_unround(round(population * rng.uniform(0.993, 1.007))),
        centre_adults=_unround(round(adults * rng.uniform(0.993, 1.007))),
    )


def _first_names(count: int, *, twins: bool) -> list[tuple[str, str | None]]:
    """(name, former commune). About half are numbered; with twins, two old communes both number from 1."""
    if twins:
        half = (count + 1) // 2
        return [(f"Xóm {place % half + 1}", FORMER_COMMUNES[place // half]) for place in range(count)]
    named = min(count // 2, len(HAMLET_NAMES))
    numbered: list[tuple[str, str | None]] = [(f"Xóm {number}", None) for number in range(1, count - named + 1)]
    return numbered + [(f"Xóm {name}", None) for name in HAMLET_NAMES[:named]]


def _hamlet(code: str, name: str, areas: tuple[Area, ...], since: date, **more: object) -> Hamlet:
    former = more.get("former_commune")
    short = name.removeprefix("Xóm ")
    aliases = (f"{name} ({former})", f"{name} {former}") if former else (() if short.isdigit() else (short, f"Thôn {short}"))
    made_of = more.get("made_of", ())
    return Hamlet(
        code=code,
        name=name,
        aliases=aliases,
        households=sum(area.households for area in areas),
        population=sum(area.population for area in areas),
        population_15_plus=sum(area.population_15_plus for area in areas),
        adults=sum(area.adults for area in areas),
        valid_from=since,
        former_commune=str(former) if former else None,
        made_of=made_of if isinstance(made_of, tuple) else (),
    )


def lay_out(seed: int, count: int, since: date, changes: tuple[Change, ...], *, twins: bool) -> tuple[Span, ...]:
    """All registry rows of the commune, changes applied in date order."""
    split_codes = {code for change in changes if change.kind == "split" for code in change.hamlets}
    taken: set[int] = set()
    spans: list[Span] = []
    index = 0
    for place, (name, former) in enumerate(_first_names(count, twins=twins), start=1):
        code = f"X{place:02d}"
        parts = 2 if code in split_codes else 1
        areas = tuple(draw_area(seed, index + part, taken=taken, share=0.7 if parts > 1 else 1.0) for part in range(parts))
        index += parts
        spans.append(Span(_hamlet(code, name, areas, since, former_commune=former), areas))
    for change in sorted(changes, key=lambda change: change.on):
        spans = _apply(spans, change)
    return tuple(spans)


def _next_code(spans: list[Span]) -> int:
    return max(int(span.hamlet.code[1:]) for span in spans) + 1


def _apply(spans: list[Span], change: Change) -> list[Span]:
    old = [span for span in spans if span.hamlet.code in change.hamlets and span.hamlet.valid_to is None]
    if len(old) != len(change.hamlets):
        raise ValueError(f"{change.kind}: not all of {change.hamlets} exist on {change.on}")
    closed = [_closed(span, change.on) if span in old else span for span in spans]
    return closed + _new_spans(old, change, _next_code(spans))


def _closed(span: Span, on: date) -> Span:
    return Span(replace(span.hamlet, valid_to=on - timedelta(days=1)), span.areas)


def _new_spans(old: list[Span], change: Change, number: int) -> list[Span]:
    first = old[0].hamlet
    codes = tuple(span.hamlet.code for span in old)
    if change.kind == "merge":
        areas = tuple(area for span in old for area in span.areas)
        return [Span(_hamlet(f"X{number:02d}", change.name or "Xóm Hợp Nhất", areas, change.on, made_of=codes), areas)]
    if change.kind == "rename":
        hamlet = _hamlet(first.code, change.name or "Xóm Đổi Mới", old[0].areas, change.on)
        return [Span(replace(hamlet, aliases=(*hamlet.aliases, first.name)), old[0].areas)]
    parts = zip("AB", old[0].areas, strict=True)
    return [
        Span(_hamlet(f"X{number + place:02d}", f"{first.name}{letter}", (area,), change.on, made_of=codes), (area,))
        for place, (letter, area) in enumerate(parts)
    ]
