"""The installed command: what it prints where, its exit codes, and that a run reaches out to nobody."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from pipelines.demo import Commune, expected_figures
from pipelines.home import PROJECT_ROOT, Home
from pipelines.quarter.indicators import COLUMNS
from pipelines.quarter.ledger import FILE_COLUMNS
from tests.integration.conftest import csv_rows

REFUSE = """
import os, socket
_real = socket.socket.connect
def _refuse(self, address):
    if self.family in (socket.AF_INET, socket.AF_INET6):
        with open(os.environ["REFUSED_LOG"], "a") as log:
            log.write(repr(address) + "\\n")
        raise ConnectionRefusedError("no connection may leave this machine")
    return _real(self, address)
socket.socket.connect = _refuse
socket.socket.connect_ex = lambda self, address: (_refuse(self, address), 111)[1]
_lookup = socket.getaddrinfo
def _no_lookup(host, *arguments, **more):
    with open(os.environ["REFUSED_LOG"], "a") as log:
        log.write("lookup " + repr(host) + "\\n")
    raise socket.gaierror("no name may be looked up")
socket.getaddrinfo = _no_lookup
"""


@pytest.fixture(scope="module")
def run_home(small_home: Home, tmp_path_factory: pytest.TempPathFactory, soxom: Callable[..., object]) -> Home:
    """The small commune run by the command itself, with every connection refused and noted."""
    folder = tmp_path_factory.mktemp("run")
    home = Home(folder / "home")
    shutil.copytree(small_home.drop, home.drop)
    (folder / "site").mkdir()
    (folder / "site" / "sitecustomize.py").write_text(REFUSE, encoding="utf-8")
    (folder / "refused.log").touch()
    path = os.pathsep.join([str(folder / "site"), str(PROJECT_ROOT)])  # this checkout's code, also where another is installed
    outcome = soxom(home, "run", "2026-Q2", PYTHONPATH=path, REFUSED_LOG=str(folder / "refused.log"), NO_COLOR="1")
    (folder / "stdout.txt").write_text(outcome.stdout, encoding="utf-8")
    (folder / "stderr.txt").write_text(outcome.stderr, encoding="utf-8")
    assert outcome.returncode == 0, outcome.stderr
    return home


def test_a_whole_run_makes_no_connection(run_home: Home) -> None:
    assert (run_home.root.parent / "refused.log").read_text(encoding="utf-8") == ""


def test_the_guard_would_have_noted_one(run_home: Home) -> None:
    """The test above can fail: a connection planted under the same guard is refused and written down."""
    folder = run_home.root.parent
    code = "import urllib.request; urllib.request.urlopen('http://192.0.2.1/')"
    environment = {"PYTHONPATH": str(folder / "site"), "REFUSED_LOG": str(folder / "planted.log")}
    assert subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, check=False).returncode == 1
    assert "192.0.2.1" in (folder / "planted.log").read_text(encoding="utf-8")


def test_the_run_ends_in_the_table_of_indicators(run_home: Home) -> None:
    table = (run_home.root.parent / "stdout.txt").read_text(encoding="utf-8")
    assert "Tài khoản VNeID mức độ 2" in table
    assert "Văn bản xử lý trên môi trường điện tử" in table
    assert "Đọc tệp" not in table, "progress goes to standard error"
    assert "Đọc tệp" in (run_home.root.parent / "stderr.txt").read_text(encoding="utf-8")


def test_indicators_as_csv_and_json_are_the_truth(run_home: Home, small_commune: Commune, soxom: Callable[..., object]) -> None:
    rows = csv_rows(soxom(run_home, "indicators", "2026-Q2", "--format", "csv").stdout)
    assert tuple(rows[0]) == COLUMNS
    got = {(row["indicator"], row["hamlet"]): row for row in rows}
    for figure in expected_figures(small_commune.truth):
        if figure.period == "2026-Q2" and figure.value is not None:
            assert float(got[figure.indicator, figure.hamlet]["value"]) == pytest.approx(float(figure.value), abs=1e-12)
    as_json = json.loads(soxom(run_home, "indicators", "2026-Q2", "--format", "json").stdout)
    assert [(row["indicator"], row["hamlet"]) for row in as_json] == list(got)
    assert {(row["publication"], row["version"]) for row in as_json} == {("provisional", None)}


def test_sixteen_of_all_in_the_plans_order(run_home: Home, soxom: Callable[..., object]) -> None:
    rows = csv_rows(soxom(run_home, "indicators", "2026-Q2", "--format", "csv").stdout)
    commune = [row["indicator"] for row in rows if row["hamlet"] == "ALL"]
    assert len(commune) == 16
    assert (commune[0], commune[4], commune[12], commune[15]) == (
        "member_training",
        "vneid_level2",
        "report_on_time",
        "electronic_document",
    )


def test_files_add_up(run_home: Home, soxom: Callable[..., object]) -> None:
    rows = csv_rows(soxom(run_home, "files", "--format", "csv").stdout)
    assert tuple(rows[0]) == FILE_COLUMNS
    assert len(rows) == sum(1 for path in run_home.drop.rglob("*") if path.is_file())
    for row in rows:
        assert int(row["rows_read"]) == sum(int(row[name]) for name in ("rows_accepted", "rows_rejected", "rows_set_aside"))


def test_status_names_quarters_and_files(run_home: Home, soxom: Callable[..., object]) -> None:
    outcome = soxom(run_home, "status", "--format", "csv")
    assert outcome.returncode == 0
    assert any(row["which"] == "2026-Q2" and row["state"].startswith("16/16") for row in csv_rows(outcome.stdout))


def test_a_run_writes_the_pages_and_report_writes_them_again_alike(run_home: Home, soxom: Callable[..., object]) -> None:
    folders = [run_home.reports / "2026-Q2" / name for name in ("site", "site-cong-khai")]
    before = {path: path.read_bytes() for folder in folders for path in folder.iterdir()}
    assert {folder / "index.html" for folder in folders} <= set(before)
    shutil.rmtree(folders[0])
    outcome = soxom(run_home, "report", "2026-Q2")
    assert outcome.returncode == 0
    assert outcome.stdout == ""
    assert str(folders[0] / "index.html") in outcome.stderr
    assert {path: path.read_bytes() for folder in folders for path in folder.iterdir()} == before


def test_the_run_leaves_the_report_and_its_annex(run_home: Home) -> None:
    assert {"bao-cao.docx", "phu-luc.xlsx"} <= {path.name for path in (run_home.reports / "2026-Q2").iterdir()}
    assert run_home.officer_settings.is_file()
    assert str(run_home.reports / "2026-Q2") in (run_home.root.parent / "stderr.txt").read_text(encoding="utf-8")


def test_refresh_with_nothing_new_says_so_and_changes_nothing(run_home: Home, soxom: Callable[..., object]) -> None:
    before = run_home.warehouse.stat().st_mtime_ns
    outcome = soxom(run_home, "refresh")
    assert outcome.returncode == 0
    assert outcome.stdout == ""
    assert "Không có tệp mới" in outcome.stderr
    assert run_home.warehouse.stat().st_mtime_ns == before


def test_refresh_reads_again_what_other_readers_have_read(run_home: Home, tmp_path: Path, soxom: Callable[..., object]) -> None:
    home = Home(tmp_path / "home")
    shutil.copytree(run_home.root, home.root)
    (home.lake / "reader.txt").write_text("of an earlier version", encoding="utf-8")
    outcome = soxom(home, "refresh")
    assert outcome.returncode == 0
    assert "Đã công bố số liệu mới" in outcome.stderr
    assert (home.lake / "reader.txt").read_text(encoding="utf-8") == (run_home.lake / "reader.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("arguments", [["run", "quý hai"], ["indicators", "2026-Q5"], ["run"], ["nothing"], ["files", "--format", "xml"]])
def test_wrong_use_is_exit_2(run_home: Home, arguments: list[str], soxom: Callable[..., object]) -> None:
    assert soxom(run_home, *arguments).returncode == 2


@pytest.mark.parametrize("arguments", [["indicators", "2026-Q2"], ["files"], ["status"], ["slips", "2026-Q2"], ["report", "2026-Q2"]])
def test_reading_before_the_first_run_says_what_to_do(tmp_path: Path, arguments: list[str], soxom: Callable[..., object]) -> None:
    outcome = soxom(Home(tmp_path), *arguments)
    assert outcome.returncode == 1
    assert "soxom run" in outcome.stderr
    assert outcome.stdout == ""


def test_the_demo_writes_a_made_up_commune(tmp_path: Path, soxom: Callable[..., object]) -> None:
    outcome = soxom(Home(tmp_path), "demo", str(tmp_path / "drop"), "--hamlets", "6", "--months", "1")
    assert outcome.returncode == 0
    assert len(list((tmp_path / "drop").iterdir())) > 5
    assert "hư cấu" in outcome.stderr
