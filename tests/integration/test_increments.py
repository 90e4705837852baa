"""An increment yields what a whole build yields, and the two rules that it rests on hold of whole builds."""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipelines.demo import Commune, write_commune, write_demo
from pipelines.home import Home
from pipelines.ingest.parquet import read_parquet
from pipelines.quarter.gate import blockers
from pipelines.warehouse import increment as increments
from pipelines.warehouse.build import narrow
from pipelines.warehouse.duck import open_duckdb
from pipelines.warehouse.increment import CALENDAR, Increment
from pipelines.warehouse.prepared import compiled_tests, load_manifest
from pipelines.warehouse.publish import build_aside, is_published, is_published_whole, publish
from pipelines.warehouse.stamp import file_identity, read_stamp, write_stamp
from tests.integration.conftest import WHEN, Workshop
from tests.integration.increments import attached, built, plan, rows_differ

pytestmark = pytest.mark.usefixtures("however_much_is_touched")

GUARDED = ["closed_figure", "registry", "registry_name", "requested_period", "roster", "waiver"]
"""Tables of the lake of which any other byte lets everything be computed again."""


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
@pytest.mark.parametrize(("seed", "turns"), [(1, (1, 0, 12)), pytest.param(2, (1, 4, 0, 12, 1), marks=pytest.mark.long)])
def test_increments_in_any_order_yield_what_whole_builds_yield(
    seed: int, turns: tuple[int, ...], workshop: Workshop, tmp_path: Path
) -> None:
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
    for turn, many in enumerate(turns):
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
    assert sum(increment is not None for increment in planned) > len(turns) // 2


def test_what_new_files_can_touch(home: Home, small_commune: Commune, workshop: Workshop, tmp_path: Path) -> None:
    nothing = plan(home)
    assert nothing is not None
    assert nothing.files == ()
    assert nothing.since == "2026-07", "the day after the last period that any file speaks of"
    again = tmp_path / "again"
    write_commune(again, small_commune, messy=False)
    vneid = [path for path in again.rglob("*") if path.is_file() and "vneid" in path.as_posix().lower()]
    for path in vneid:
        drop(home, path, f"viết lại/{path.name}")
    workshop.take_in(home)
    increment = plan(home)
    assert increment is not None
    assert len(increment.files) == len(vneid) == 6
    assert increment.since == "2026-01", "the reporting month of January, which begins on 15 December"
    assert increment.unchanged.isdisjoint({"vneid", "file", "receipt"})
    assert increment.unchanged >= {"visit_log", "signature", *GUARDED}
    assert increment.settled == increment.unchanged | {CALENDAR}


def test_what_follows_from_unchanged_tables_alone_is_kept() -> None:
    manifest = load_manifest()
    narrow(manifest, Increment(("f",), "2026-06", frozenset({source.name for source in manifest.sources.values()} - {"vneid", "file"})))
    unmade = {node.name for node in manifest.nodes.values() if node.is_ephemeral_model}
    in_part = {node.name for node in manifest.nodes.values() if node.config.meta.get("touched")}
    assert unmade >= {"stg_visit_log", "stg_registry", "stg_receipt", "dim_indicator"}
    assert unmade.isdisjoint({"stg_vneid", "stg_file", "int_row", "dim_hamlet", "fct_indicator"})
    assert in_part >= {"int_row", "int_contribution", "fct_indicator"}
    assert in_part.isdisjoint(unmade)


@pytest.mark.parametrize(
    ("since", "touched", "kept_rows"),
    [
        ("2026-06", {"2026-06", "2026-07", "2026-Q2", "2026-Q4", "2026", "2027-01", "2027", ""}, {"2026-05", "2026-Q1", "2025-12", "2025"}),
        ("2027-01", {"2026", "2027", "2027-01", "2027-Q1"}, {"2026-12", "2026-Q4", "2025"}),  # begins on 15 December 2026
    ],
)
def test_which_periods_a_reporting_month_touches(since: str, touched: set[str], kept_rows: set[str]) -> None:
    with open_duckdb() as connection:
        asked = f"select period from unnest($all) as periods (period) where {Increment((), since).touched('period')}"  # noqa: S608 - no input
        assert {period for (period,) in connection.execute(asked, {"all": [*touched, *kept_rows]}).fetchall()} == touched


def test_a_month_of_a_year_may_begin_before_the_reporting_month() -> None:
    with open_duckdb() as connection:
        months = "(values ('2026-12'), ('2026-11'), ('2026-10'), ('')) as months (month)"
        asked = f"select month from {months} where {Increment((), '2026-12').touched('month')}"  # noqa: S608 - no input
        assert {month for (month,) in connection.execute(asked).fetchall()} == {"2026-12", "2026-11", ""}


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
    ((unique_id, sql),) = ((key, test.sql) for key, test in compiled_tests().items() if f"unique_key_{table}_commune_code" in key)
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
    assert increment.since == "2026-02", "the earlier of the months that it may speak of"
    assert CALENDAR not in increment.settled, "what it spoke of before may have been all that named a year"


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
