"""Random made-up communes for measuring, and many of them in one build.

Belongs here: sizes, months and seeds; building a batch; what was found in it. Does not belong here: what is planted and counted.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

from pipelines.demo import Commune, Finding, demo_commune, periods
from pipelines.home import Home
from pipelines.selftest.province import build_province, lay_together, made_up_code, rows_of
from pipelines.selftest.run import found_in
from tests.bench.straight import lay

SMALLEST, LARGEST = 6, 60
"""Hamlets; drawn so that each doubling is as likely as the next."""
SHORTEST, LONGEST = 3, 12
"""Months, up to the end of some quarter of 2026."""


@dataclass(frozen=True)
class Ground:
    """One commune's size and seed."""

    seed: int
    hamlets: int
    months: int
    quarter: str

    @property
    def first_month(self) -> str:
        """The last month is the quarter's last."""
        return periods.shift(periods.quarter_months(self.quarter)[-1], 1 - self.months)

    def commune(self) -> Commune:
        """The clean commune."""
        return _simulated(self)


@lru_cache(maxsize=1)
def _simulated(ground: Ground) -> Commune:
    """Whoever asks for several variants of one commune asks for them in a row."""
    return demo_commune(ground.seed, ground.hamlets, ground.months, ground.first_month)


def random_grounds(seed: int, count: int, largest: int = LARGEST) -> list[Ground]:
    """So many communes of one seed."""
    rng = Random(f"grounds:{seed}")  # noqa: S311 - not for secrets
    spread = math.log(largest / SMALLEST)
    return [
        Ground(
            seed=rng.randrange(1_000_000),
            hamlets=round(SMALLEST * math.exp(rng.random() * spread)),
            months=rng.randint(SHORTEST, LONGEST),
            quarter=f"2026-Q{rng.randint(1, 4)}",
        )
        for _ in range(count)
    ]


Say = Callable[[str], None]
Looked = tuple[set[Finding], dict[str, int]]
"""What was found in a commune, and by rule how often it could be evaluated."""


@dataclass(frozen=True)
class Asked:
    """A commune to be looked at: how it is made, and which sources it needs (none named: all)."""

    make: Callable[[], Commune]
    only: frozenset[str] = frozenset()


def look(communes: Sequence[Asked], door: Any, *, say: Say, batch: int) -> Iterator[Looked]:
    """Each commune in turn, built with others in one warehouse. A commune is made when its turn comes, and then forgotten."""
    waiting = iter(communes)
    done = 0
    while some := list(islice(waiting, batch)):
        yield from _build(some, door)
        done += len(some)
        say(f"{done}/{len(communes)}")


def _build(communes: Sequence[Asked], door: Any) -> list[Looked]:
    with TemporaryDirectory(prefix="soxom-measured-") as name:
        folder, codes = Path(name), [made_up_code(place) for place in range(len(communes))]
        home = Home(folder / "together")
        lay_together(
            ((code, lay(one.make(), code, folder / code, door, one.only)) for one, code in zip(communes, codes, strict=True)), home.lake
        )
        warehouse, _ = build_province(home, codes)
        found = found_in(warehouse)
        evaluated: dict[str, dict[str, int]] = {}
        sql = "select commune_code, rule, count(*) from fct_check_outcome where outcome in ('pass', 'fail') group by all"
        for code, rule, times in rows_of(warehouse, sql):
            evaluated.setdefault(code, {})[rule] = times
    return [(found.get(code, set()), evaluated.get(code, {})) for code in codes]
