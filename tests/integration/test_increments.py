"""An increment yields what a whole build yields, and the two rules that it rests on hold of whole builds."""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from pipelines.catalogue import load_catalogue
from pipelines.demo import Commune, write_commune, write_demo
from pipelines.home import Home
from pipelines.ingest.parquet import read_parquet
from pipelines.orchestration.workplace import own_days
from pipelines.quarter.gate import blockers
from pipelines.warehouse import increment as increments
from pipelines.warehouse.build import narrow
from pipelines.warehouse.duck import open_duckdb
from pipelines.warehouse.increment import BY_FILE, Increment, plan_increment
from pipelines.warehouse.prepared import compiled_tests, load_manifest
from pipelines.warehouse.publish import build_aside, build_folder, is_published, is_published_whole, publish
from pipelines.warehouse.stamp import file_identity, read_stamp, write_stamp
from tests.integration.conftest import WHEN, Workshop

OWN_DAYS = own_days(load_catalogue())
GUARDED = ["closed_figure", "registry", "registry_name", "requested_period", "roster", "waiver"]
"""Tables of the lake of which any other byte lets everything be computed again."""


@pytest.fixture(autouse=True)
def however_much_is_touched(monkeypatch: pytest.MonkeyPatch) -> None:
    """A commune of six months would mostly be built whole."""
    monkeypatch.setattr(increments, "MOST_SHARE", 1)
    monkeypatch.setattr(increments, "MOST_FILES", 1000)


def plan(home: Home) -> Increment | None:
    return plan_increment(home, OWN_DAYS)


def built(home: Home) -> Path:
    return build_folder(home) / "soxom.duckdb"


def attached(ours: Path, theirs: Path, ask: Callable[[duckdb.DuckDBPyConnection, str], bool]) -> list[str]:
    """The relations of which ``ask`` is true, of two warehouses: the one opened and the one called ``theirs``."""
    with open_duckdb(ours) as connection:
        connection.execute(f"attach '{theirs}' as theirs (read_only)")
        columns = "duckdb_columns() where database_name = 'theirs' and table_name not like 'seed_%'"
        names = [name for (name,) in connection.execute(f"select distinct table_name from {columns}").fetchall()]  # noqa: S608 - no input
        assert len(names) > 60
        return sorted(name for name in names if ask(connection, name))


def differ(connection: duckdb.DuckDBPyConnection, one: str, other: str) -> bool:
    question = f"select count(*) from (({one} except all {other}) union all ({other} except all {one}))"  # noqa: S608 - no input
    return connection.execute(question).fetchall() != [(0,)]


def rows_differ(connection: duckdb.DuckDBPyConnection, name: str) -> bool:
    return differ(connection, f"from main.{name}", f"from theirs.main.{name}")


@pytest.fixture
def home(small_home: Home, tmp_path: Path) -> Home:
    """A copy of the small commune that may be changed."""
    shutil.copytree(small_home.root, tmp_path / "home")
    return Home(tmp_path / "home")


def rewrite(path: Path, change: Callable[[pa.Table], pa.Table]) -> None:
    pq.write_table(change(read_parquet(path)), path)


