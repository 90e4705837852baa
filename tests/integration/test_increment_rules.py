"""The rules that an increment rests on hold of whole builds: no later file, and none of another source, changes what it keeps."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from pipelines.catalogue import load_catalogue
from pipelines.home import Home
from pipelines.ingest.parquet import read_parquet
from pipelines.warehouse.build import kept
from pipelines.warehouse.duck import open_duckdb
from pipelines.warehouse.increment import BY_FILE, CALENDAR, Increment
from pipelines.warehouse.prepared import load_manifest
from pipelines.warehouse.publish import build_aside, publish
from tests.integration.increments import attached, built, differ, plan, rows_differ

pytestmark = pytest.mark.usefixtures("however_much_is_touched")


def part_of(home: Home, lake: Path, known: Iterable[str], folder: Path) -> Home:
    """A home with some of the files of a lake, built whole and not published."""
    there = Home(folder)
    there.lake.mkdir(parents=True)
    of = pa.array(sorted(known), pa.string())
    for path in lake.glob("*.parquet"):
        table = read_parquet(path)
        pq.write_table(table.filter(pc.is_in(table["file_sha256"], of)) if BY_FILE in table.column_names else table, there.lake / path.name)
    build_aside(there)
    return there


def to_be_made_everything(earlier: Home, everything: Home) -> Increment:
    """What an increment would compute again, if to what is published of the one home there came the files of the other."""
    publish(earlier)
    shutil.copytree(everything.lake, earlier.lake, dirs_exist_ok=True)
    increment = plan(earlier)
    assert increment is not None
    return increment


_FILES = """
select file.file_sha256, file.source, least(file.period_first_day, file.as_of_date, min(row.event_date)), file.period_last_day
from int_file_period as file left join int_row as row on file.file_sha256 = row.file_sha256 and file.source = 'training'
group by file.file_sha256, file.source, file.period_first_day, file.as_of_date, file.period_last_day
order by file.file_sha256
"""


def kept_by(increment: Increment) -> set[str]:
    """The names of the models that the increment would not make."""
    manifest = load_manifest()
    return {manifest.nodes[key].name for key in kept(manifest, increment) if manifest.nodes[key].resource_type == "model"}


def nothing_else_changed(everything: Home, earlier: Home, increment: Increment, known: Iterable[str]) -> None:
    """The rules: whole builds with and without the later files agree in every row that the increment would keep, and in whole tables."""
    by = {node.name: node.config.meta.get("incremental_by") for node in load_manifest().nodes.values() if node.resource_type == "model"}
    unmade = kept_by(increment)
    compared: list[tuple[object, ...]] = []

    def changed(connection: duckdb.DuckDBPyConnection, name: str) -> bool:
        if name in unmade:
            compared.append((name,))
            return rows_differ(connection, name)
        if by.get(name) is None:
            return False
        is_by_file = by[name] == [BY_FILE]
        untouched = f"{BY_FILE} in {tuple(known)}" if is_by_file else f"not ({increment.touched(*by[name])})"
        columns = f"* exclude ({BY_FILE})" if is_by_file and name == "stg_file" else "*"
        compared.extend(connection.execute(f"select 1 from main.{name} where {untouched} limit 1").fetchall())  # noqa: S608 - no input
        return differ(
            connection,
            f"select {columns} from main.{name} where {untouched}",  # noqa: S608 - no input
            f"select {columns} from theirs.main.{name} where {untouched}",  # noqa: S608 - no input
        )

    assert attached(built(everything), earlier.warehouse, changed) == []
    assert len(compared) > 5


@pytest.mark.slow
@pytest.mark.parametrize(
    ("seed", "ends", "cut"),
    [
        (3, date(2026, 5, 15), date(2026, 5, 15)),
        pytest.param(4, date(2026, 4, 15), date(2026, 4, 15), marks=pytest.mark.long),
        pytest.param(5, date(2026, 3, 15), date(2026, 5, 15), marks=pytest.mark.long),
    ],
)
def test_no_later_file_changes_an_earlier_period_nor_another_files_rows(
    seed: int, ends: date, cut: date, small_home: Home, tmp_path: Path
) -> None:
    """Sources begin late, files are missing up to one day, none are there up to another, and then those come that speak of it and after."""
    chance = random.Random(seed)  # noqa: S311 - an order, not a secret
    with open_duckdb(small_home.warehouse) as connection:
        files: list[tuple[str, str, date | None, date | None]] = connection.execute(_FILES).fetchall()
    registers = [file for file in files if file[1] in ("registry", "roster")]
    begin = {source: chance.choice([None, date(2026, 2, 15), date(2026, 4, 15)]) for source in sorted({file[1] for file in files})}
    dated = [file for file in files if file not in registers and file[2] is not None and chance.random() > 0.2]
    dated = [file for file in dated if begin[file[1]] is None or file[2] >= begin[file[1]]]  # type: ignore[operator] # asked above
    dated = [file for file in dated if not ends <= file[2] < cut]  # type: ignore[operator] # asked above
    before = [file for file in dated if file[2] < cut]  # type: ignore[operator] # asked above
    assert 0 < len(before) < len(dated)
    known = [sha256 for sha256, *_ in registers + before]
    everything = part_of(small_home, small_home.lake, [sha256 for sha256, *_ in registers + dated], tmp_path / "everything")
    earlier = part_of(small_home, small_home.lake, known, tmp_path / "earlier")
    increment = to_be_made_everything(earlier, everything)
    assert set(increment.files) == {sha256 for sha256, *_ in dated} - set(known)
    nothing_else_changed(everything, earlier, increment, known)


def test_the_first_file_of_a_quarter_makes_due_what_came_before_in_it(small_home: Home, tmp_path: Path) -> None:
    """The second quarter is there; of the first, only the files of its last month come."""
    with open_duckdb(small_home.warehouse) as connection:
        files: list[tuple[str, str, date | None, date | None]] = connection.execute(_FILES).fetchall()
    registers = [sha256 for sha256, source, *_ in files if source in ("registry", "roster")]
    known = registers + [sha256 for sha256, _, first, _ in files if first is not None and first >= date(2026, 3, 15)]
    march = [sha256 for sha256, _, first, last in files if (first, last) == (date(2026, 2, 15), date(2026, 3, 14))]
    everything = part_of(small_home, small_home.lake, [*known, *march], tmp_path / "everything")
    earlier = part_of(small_home, small_home.lake, known, tmp_path / "earlier")
    increment = to_be_made_everything(earlier, everything)
    assert increment.since == "2026-01", "the quarter begins on 15 December, which is in the reporting month of January"
    nothing_else_changed(everything, earlier, increment, known)


@pytest.mark.slow
@pytest.mark.parametrize(
    "late",
    [
        ("vneid", "ocop"),
        ("visit_log",),
        *(
            pytest.param(late, marks=pytest.mark.long)
            for late in (("hamlet_report", "dvc"), ("bank_survey", "access_survey"), ("training",))
        ),
    ],
)
def test_no_file_of_another_source_changes_what_names_its_sources(late: tuple[str, ...], small_home: Home, tmp_path: Path) -> None:
    """The last files of some sources come when all others are there."""
    with open_duckdb(small_home.warehouse) as connection:
        files: list[tuple[str, str, date | None, date | None]] = connection.execute(_FILES).fetchall()
    last = {source: max(first for _, of, first, _ in files if of == source and first is not None) for source in late}
    known = [sha256 for sha256, source, first, _ in files if source not in late or first is None or first < last[source]]
    everything = part_of(small_home, small_home.lake, [sha256 for sha256, *_ in files], tmp_path / "everything")
    earlier = part_of(small_home, small_home.lake, known, tmp_path / "earlier")
    increment = to_be_made_everything(earlier, everything)
    assert increment.settled == increment.unchanged | {CALENDAR}
    assert increment.settled.isdisjoint(late)
    unmade = kept_by(increment)
    assert unmade >= {"dim_period", "dim_hamlet", "dim_member", "int_hamlet_successor"}
    assert ("int_visit" in unmade) == ("visit_log" not in late)
    assert ("int_contribution" in unmade) == (late[0] == "vneid")
    nothing_else_changed(everything, earlier, increment, known)


def test_a_model_that_names_what_it_follows_from_names_all_that_it_reads() -> None:
    """As far as references tell: a table of all sources tells no more than that it is read."""
    manifest, catalogue = load_manifest(), load_catalogue()
    declaring = {node.name: node for node in manifest.nodes.values() if node.config.meta.get("follows_from")}
    assert len(declaring) > 5
    for name, node in declaring.items():
        declared = set(node.config.meta["follows_from"])
        assert declared <= {*catalogue.sources, "registry_name", CALENDAR}, name
        read = {parent.rpartition(".stg_")[2] for parent in node.depends_on.nodes if ".stg_" in parent}
        assert read - {"file", "requested_period"} <= declared, name


def test_what_is_counted_waits_for_no_check() -> None:
    nodes = {key: node for key, node in load_manifest().nodes.items() if node.resource_type == "model"}

    def before(key: str) -> set[str]:
        parents = [parent for parent in nodes[key].depends_on.nodes if parent in nodes]
        return set(parents).union(*map(before, parents))

    checks = {key for key in nodes if key.startswith("model.soxom.int_check_outcome")}
    assert not checks & (before("model.soxom.int_contribution") | before("model.soxom.int_indicator_counted"))
    assert checks <= before("model.soxom.int_contribution_reported") & before("model.soxom.int_indicator_unit")
