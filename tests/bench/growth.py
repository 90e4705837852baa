"""Measures how the checks' time grows with the number of communes in one warehouse, model by model.

Belongs here: provinces of several sizes, the seconds of each model, the page written from them. Does not belong here: recall.

Run by ``make growth``; writes ``docs/benchmarks-checks.md``. In a run the checks are part of one table (docs/decisions/0009); here every
model is a table of its own, so that each one's time can be told.
"""

from __future__ import annotations

import argparse
import csv
import math
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from pipelines.demo import demo_commune
from pipelines.home import PROJECT_ROOT, Home
from pipelines.ingest.door import Door
from pipelines.selftest.province import build_province, lay_together, made_up_code, rows_of
from pipelines.warehouse.prepared import load_parsed
from tests.bench.straight import lay

SIZES = (1, 8, 32, 129)
"""Communes; the last is the province of Ninh Bình."""
REAL = PROJECT_ROOT.parent / "shared" / "reference" / "data" / "ninh_binh_communes.csv"
"""Its real codes, where the list is at hand."""
DIFFERENT = 8
"""Communes that are really drawn; the others repeat them under other codes."""
OUTCOMES = "model.soxom.int_check_outcome"
SHOWN = 12

Seconds = dict[str, float]


def codes_of(count: int) -> list[str]:
    """Commune codes: the province's own where its list is at hand, else made up."""
    if not REAL.exists():
        return [made_up_code(place) for place in range(count)]
    with REAL.open(encoding="utf-8", newline="") as stream:
        return [row["code"] for row in csv.DictReader(stream)][:count]


def everything_as_tables() -> Any:
    """The project as parsed, with nothing folded into its consumers: what several checks share is then nobody's own time."""
    manifest = load_parsed()
    for node in manifest.nodes.values():
        if node.is_ephemeral_model:
            node.config.materialized = "table"
    manifest.build_flat_graph()
    return manifest


def check_family(manifest: Any) -> set[str]:
    """What is built for the checks alone: what leads to their outcomes and to nothing else, and what follows from them."""
    children: dict[str, set[str]] = {}
    for key, node in manifest.nodes.items():
        for parent in node.depends_on.nodes if node.resource_type == "model" else ():
            children.setdefault(parent, set()).add(key)

    def below(key: str) -> set[str]:
        direct = children.get(key, set())
        return direct.union(*(below(child) for child in direct))

    after = below(OUTCOMES)
    family = {OUTCOMES} | {key for key in after if "finding" in key or "outcome" in key}
    while (
        more := {
            key for key, node in manifest.nodes.items() if node.resource_type == "model" and children.get(key) and children[key] <= family
        }
        - family
    ):
        family |= more
    return family


def measure(lakes: Sequence[Path], count: int, runs: int, *, as_in_a_run: bool = False) -> tuple[Seconds, int]:
    """The seconds of each model of the checks, the least of several builds, and the rows read.

    ``as_in_a_run``: with everything folded into its consumers that a run folds; else every model a table.
    """
    family, least = check_family(everything_as_tables()), Seconds()
    codes = codes_of(count)
    with TemporaryDirectory(prefix="soxom-growth-") as name:
        home = Home(Path(name))
        lay_together(((code, lakes[place % len(lakes)]) for place, code in enumerate(codes)), home.lake)
        for _ in range(runs):
            warehouse, results = build_province(home, codes, None if as_in_a_run else everything_as_tables())
            for one in results:
                if one.unique_id in family:
                    label = one.unique_id.rsplit(".", 1)[1]
                    least[label] = min(one.seconds, least.get(label, math.inf))
        rows = rows_of(warehouse, "select count(*) from fct_row")[0][0]
    return least, rows


def page(times: dict[int, Seconds], rows: dict[int, int], folded: Seconds, *, hamlets: int, months: int, runs: int) -> Iterator[str]:
    """The lines of ``docs/benchmarks-checks.md``."""
    sizes, last = list(times), list(times)[-1]
    totals = {size: sum(times[size].values()) for size in sizes}
    slowest = sorted(times[last], key=lambda label: -times[last][label])
    before = sizes[-2] if len(sizes) > 1 else last
    yield from (
        "# The checks in a province",
        "",
        f"Written by `make growth` (`tests/bench/growth.py`): the least of {runs} builds on {os.cpu_count()} cores. Made-up",
        f"communes of {hamlets} hamlets and {months} months in one warehouse, {DIFFERENT} different ones repeated under other codes.",
        "Seconds of the models that exist for the checks alone: each rule, what prepares its figures, and the findings.",
        "",
        f"In a run, where the rules are folded into {len(folded)} tables, all checks of one commune's {months} months take",
        f"{sum(folded.values()):.2f} s (asked: 1.5 s). Below each rule is a table of its own, so that its time can be told; that costs dbt",
        "some hundredths of a second a table, however little it reads, and so counts for most with one commune.",
        "",
        "| communes | rows | all checks, s | microseconds a row | times the one before | data, times |",
        "|---:|---:|---:|---:|---:|---:|",
    )
    for place, size in enumerate(sizes):
        earlier = sizes[place - 1] if place else None
        grown = f"{totals[size] / totals[earlier]:.2f} | {rows[size] / rows[earlier]:.2f}" if earlier else " | "
        yield f"| {size} | {rows[size]} | {totals[size]:.2f} | {1e6 * totals[size] / rows[size]:.1f} | {grown} |"
    yield from (
        "",
        f"The {SHOWN} slowest at {last} communes. The last column is how many times the seconds grew for each time the data grew, from",
        f"{before} communes to {last}: 1 is in proportion, more would be faster than the data.",
        "",
        "| model | " + " | ".join(f"{size}" for size in sizes) + " | growth |",
        "|---|" + "---:|" * (len(sizes) + 1),
    )
    for label in slowest[:SHOWN]:
        growth = times[last][label] / times[before][label] / (rows[last] / rows[before])
        yield f"| `{label}` | " + " | ".join(f"{times[size][label]:.2f}" for size in sizes) + f" | {growth:.2f} |"
    yield ""


def main() -> None:
    """Measure and write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--hamlets", type=int, default=28)
    parser.add_argument("--months", type=int, default=12)
    parser.add_argument("--runs", type=int, default=2, help="builds of each size; the least seconds count")
    parser.add_argument("--out", type=Path, default=PROJECT_ROOT / "docs" / "benchmarks-checks.md")
    options = parser.parse_args()
    times: dict[int, Seconds] = {}
    rows: dict[int, int] = {}
    with TemporaryDirectory(prefix="soxom-growth-") as name, Door() as door:
        lakes = [
            lay(demo_commune(seed, options.hamlets, options.months, "2026-01"), made_up_code(seed), Path(name, str(seed)), door)
            for seed in range(min(DIFFERENT, max(options.sizes)))
        ]
        folded, _ = measure(lakes, 1, options.runs, as_in_a_run=True)
        print(f"as in a run: {sum(folded.values()):.2f} s", file=sys.stderr, flush=True)  # noqa: T201 - progress
        for size in options.sizes:
            times[size], rows[size] = measure(lakes, size, options.runs)
            print(f"{size}: {sum(times[size].values()):.2f} s, {rows[size]} rows", file=sys.stderr, flush=True)  # noqa: T201 - progress
    options.out.write_text(
        "\n".join(page(times, rows, folded, hamlets=options.hamlets, months=options.months, runs=options.runs)), encoding="utf-8"
    )


if __name__ == "__main__":
    main()
