"""Times what the officer waits for, as ratios within one run, and writes docs/benchmarks.md. ``make bench`` calls it.

Belongs here: measuring. Does not belong here: asserting; a timing is never a test.
Every step is a process of its own. Its memory is that of the process and its workers together at the fullest moment, what they share
counted once (``/proc``, so on Linux alone).
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from pipelines.catalogue import Cadence, load_catalogue
from pipelines.demo import write_demo
from pipelines.home import PROJECT_ROOT
from pipelines.ingest.period import name_label

SOXOM = str(Path(sys.executable).with_name("soxom"))
IMPORTS = (
    "import dagster, dbt.cli.main, dbt.adapters.duckdb, great_expectations, pandas, duckdb, pyarrow.parquet,"
    " python_calamine, docxtpl, xlsxwriter, vl_convert"
)
"""What a run needs: the stack, and the libraries that read its files and write its documents."""
BARE_READ = """
import sys, time, pathlib
from python_calamine import CalamineWorkbook
files = sorted(path for path in pathlib.Path(sys.argv[1]).rglob("*") if path.suffix == ".xlsx")
began = time.perf_counter()
for path in files:
    book = CalamineWorkbook.from_path(str(path))
    for index in range(len(book.sheet_names)):
        book.get_sheet_by_index(index).to_python()
print(time.perf_counter() - began)
"""
OUR_READ = """
import sys, time, pathlib
from pipelines.catalogue import load_catalogue
from pipelines.ingest.reader import read_file
catalogue = load_catalogue()
root = pathlib.Path(sys.argv[1])
files = sorted(path for path in root.rglob("*") if path.suffix == ".xlsx")
read_file(files[0].read_bytes(), "first", catalogue)
began = time.perf_counter()
for path in files:
    read_file(path.read_bytes(), path.relative_to(root).as_posix(), catalogue)
print(time.perf_counter() - began)
"""
BOTH_WAYS = """
import sys, time
from pathlib import Path
from pipelines.catalogue import load_catalogue
from pipelines.home import Home
from pipelines.quarter.explain import listed_rows
from pipelines.quarter.received import all_received
from pipelines.quarter.whereto import Tracer
from pipelines.warehouse.query import snapshot
home, catalogue = Home(Path(sys.argv[1])), load_catalogue()
began = time.perf_counter()
with snapshot(home) as version:
    listed_rows(version, catalogue)
    assert all(answer.is_answered for answer in Tracer(version, catalogue).files(all_received(home)))
print(time.perf_counter() - began)
"""


PRESSED = """
import sys, time
from pathlib import Path
import docxtpl, duckdb, vl_convert, xlsxwriter
from pipelines.home import Home
from pipelines.reports.quarter_files import write_quarter
from pipelines.reports.site.write import write_pages
home = Home(Path(sys.argv[1]))
began = time.perf_counter()
write_quarter(home, "2026-Q2")
write_pages(home, "2026-Q2")
print(time.perf_counter() - began)
"""


@dataclass
class Timed:
    """Seconds, seconds of a processor, and mebibytes of one process with its workers."""

    seconds: float
    computed: float
    peak_mib: float
    out: str


def timed(command: list[str], home: Path | None = None, *, weighed: bool = False) -> Timed:
    """Run a command to its end. Weighing it takes some time of its own."""
    environment = os.environ | ({"SOXOM_HOME": str(home)} if home else {})
    before, peak = resource.getrusage(resource.RUSAGE_CHILDREN), 0.0
    began = time.perf_counter()
    with tempfile.TemporaryFile("w+") as out:
        process = subprocess.Popen(command, env=environment, stdout=out, stderr=subprocess.DEVNULL, text=True, cwd=PROJECT_ROOT)
        while weighed and process.poll() is None:
            peak = max(peak, weight_mib(process.pid))
            time.sleep(0.1)
        if process.wait() != 0:
            raise RuntimeError(f"{command} ended with {process.returncode}")
        seconds = time.perf_counter() - began
        out.seek(0)
        printed = out.read()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return Timed(seconds, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, peak, printed)


def weight_mib(pid: int) -> float:
    """The memory of a process and all that it started, a page that several share counted in parts."""
    try:
        own = next(line for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines() if line.startswith("Pss:"))
        started = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except (OSError, StopIteration):  # it has just ended
        return 0.0
    return int(own.split()[1]) / 1024 + sum(weight_mib(int(child)) for child in started)


def median(measure: Callable[[], float], runs: int) -> float:
    """The middle one of several."""
    return statistics.median(measure() for _ in range(runs))


def fresh(folder: Path, name: str, drop: Path) -> Path:
    """A home with these dropped files and nothing else."""
    home = folder / name
    shutil.rmtree(home, ignore_errors=True)
    shutil.copytree(drop, home / "data_raw")
    return home


def cold_run(folder: Path, drop: Path, runs: int) -> tuple[Timed, Timed, float]:
    """A cold run and the bare imports beside it, medians; and the run's memory. In turn, so that drift hits both."""
    cold, bare = [], []
    for turn in range(runs):
        bare.append(timed([sys.executable, "-c", IMPORTS]))
        cold.append(timed([SOXOM, "run", "2026-Q2"], fresh(folder, f"cold{turn}", drop)))
    weighed = timed([SOXOM, "run", "2026-Q2"], fresh(folder, "weighed", drop), weighed=True)
    return middle(cold), middle(bare), weighed.peak_mib


