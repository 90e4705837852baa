"""Plants each known defect in a copy of a clean commune, one at a time, and says which went unseen.

Belongs here: the cases, taking them in as the product takes in any file, and the verdict on each. Does not belong here: how a
defect is planted, or many communes built at once (``province.py``); how results are kept or shown (``record.py``).

One commune carries one defect, and all communes stand in one build. So a defect that leaks from one commune into another is a
finding that should not be there, as is any finding in the communes that carry none.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from pipelines.catalogue import Catalogue, load_catalogue
from pipelines.demo import PLANTERS, VARIANTS, Commune, Finding, Options, Planting, Spot, demo_commune, plant
from pipelines.demo.write import write_sheets
from pipelines.home import Home
from pipelines.ingest.door import Door, DoorResult
from pipelines.ingest.progress import Progress, silent
from pipelines.ingest.take_in import take_in
from pipelines.selftest.province import build_province, lay_together, made_up_code, rows_of

EVERY = (*PLANTERS, *VARIANTS)
CLEAN = "clean"
"""The case that carries no defect and must be silent."""
SEED, HAMLETS, FIRST_MONTH, MONTHS, QUARTER = 5, 8, "2026-03", 4, "2026-Q2"
"""Small, and yet six hamlets of thirty and more (``spike``), and the month before the quarter (``one_takes_all``)."""
_RECEIVED = datetime(2026, 6, 20, tzinfo=UTC)
_NEEDS_TWINS = "ambiguous_hamlet"


@dataclass(frozen=True)
class Case:
    """One commune with one defect, or none."""

    name: str
    """The rule, or "rule/variant"; "clean" and "clean/twins"."""
    code: str
    planting: Planting


@dataclass(frozen=True)
class Answer:
    """What became of one case."""

    name: str
    rule: str
    planted: str
    """The defect in a sentence, in Vietnamese."""
    expected: tuple[Finding, ...]
    unseen: tuple[Finding, ...]
    extra: tuple[Finding, ...]

    @property
    def seen(self) -> bool:
        """Whether every finding that the defect must raise is there, where it is and as grave as it is."""
        return not self.unseen

    @property
    def is_right(self) -> bool:
        """Seen, and nothing besides."""
        return self.seen and not self.extra


class RememberingDoor:
    """The door, asked once about the same rows: copies of a commune differ in a file or two.

    A row's id is its file's digest and its place, so the same ids are the same rows.
    """

    def __init__(self, door: Door) -> None:
        self._door = door
        self._known: dict[tuple[str, tuple[str, ...]], DoorResult] = {}

    def check(self, batches: Mapping[str, Sequence[Mapping[str, Any]]]) -> dict[str, DoorResult]:
        """Source -> what the door says of these rows, now or before."""
        keys = {source: (source, tuple(row["row_id"] for row in rows)) for source, rows in batches.items()}
        new = {source: batches[source] for source, key in keys.items() if key not in self._known}
        self._known |= {keys[source]: result for source, result in self._door.check(new).items()}
        return {source: self._known[key] for source, key in keys.items()}


def make_cases(names: Iterable[str] = EVERY) -> list[Case]:
    """The communes without a defect first, then one a defect, each in the next hamlet's place."""
    base, twins = (demo_commune(SEED, HAMLETS, MONTHS, FIRST_MONTH, Options(twins=alike)) for alike in (False, True))
    cases = [Case(CLEAN, made_up_code(0), _untouched(base)), Case(f"{CLEAN}/twins", made_up_code(1), _untouched(twins))]
    for place, name in enumerate(names):
        ground = twins if name == _NEEDS_TWINS else base
        present = ground.truth.hamlets_on(ground.truth.quarter_end(QUARTER))
        spot = Spot(present[place % len(present)].code, QUARTER)
        cases.append(Case(name, made_up_code(place + 2), plant(ground, name, spot)))
    return cases


def _untouched(commune: Commune) -> Planting:
    return Planting(CLEAN, commune, (), note="Không cài lỗi nào")


def self_test(names: Iterable[str] = EVERY, *, manifest: Any = None, progress: Progress = silent) -> list[Answer]:
    """Plant, take in, build, look. The copies are gone afterwards. Raises DbtError or DoorError when the copy cannot be built.

    ``manifest``: the dbt project to test, ours if none is given; a test of this test hands in one with a blinded check.
    """
    cases = make_cases(names)
    with TemporaryDirectory(prefix="soxom-self-test-") as name, Door() as door:
        folder = Path(name)
        home = Home(folder / "together")
        lay_together(_taken_in(cases, folder, RememberingDoor(door), progress), home.lake)
        progress("Tính số liệu", 0, 0)
        warehouse, _ = build_province(home, [case.code for case in cases], manifest)
        found = found_in(warehouse)
    return [_answer(case, found.get(case.code, set())) for case in cases]


def _taken_in(cases: Sequence[Case], folder: Path, door: RememberingDoor, progress: Progress) -> Iterator[tuple[str, Path]]:
    """Each case's code and lake, its files written out and read back as any office's are."""
    made: dict[int, tuple[Path, Path]] = {}
    for done, case in enumerate(cases, start=1):
        home = Home(folder / case.code)
        _write(home.drop, case.planting.commune, made)
        take_in(home, _catalogue_of(case.code), door, _RECEIVED)
        progress("Cài lỗi và đọc tệp", done, len(cases))
        yield case.code, home.lake


def _write(folder: Path, commune: Commune, made: dict[int, tuple[Path, Path]]) -> None:
    """Write a commune's files. A sheet that an earlier one had as well is copied; ``made`` says from where, by the sheet itself.

    A planter replaces the sheets that it changes, so a sheet that is the same object is the same file.
    """
    new = [sheet for sheet in commune.sheets if id(sheet) not in made]
    for sheet in commune.sheets:
        if id(sheet) in made:
            drop, path = made[id(sheet)]
            copy = folder / path.relative_to(drop)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(path, copy)
    made |= {id(sheet): (folder, path) for sheet, path in zip(new, write_sheets(folder, commune.truth, new, messy=True), strict=True)}


def _catalogue_of(code: str) -> Catalogue:
    catalogue = load_catalogue()
    return replace(catalogue, commune=catalogue.commune.model_copy(update={"code": code}))


def found_in(warehouse: Path) -> dict[str, set[Finding]]:
    """Every finding of every period, by commune."""
    found: dict[str, set[Finding]] = {}
    for code, *what in rows_of(warehouse, "select commune_code, rule, source, hamlet, period, severity from fct_finding"):
        found.setdefault(code, set()).add(Finding(*what))
    return found


def _answer(case: Case, found: set[Finding]) -> Answer:
    planting = case.planting
    return Answer(
        name=case.name,
        rule=planting.rule,
        planted=planting.note,
        expected=planting.findings,
        unseen=tuple(one for one in planting.findings if one not in found),
        extra=tuple(sorted(found - {*planting.findings, *planting.also}, key=str)),
    )


def is_green(answers: Iterable[Answer]) -> bool:
    """Whether every defect was seen and nothing else was found."""
    return all(answer.is_right for answer in answers)
