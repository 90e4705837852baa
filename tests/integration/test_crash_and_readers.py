"""A run that dies leaves the published figures as they were; readers during a rebuild never wait, fail or see half."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import dagster as dg
import openpyxl
import pytest

from pipelines.home import Home
from pipelines.ingest.archive import Archive, pending
from pipelines.ingest.lake import Lake
from pipelines.ingest.parquet import read_parquet
from pipelines.ingest.take_in import left_unread
from pipelines.orchestration.jobs import build_sensor
from pipelines.quarter.gate import blockers
from pipelines.quarter.indicators import indicators
from pipelines.quarter.ledger import files
from pipelines.warehouse.export import export_marts
from pipelines.warehouse.publish import build_aside, is_published, publish
from tests.integration.conftest import SOXOM, WHEN, Workshop, run_soxom

KILLS = 20
READERS = 50
REBUILDS = 2


def changed_copy(home: Home, name: str) -> None:
    """Drop one more version of June's health books, so that every run has something to do."""
    old = next(path for path in home.drop.rglob("*.xlsx") if "skdt" in path.name.lower().replace(" ", "") and "6" in path.stem)
    book = openpyxl.load_workbook(old)
    sheet = book.worksheets[0]
    sheet.cell(sheet.max_row + 3, 1, f"Ghi chú: {name}")
    target = home.drop / "gui lai" / f"{name}.xlsx"
    target.parent.mkdir(exist_ok=True)
    book.save(target)


@pytest.fixture
def own_home(small_home: Home, tmp_path: Path) -> Home:
    """A copy of the small home, to be written in."""
    home = Home(tmp_path / "home")
    shutil.copytree(small_home.root, home.root)
    return home


@pytest.mark.slow
@pytest.mark.long
def test_killed_at_random_moments_the_published_figures_stay(own_home: Home, workshop, tmp_path: Path) -> None:
    figures = indicators(own_home, "2026-Q2")
    chance = random.Random(20)  # noqa: S311 - moments, not secrets
    environment = os.environ | {"SOXOM_HOME": str(own_home.root)}

    def started(name: str, *command: str) -> subprocess.Popen[bytes]:
        changed_copy(own_home, name)
        return subprocess.Popen(
            [SOXOM, *command], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
        )

    began = time.monotonic()
    assert started("xong", "run", "2026-Q2").wait() == 0
    whole = time.monotonic() - began
    killed = 0
    for attempt in range(KILLS):
        process = started(f"lan {attempt}", *(("run", "2026-Q2") if attempt % 2 else ("refresh",)))
        time.sleep(chance.uniform(0.3, whole))
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            killed += 1
        process.wait()
        assert indicators(own_home, "2026-Q2") == figures
        archive = Archive(own_home.archive)
        for receipt in archive.receipts():
            archive.read(receipt.sha256)  # raises when the bytes are not what their name says
    assert killed > KILLS // 2
    assert run_soxom(own_home, "refresh").returncode == 0, "whatever was left is noticed"
    clean = Home(tmp_path / "clean")
    shutil.copytree(own_home.drop, clean.drop)
    workshop.publish(clean)
    again = {path.name: path.read_bytes() for path in export_marts(own_home, tmp_path / "again")}
    never_killed = {path.name: path.read_bytes() for path in export_marts(clean, tmp_path / "never killed")}
    assert again["fct_indicator.csv"] == never_killed["fct_indicator.csv"]
    assert again["fct_visit.csv"] == never_killed["fct_visit.csv"]


@pytest.mark.slow
def test_an_intake_that_died_over_its_receipts_is_noticed(own_home: Home, workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing in the drop folder is new any more, the lake is as it was, and yet a file was received that no figure knows."""
    changed_copy(own_home, "tệp dở dang")
    with monkeypatch.context() as dying:
        dying.setattr(Lake, "merge", lambda *_arguments, **_named: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            workshop.take_in(own_home)
    assert pending(own_home) == []
    assert is_published(own_home)
    assert left_unread(own_home) == len(Archive(own_home.archive).receipts())
    assert [one.kind for one in blockers(own_home, "2026-Q2", WHEN)] == ["not_settled"]
    asked = build_sensor(lambda: own_home)(dg.build_sensor_context())
    assert isinstance(asked, dg.RunRequest)
    assert run_soxom(own_home, "refresh").returncode == 0
    assert left_unread(own_home) == 0
    assert isinstance(build_sensor(lambda: own_home)(dg.build_sensor_context()), dg.SkipReason)
    assert "gui lai/tệp dở dang.xlsx" in {line["file"] for line in files(own_home)}


def test_a_file_that_came_again_while_an_intake_died_is_registered(
    own_home: Home, workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its bytes are known and read, so that only the register says that it came once more, and under which name."""
    known = next(path for path in sorted(own_home.drop.rglob("*")) if path.is_file())
    shutil.copy2(known, own_home.drop / f"lại {known.name}")
    with monkeypatch.context() as dying:
        dying.setattr(Lake, "write_register", lambda *_arguments: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            workshop.take_in(own_home)
    assert left_unread(own_home) > 0
    workshop.take_in(own_home)
    assert left_unread(own_home) == 0
    assert f"lại {known.name}" in read_parquet(own_home.lake / "receipt.parquet")["file_path"].to_pylist()


READER = """
import os, pathlib, sys, time
from pipelines.warehouse.duck import open_duckdb
os.nice(15)
warehouse, stop, asked = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), 0
question = "select count(*), sum(numerator) from fct_indicator where value is not null"
while not (stop.exists() and asked):
    with open_duckdb(warehouse) as connection:
        first, second = connection.execute(question).fetchone(), connection.execute(question).fetchone()
    if first != second or not first[0]:
        sys.exit(f"{first} then {second}")
    asked += 1
    time.sleep(2)  # a reader reads; fifty that only open and close would leave the builder no processor
print(asked)
"""
"""A process that opens, asks twice in one session and closes, again and again; it fails when the answers differ or are empty."""


@pytest.mark.slow
def test_fifty_readers_during_rebuilds(own_home: Home, tmp_path: Path) -> None:
    stop = tmp_path / "stop"
    command = [sys.executable, "-c", READER, str(own_home.warehouse), str(stop)]
    readers = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(READERS)]
    try:
        for _ in range(REBUILDS):
            build_aside(own_home)
            publish(own_home)
    finally:
        stop.touch()
    outcomes = [(*reader.communicate(timeout=120), reader.returncode) for reader in readers]
    assert [error for _, error, code in outcomes if code != 0] == []
    assert all(int(asked) > 0 for asked, _, _ in outcomes)
