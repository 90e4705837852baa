"""Measures the checks on many random communes: what share of planted faults each rule sees, and how often it cries wolf.

Belongs here: the three experiments and the page written from them. Does not belong here: how a fault is planted (``pipelines.demo``),
how communes are laid and built (``grounds.py``, ``straight.py``).

Run by ``make recall``; writes ``docs/checks-measured.md``. A small version runs in the tests.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from random import Random

from pipelines.demo import PLANTERS, VARIANTS, CannotPlantError, Commune, Finding, Planting, Spot, plant
from pipelines.home import PROJECT_ROOT
from pipelines.ingest.door import Door
from tests.bench.grounds import LARGEST, LONGEST, SHORTEST, SMALLEST, Asked, Ground, Say, look, random_grounds

EVERY = (*PLANTERS, *VARIANTS)
BY_FORM = ("hamlet_report", "visit_log")
"""Files of one hamlet each: faults in two hamlets do not meet."""
BY_QUARTER = ("one_takes_all", "heaping")
"""Faults of a whole quarter: what is found stands at its last month."""
STOCKS = {
    "vneid": ("level2",),
    "health_book": ("books",),
    "signature": ("holders",),
    "hamlet_report": ("households_reached", "households_platform"),
}
"""The five figures that ``spike`` watches, by source."""
GROWTHS = {"+20%": 1.2, "+35%": 1.35, "×10": 10.0}
FULL, STOCKS_ONLY = 20, 60
"""Communes in one build: with all their sources, or those few."""
STOCK_SOURCES = frozenset({"registry", *STOCKS})


@dataclass(frozen=True)
class MonthSpot(Spot):
    """Any month of the quarter, not its last alone."""

    step: int = 2

    @property
    def month(self) -> str:
        """The chosen month."""
        return self.months[self.step]


def _is_same(one: Finding, other: Finding) -> bool:
    """The same rule at the same place; in an earlier month of a quarter some findings are less grave, so gravity is not asked."""
    return (one.rule, one.source, one.hamlet, one.period) == (other.rule, other.source, other.hamlet, other.period)


# --- hard rules ---


def _meets(finding: Finding, spot: Spot) -> tuple[str, str]:
    """Faults with the same one would meet: those of one source's file, or of one hamlet's forms."""
    return ("form", finding.hamlet or spot.hamlet) if finding.source in BY_FORM else ("file", finding.source)


def planted(ground: Ground) -> tuple[Commune, list[tuple[str, Planting]]]:
    """A commune with faults in random places, no two in one file."""
    rng = Random(f"faults:{ground.seed}")  # noqa: S311 - not for secrets
    commune = ground.commune()
    names = list(EVERY)
    rng.shuffle(names)
    plantings: list[tuple[str, Planting]] = []
    taken: set[tuple[str, str]] = set()
    for name in names:
        spot = _spot(rng, commune, name)
        try:
            planting = plant(commune, name, spot)
        except (CannotPlantError, KeyError):  # no month before it, no two names alike
            continue
        places = {_meets(finding, spot) for finding in planting.findings}
        if places & taken:
            continue
        taken |= places
        commune = planting.commune
        plantings.append((name, planting))
    return commune, plantings


def _spot(rng: Random, commune: Commune, name: str) -> MonthSpot:
    quarter = rng.choice(commune.truth.quarters)
    hamlets = commune.truth.hamlets_on(commune.truth.quarter_end(quarter))
    return MonthSpot(rng.choice(hamlets).code, quarter, 2 if name in BY_QUARTER else rng.randrange(3))


@dataclass
class Recall:
    """Faults planted and seen, by rule or variant."""

    planted: Counter[str] = field(default_factory=Counter)
    seen: Counter[str] = field(default_factory=Counter)
    missed: list[str] = field(default_factory=list)
    """Where a fault went unseen, for whoever looks into it."""


def measure_recall(grounds: Sequence[Ground], door: Door, say: Say) -> Recall:
    """Plant, look, count."""
    recall = Recall()
    given: list[list[tuple[str, Planting]]] = []

    def make(ground: Ground) -> Commune:
        commune, plantings = planted(ground)
        given.append(plantings)
        return commune

    asked = [Asked(partial(make, ground)) for ground in grounds]
    for place, (found, _) in enumerate(look(asked, door, say=say, batch=FULL)):
        for name, planting in given[place]:
            lost = [finding for finding in planting.findings if not any(_is_same(finding, one) for one in found)]
            recall.planted[name] += 1
            recall.seen[name] += not lost
            recall.missed += [f"{name}: {finding} of {grounds[place]}" for finding in lost]
    return recall


# --- spike ---


@dataclass(frozen=True)
class Raised:
    """One figure of one hamlet in one month, made larger."""

    source: str
    figure: str
    hamlet: str
    month: str


def raised(ground: Ground, times: float) -> tuple[Commune, list[Raised]]:
    """A commune in which each of the five figures is so many times as large in one hamlet and month; the hamlets differ."""
    rng = Random(f"spikes:{ground.seed}")  # noqa: S311 - not for secrets
    commune = ground.commune()
    codes = rng.sample([hamlet.code for hamlet in commune.truth.hamlets_on(commune.truth.month_end(commune.truth.months[0]))], 5)
    out: list[Raised] = []
    for source, figures in STOCKS.items():
        for figure in figures:
            one = Raised(source, figure, codes[len(out)], rng.choice(commune.truth.months[1:]))
            commune = _raise(commune, one, times)
            out.append(one)
    return commune, out


def _raise(commune: Commune, one: Raised, times: float) -> Commune:
    sheet = commune.sheet(one.source, one.month, one.hamlet if one.source in BY_FORM else "")
    place = 0 if one.source in BY_FORM else sheet.row_of(one.hamlet)
    before = sheet.rows[place][one.figure]
    if not isinstance(before, int):
        raise TypeError(f"{one} is no count")
    return commune.swapped(sheet, sheet.with_cells(place, **{one.figure: round(before * times)}))


@dataclass
class Caught:
    """Figures raised; how many ``spike`` found, and how many any rule above info found in that hamlet, month and source."""

    raised: int = 0
    by_spike: int = 0
    by_any: int = 0


def measure_spikes(grounds: Sequence[Ground], door: Door, say: Say) -> dict[str, Caught]:
    """Raise, look, count; by how much was raised."""
    caught = {name: Caught() for name in GROWTHS}
    given: list[tuple[str, list[Raised]]] = []

    def make(ground: Ground, name: str) -> Commune:
        commune, changes = raised(ground, GROWTHS[name])
        given.append((name, changes))
        return commune

    asked = [Asked(partial(make, ground, name), STOCK_SOURCES) for ground in grounds for name in GROWTHS]
    for place, (found, _) in enumerate(look(asked, door, say=say, batch=STOCKS_ONLY)):
        name, changes = given[place]
        for one in changes:
            there = {
                f.rule for f in found if (f.source, f.hamlet, f.period) == (one.source, one.hamlet, one.month) and f.severity != "info"
            }
            caught[name].raised += 1
            caught[name].by_spike += "spike" in there
            caught[name].by_any += bool(there)
    return caught


# --- clean communes ---


@dataclass
class Clean:
    """Communes without a fault: how many had a finding above info, and how often each rule was asked and spoke."""

    communes: int = 0
    hamlets: int = 0
    alarmed: int = 0
    evaluated: Counter[str] = field(default_factory=Counter)
    alarms: Counter[str] = field(default_factory=Counter)
    heard: list[str] = field(default_factory=list)


def measure_clean(grounds: Sequence[Ground], door: Door, say: Say) -> Clean:
    """Look, count."""
    clean = Clean()
    asked = [Asked(ground.commune) for ground in grounds]
    for ground, (found, evaluated) in zip(grounds, look(asked, door, say=say, batch=FULL), strict=True):
        alarms = [one for one in found if one.severity != "info"]
        clean.communes += 1
        clean.hamlets += ground.hamlets
        clean.alarmed += bool(alarms)
        clean.evaluated.update(evaluated)
        clean.alarms.update(one.rule for one in alarms)
        clean.heard += [f"{one} of {ground}" for one in alarms]
    return clean


# --- the page ---


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f}%" if whole else "not planted"


def page(seed: int, counts: tuple[int, int], recall: Recall, spikes: dict[str, Caught], clean: Clean) -> Iterator[str]:
    """The lines of ``docs/checks-measured.md``."""
    yield from (
        "# The checks, measured",
        "",
        f"Written by `make recall` (`tests/bench/recall.py`, seed {seed}); the same seed gives the same numbers. Random made-up",
        f"communes of {SMALLEST} to {LARGEST} hamlets (each doubling as likely as the next) over {SHORTEST} to {LONGEST} months, each with",
        "a seed of its own, up to the end of a random quarter. Their sheets are laid into the lake without the detour over spreadsheet",
        "files (a test holds that to be the same), pass the real door, and many communes are built in one warehouse.",
        "",
        "What is clean and what is a fault is the demo's simulator's idea of it: real offices may differ.",
        "",
        "## Planted faults",
        "",
        f"{counts[0]} communes, each with one fault in as many files as could carry one, in a random hamlet, quarter and month.",
        "Seen means: the rule's finding stands at that source, hamlet and period.",
        "",
        "| fault | planted | seen | recall |",
        "|---|---:|---:|---:|",
        *(
            f"| `{name}` | {recall.planted[name]} | {recall.seen[name]} | {_share(recall.seen[name], recall.planted[name])} |"
            for name in EVERY
        ),
        f"| all | {recall.planted.total()} | {recall.seen.total()} | {_share(recall.seen.total(), recall.planted.total())} |",
        "",
        "## `spike`",
        "",
        f"{counts[1]} communes; each of the five cumulative figures that `spike` watches raised in one random hamlet and month.",
        "",
        "| the figure becomes | raised | found by `spike` | found by any rule |",
        "|---|---:|---:|---:|",
        *(
            f"| {name} | {one.raised} | {_share(one.by_spike, one.raised)} | {_share(one.by_any, one.raised)} |"
            for name, one in spikes.items()
        ),
        "",
        "A figure raised by a fifth moves its rate by a fifth of itself: three points where 15% have it, eighteen where 90% do. `spike`",
        "cannot fire below 7 points from the middle of the hamlets (3.5 × its floor of 2 points), and is not meant to.",
        "",
        "## False alarms",
        "",
        f"{clean.communes} clean communes with {clean.hamlets} hamlets in all: {clean.alarmed} had a finding above info.",
        "",
        "| rule | evaluated | false alarms | share |",
        "|---|---:|---:|---:|",
        *(
            f"| `{rule}` | {clean.evaluated[rule]} | {clean.alarms[rule]} | "
            f"{_share(clean.alarms[rule], clean.evaluated[rule]) if clean.evaluated[rule] else 'never evaluated'} |"
            for rule in PLANTERS
        ),
        "",
    )


def main() -> int:
    """Measure and write. Exit 1 when a hard rule missed a fault or a clean commune had a finding."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--communes", type=int, default=200, help="for spike, and clean ones")
    parser.add_argument("--faulty", type=int, default=100, help="communes that carry faults")
    parser.add_argument("--largest", type=int, default=LARGEST, help="hamlets")
    parser.add_argument("--out", type=Path, default=PROJECT_ROOT / "docs" / "checks-measured.md")
    options = parser.parse_args()

    def say(step: str) -> Say:
        return lambda text: print(f"{step}: {text}", file=sys.stderr, flush=True)  # noqa: T201 - progress of a long measurement

    grounds = random_grounds(options.seed, options.communes, options.largest)
    with Door() as door:
        spikes = measure_spikes(grounds, door, say("spike"))
        recall = measure_recall(random_grounds(options.seed + 1, options.faulty, options.largest), door, say("faults"))
        clean = measure_clean(grounds, door, say("clean"))
    options.out.write_text("\n".join(page(options.seed, (options.faulty, options.communes), recall, spikes, clean)), encoding="utf-8")
    for line in [*recall.missed, *clean.heard]:
        print(line, file=sys.stderr)  # noqa: T201 - what to look into
    return 1 if recall.missed or clean.alarmed else 0


if __name__ == "__main__":
    sys.exit(main())
