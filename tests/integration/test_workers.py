"""What works beside the run: the build that is begun early, and the presses."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipelines.home import Home
from pipelines.reports.press import Press, PressError
from pipelines.reports.quarter_files import write_quarter
from pipelines.reports.site.write import write_pages
from pipelines.warehouse.builder import Builder
from pipelines.warehouse.data_tests import CompiledTest, run_data_tests
from pipelines.warehouse.dbt import WAREHOUSE_FILE, DbtError
from pipelines.warehouse.duck import open_duckdb
from pipelines.warehouse.prepared import compiled_tests
from pipelines.warehouse.publish import build_folder

pytestmark = pytest.mark.slow

QUARTER = "2026-Q2"


@pytest.fixture
def home(small_home: Home, tmp_path: Path) -> Home:
    copy = Home(tmp_path / "home")
    shutil.copytree(small_home.root, copy.root)
    return copy


@pytest.fixture
def press(home: Home) -> Iterator[Press]:
    with Press(home) as made:
        yield made


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_the_presses_make_what_this_process_would(home: Home, press: Press) -> None:
    press.begin(QUARTER)
    documents, pages = press.documents(QUARTER), press.pages(QUARTER)
    pressed = files(home.reports / QUARTER)
    assert {path.name for path in documents.paths} | {"site/index.html"} <= set(pressed)
    assert pages.office == home.reports / QUARTER / "site"
    shutil.rmtree(home.reports)
    write_quarter(home, QUARTER)
    write_pages(home, QUARTER)
    assert files(home.reports / QUARTER) == pressed


def test_a_press_says_what_its_maker_said_and_goes_on(home: Home, press: Press) -> None:
    home.officer_settings.write_text("không phải: [là cài đặt", encoding="utf-8")
    with pytest.raises(PressError, match=r"cai-dat\.yml"):
        press.documents(QUARTER)
    home.officer_settings.unlink()
    assert all(path.exists() for path in press.documents(QUARTER).paths)


def test_what_was_begun_for_another_quarter_is_not_taken_for_this_one(home: Home, press: Press) -> None:
    press.begin("2026-Q1")
    assert press.documents(QUARTER).paths[0].parent == home.reports / QUARTER


def test_a_build_that_was_begun_can_be_given_up_and_done_again(home: Home) -> None:
    with Builder(home) as builder:
        builder.begin()
        builder.stop()
        results = list(builder.build())
    warehouse = build_folder(home) / WAREHOUSE_FILE
    assert {result.status for result in results} <= {"success", "pass"}
    assert all(result.status == "pass" for result in run_data_tests(warehouse, compiled_tests()))


def test_what_reads_only_what_was_kept_is_not_asked_again(tmp_path: Path) -> None:
    warehouse = tmp_path / "some.duckdb"
    with open_duckdb(warehouse, read_only=False) as connection:
        connection.execute("create table one as select 1 as x")
    failing = {"test.keys": CompiledTest("select * from one", frozenset({"model.one"}))}
    assert [result.status for result in run_data_tests(warehouse, failing)] == ["fail"]
    assert [result.status for result in run_data_tests(warehouse, failing, frozenset({"model.one"}))] == ["pass"]
    reads_more = {"test.keys": CompiledTest("select * from one", frozenset({"model.one", "model.other"}))}
    assert [result.status for result in run_data_tests(warehouse, reads_more, frozenset({"model.one"}))] == ["fail"]


def test_a_build_that_fails_early_is_told_of_when_it_is_asked_for(home: Home) -> None:
    (home.lake / "vneid.parquet").unlink()
    with Builder(home) as builder:
        builder.begin()
        with pytest.raises(DbtError, match="vneid"):
            list(builder.build())