def middle(runs: list[Timed]) -> Timed:
    """The one that took neither longest nor least."""
    return sorted(runs, key=lambda one: one.seconds)[len(runs) // 2]


@dataclass
class Grown:
    """A home with some months taken in but for one file of each monthly source; those files, and where they belong in the home."""

    home: Path
    waiting: list[tuple[Path, Path]]

    def take_in_the_next(self) -> float:
        """Seconds of a refresh for one more file."""
        file, place = self.waiting.pop()
        return one_new_file(self.home, file, place)


def grown(folder: Path, name: str, months: int, first_month: str) -> Grown:
    """Of each monthly source, a file of the last month is still to come."""
    home = folder / name
    write_demo(home / "data_raw", seed=7, months=months, first_month=first_month, faults=False)
    waiting = []
    for source in load_catalogue().sources.values():
        if source.cadence is Cadence.MONTHLY:
            files = [path for path in (home / "data_raw" / source.id).rglob("*") if path.is_file()]
            newest = max(files, key=lambda path: name_label(path.relative_to(home).as_posix()) or "")
            aside = folder / f"{name}-{source.id}{newest.suffix}"
            shutil.move(newest, aside)
            waiting.append((aside, newest.relative_to(home)))
    timed([SOXOM, "refresh"], home)
    return Grown(home, waiting)


def one_new_file(home: Path, file: Path, place: Path) -> float:
    """Seconds of a refresh once a file has been dropped."""
    (home / place).parent.mkdir(parents=True, exist_ok=True)
    shutil.copy2(file, home / place)
    return timed([SOXOM, "refresh"], home).seconds


def one_more(folder: Path, years: int) -> tuple[float, float, float]:
    """Seconds for one new file in a warehouse of years, of a month, and in an empty one: medians over the monthly sources, in turn."""
    long, short = grown(folder, "long", 12 * years, f"{2027 - years}-01"), grown(folder, "short", 1, "2026-01")
    turns = []
    for number, (file, place) in enumerate(reversed(long.waiting)):
        empty = one_new_file(folder / f"empty{number}", file, place)
        turns.append((long.take_in_the_next(), short.take_in_the_next(), empty))
    in_years, in_a_month, in_none = map(statistics.median, zip(*turns, strict=True))
    return in_years, in_a_month, in_none


def main() -> None:
    """Measure and write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=3, help="how many times each step is timed; the median counts")
    parser.add_argument("--years", type=int, default=4, help="how long the long warehouse is")
    parser.add_argument("--out", type=Path, default=PROJECT_ROOT / "docs" / "benchmarks.md")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="soxom-bench-") as name:
        folder = Path(name)
        drop = folder / "drop"
        files = len(write_demo(drop, faults=False).files)
        bare_read = median(lambda: float(timed([sys.executable, "-c", BARE_READ, str(drop)]).out), options.runs)
        our_read = median(lambda: float(timed([sys.executable, "-c", OUR_READ, str(drop)]).out), options.runs)
        cold, bare, peak = cold_run(folder, drop, options.runs)
        home = folder / "cold0"
        idle = median(lambda: timed([SOXOM, "refresh"], home).seconds, options.runs)
        shown = median(lambda: timed([SOXOM, "indicators", "2026-Q2", "--format", "csv"], home).seconds, options.runs)
        told = median(lambda: timed([SOXOM, "explain", "2026-Q2", "vneid_level2", "--format", "csv"], home).seconds, options.runs)
        largest = median(lambda: timed([SOXOM, "explain", "2026", "member_households", "--format", "csv"], home).seconds, options.runs)
        both_ways = median(lambda: float(timed([sys.executable, "-c", BOTH_WAYS, str(home)]).out), options.runs)
        pressed = median(lambda: float(timed([sys.executable, "-c", PRESSED, str(home)]).out), options.runs)
        long, short, empty = one_more(folder, options.years)
    rows = [
        (
            "cold `soxom run`, the bare imports it needs",
            f"{cold.seconds:.1f} s",
            f"{bare.seconds:.1f} s",
            cold.seconds / bare.seconds,
            "1.3",
        ),
        (
            "the same, seconds of a processor",
            f"{cold.computed:.1f} s",
            f"{bare.computed:.1f} s",
            cold.computed / bare.computed,
            "",
        ),
        (
            f"reading and parsing {files} files, python-calamine alone",
            f"{our_read:.2f} s",
            f"{bare_read:.2f} s",
            our_read / bare_read,
            "10",
        ),
        (f"one new file in {options.years} years, in one month", f"{long:.1f} s", f"{short:.1f} s", long / short, "about 1"),
        ("the same, in an empty warehouse", f"{long:.1f} s", f"{empty:.1f} s", long / empty, "about 1"),
    ]
    lines = [
        "# Benchmarks",
        "",
        f"Written by `make bench`: medians of {options.runs} runs on {os.cpu_count()} cores,",
        f"with the {files} files of a made-up commune of 28 hamlets.",
        "",
        "| what, against what | ours | the other | ratio | asked |",
        "|---|---:|---:|---:|---:|",
        *(f"| {what} | {ours} | {other} | {ratio:.2f} | {asked} |" for what, ours, other, ratio, asked in rows),
        "",
        "| what | measured | asked |",
        "|---|---:|---:|",
        f"| `soxom refresh` with nothing new | {idle:.2f} s | 2 s |",
        f"| `soxom indicators` | {shown:.2f} s | 0.5 s |",
        f"| `soxom explain` of one figure | {told:.2f} s | 1 s |",
        f"| the same, of the figure with most rows | {largest:.2f} s | 1 s |",
        f"| every figure's rows, and every line of every file | {both_ways:.1f} s | 60 s |",
        f"| report, annex and pages, beyond imports | {pressed:.1f} s | 3 s |",
        f"| memory of a cold run with its workers, at the fullest | {peak:.0f} MiB | stated |",
        "",
    ]
    text = "\n".join(lines)
    options.out.write_text(text, encoding="utf-8")
    sys.stdout.write(text)


if __name__ == "__main__":
    main()