def drop(home: Home, source: Path, name: str) -> None:
    home.drop.joinpath(name).parent.mkdir(parents=True, exist_ok=True)
    shutil.copy2(source, home.drop / name)


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2])
def test_increments_in_any_order_yield_what_whole_builds_yield(seed: int, workshop: Workshop, tmp_path: Path) -> None:
    """Files of a commune with planted faults come in any order, some again under another name, with one that is broken."""
    chance = random.Random(seed)  # noqa: S311 - an order, not a secret
    offices = tmp_path / "offices"
    write_demo(offices, seed=20 + seed, hamlets=6, faults=True)
    files = sorted(path for path in offices.rglob("*") if path.is_file())
    chance.shuffle(files)
    first, rest = files[: len(files) * 2 // 3], iter(files[len(files) * 2 // 3 :])
    home = Home(tmp_path / "home")
    for path in first:
        drop(home, path, path.relative_to(offices).as_posix())
    workshop.publish(home)
    planned = []
    for turn, many in enumerate([1, 4, 0, 12, 1]):
        for path in [next(rest) for _ in range(many)]:
            drop(home, path, path.relative_to(offices).as_posix())
        if not many:
            drop(home, chance.choice(first), "gửi lại/tháng 3-2026.xlsx")
            (home.drop / "hỏng.xlsx").write_bytes(b"PK\x03\x04 and no more")
        workshop.take_in(home, WHEN + timedelta(minutes=turn))
        increment = plan(home)
        planned.append(increment)
        build_aside(home, increment=increment)
        by_parts = built(home).rename(tmp_path / "by parts.duckdb")
        build_aside(home)
        assert attached(by_parts, built(home), rows_differ) == [], (turn, increment)
        by_parts.replace(built(home))
        publish(home, is_whole=increment is None)
        assert is_published(home)
        assert is_published_whole(home) == (increment is None)
    assert sum(increment is not None for increment in planned) >= 3


def part_of(home: Home, lake: Path, kept: Iterable[str], folder: Path) -> Home:
    """A home with some of the files of a lake, built whole and not published."""
    there = Home(folder)
    there.lake.mkdir(parents=True)
    of = pa.array(sorted(kept), pa.string())
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


def nothing_else_changed(everything: Home, earlier: Home, increment: Increment, kept: Iterable[str]) -> None:
    """The two rules: whole builds with and without the later files agree in every row that the increment would keep."""
    by = {node.name: node.config.meta.get("incremental_by") for node in load_manifest().nodes.values() if node.resource_type == "model"}
    compared = []

    def changed(connection: duckdb.DuckDBPyConnection, name: str) -> bool:
        if by.get(name) is None:
            return False
        is_by_file = by[name] == [BY_FILE]
        untouched = f"{BY_FILE} in {tuple(kept)}" if is_by_file else f"not ({increment.touched(*by[name])})"
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
    [(3, date(2026, 5, 15), date(2026, 5, 15)), (4, date(2026, 4, 15), date(2026, 4, 15)), (5, date(2026, 3, 15), date(2026, 5, 15))],
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
    kept = [sha256 for sha256, *_ in registers + before]
    everything = part_of(small_home, small_home.lake, [sha256 for sha256, *_ in registers + dated], tmp_path / "everything")
    earlier = part_of(small_home, small_home.lake, kept, tmp_path / "earlier")
    increment = to_be_made_everything(earlier, everything)
    assert set(increment.files) == {sha256 for sha256, *_ in dated} - set(kept)
    nothing_else_changed(everything, earlier, increment, kept)


def test_the_first_file_of_a_quarter_makes_due_what_came_before_in_it(small_home: Home, tmp_path: Path) -> None:
    """The second quarter is there; of the first, only the files of its last month come."""
    with open_duckdb(small_home.warehouse) as connection:
        files: list[tuple[str, str, date | None, date | None]] = connection.execute(_FILES).fetchall()
    registers = [sha256 for sha256, source, *_ in files if source in ("registry", "roster")]
    kept = registers + [sha256 for sha256, _, first, _ in files if first is not None and first >= date(2026, 3, 15)]
    march = [sha256 for sha256, _, first, last in files if (first, last) == (date(2026, 2, 15), date(2026, 3, 14))]
    everything = part_of(small_home, small_home.lake, [*kept, *march], tmp_path / "everything")
    earlier = part_of(small_home, small_home.lake, kept, tmp_path / "earlier")
    increment = to_be_made_everything(earlier, everything)
    assert increment.since == "2025-12", "the quarter begins on 15 December"
    nothing_else_changed(everything, earlier, increment, kept)


def test_what_new_files_can_touch(home: Home, small_commune: Commune, workshop: Workshop, tmp_path: Path) -> None:
    nothing = plan(home)
    assert nothing is not None
    assert nothing.files == ()
    assert nothing.since == "2026-06", "the day after the last period that any file speaks of"
    again = tmp_path / "again"
    write_commune(again, small_commune, messy=False)
    vneid = [path for path in again.rglob("*") if path.is_file() and "vneid" in path.as_posix().lower()]
    for path in vneid:
        drop(home, path, f"viết lại/{path.name}")
    workshop.take_in(home)
    increment = plan(home)
    assert increment is not None
    assert len(increment.files) == len(vneid) == 6
    assert increment.since == "2025-12", "the reporting month of January begins on 15 December"
    assert increment.unchanged.isdisjoint({"vneid", "file", "receipt"})
    assert increment.unchanged >= {"visit_log", "signature", *GUARDED}


def test_what_follows_from_unchanged_tables_alone_is_kept() -> None:
    manifest = load_manifest()
    narrow(manifest, Increment(("f",), "2026-06", frozenset({source.name for source in manifest.sources.values()} - {"vneid", "file"})))
    kept = {node.name for node in manifest.nodes.values() if node.config.meta.get("is_kept") and node.resource_type == "model"}
    in_part = {node.name for node in manifest.nodes.values() if node.config.meta.get("touched")}
    assert kept >= {"stg_visit_log", "stg_registry", "stg_receipt", "dim_indicator"}
    assert kept.isdisjoint({"stg_vneid", "stg_file", "int_row", "dim_hamlet", "fct_indicator"})
    assert in_part >= {"int_row", "int_contribution", "fct_indicator"}
    assert in_part.isdisjoint(kept)


@pytest.mark.parametrize(
    ("table", "changes"),
    [
        ("int_row", "file_sha256 = 'f'"),  # as a row of another file
        ("int_visit", "reporting_month = '2026-06'"),  # as a row of another month
        ("int_stock", "amount = amount + 1"),
        ("int_contribution", "numerator_amount = numerator_amount + 1"),
    ],
)
def test_a_key_that_comes_again_is_found_among_what_was_computed_again(home: Home, table: str, changes: str) -> None:
    ((unique_id, sql),) = ((key, sql) for key, sql in compiled_tests().items() if f"unique_key_{table}_commune_code" in key)
    asked = Increment(("f",), "2026-06").narrowed(sql)
    assert asked != sql
    home.warehouse.chmod(0o644)
    with open_duckdb(home.warehouse, read_only=False) as connection:
        assert connection.execute(asked).fetchall() == [], unique_id
        touched = "true" if table in ("int_row", "int_visit") else "period = '2026-Q2'"
        connection.execute(f"create temp table again as select * from {table} where {touched} order by all limit 1")  # noqa: S608 - no input
        connection.execute(f"update again set {changes}")  # noqa: S608 - no input
        connection.execute(f"insert into {table} select * from again")  # noqa: S608 - no input
        assert len(connection.execute(asked).fetchall()) == 1


@pytest.mark.parametrize("table", GUARDED)
def test_what_everything_rests_on_lets_everything_be_computed(home: Home, table: str) -> None:
    assert plan(home) is not None
    pq.write_table(read_parquet(home.lake / f"{table}.parquet"), home.lake / f"{table}.parquet", compression="none")
    assert plan(home) is None


def without_one(register: pa.Table) -> pa.Table:
    return register.slice(1)


def in_another_order(register: pa.Table) -> pa.Table:
    ranks = register["received_rank"].to_pylist()
    ranks[0], ranks[1] = ranks[1], ranks[0]
    return register.set_column(register.schema.get_field_index("received_rank"), "received_rank", pa.array(ranks, pa.int64()))


def of_another_year(register: pa.Table) -> pa.Table:
    lines = register.to_pylist()
    next(line for line in lines if line["status"] == "accepted" and line["period_title"])["period_title"] = "2031-03"
    return pa.Table.from_pylist(lines, schema=register.schema)


@pytest.mark.parametrize("change", [without_one, in_another_order, of_another_year])
def test_a_register_that_is_no_continuation(home: Home, change: Callable[[pa.Table], pa.Table]) -> None:
    rewrite(home.lake / "file.parquet", change)
    assert plan(home) is None


def test_a_file_of_which_something_else_is_said_is_computed_again(home: Home) -> None:
    def renamed(register: pa.Table) -> pa.Table:
        lines = register.to_pylist()
        next(line for line in lines if line["period_title"] in {"2026-04", "2026-05", "2026-06"})["period_name"] = "2026-02"
        return pa.Table.from_pylist(lines, schema=register.schema)

    rewrite(home.lake / "file.parquet", renamed)
    increment = plan(home)
    assert increment is not None
    assert len(increment.files) == 1
    assert increment.since == "2026-01", "the first day of the earlier of the months that it may speak of"


def test_another_program_another_file_or_too_many_files(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(increments, "program_digest", lambda _home: "another")
        assert plan(home) is None
    with monkeypatch.context() as patched:
        patched.setattr(increments, "MOST_FILES", -1)
        assert plan(home) is None
    with monkeypatch.context() as patched:
        patched.setattr(increments, "MOST_SHARE", 0)
        assert plan(home) is None, "files without a period are always of those computed again"
    assert plan(home) is not None
    home.warehouse.touch()
    assert plan(home) is None, "the note speaks of another file than the one that stands there"
    home.warehouse.with_suffix(".json").unlink()
    assert read_stamp(home) is None
    assert plan(home) is None


def test_a_published_file_that_cannot_be_read_is_made_again(home: Home) -> None:
    stamp = read_stamp(home)
    assert stamp is not None
    home.warehouse.chmod(0o644)
    home.warehouse.write_bytes(b"not a warehouse" * 1000)
    write_stamp(home, replace(stamp, file=file_identity(home.warehouse)))
    assert plan(home) is None


def test_the_note_of_another_version_is_read_for_what_it_says(home: Home) -> None:
    path = home.warehouse.with_suffix(".json")
    noted = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(noted | {"said later": 1}), encoding="utf-8")
    assert plan(home) is not None
    path.write_text(json.dumps({"lake": noted["lake"]}), encoding="utf-8")
    assert is_published(home)
    assert not is_published_whole(home)
    assert plan(home) is None


def test_a_close_wants_everything_computed(home: Home) -> None:
    """And says what else blocks all the same: the figures are those of every file."""
    stamp = read_stamp(home)
    assert stamp is not None
    before = blockers(home, "2026-Q1", WHEN)
    assert "not_settled" not in {one.kind for one in before}
    write_stamp(home, replace(stamp, is_whole=False))
    first, *others = blockers(home, "2026-Q1", WHEN)
    assert first.kind == "not_settled"
    assert "soxom run 2026-Q1" in first.sentence
    assert others == before
