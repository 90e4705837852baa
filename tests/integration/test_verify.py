"""One byte altered anywhere in a package, the archive, the log or the chain is found and its file named; and a rebuild that differs."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import yaml

from pipelines.catalogue import load_catalogue
from pipelines.home import Home, writer_lock
from pipelines.ingest.archive import Archive, hash_bytes
from pipelines.ingest.closed import MANIFEST, AlteredError, Closed, versions_of
from pipelines.quarter.close import close_quarter, heal
from pipelines.quarter.closed import snapshot_of
from pipelines.quarter.package_code import code_files
from pipelines.quarter.verify import NotClosedError, verify
from pipelines.warehouse.query import read
from tests.integration.conftest import WHEN, Workshop, csv_rows

pytestmark = pytest.mark.slow

QUARTERS = ("2026-Q1", "2026-Q2")


@pytest.fixture(scope="module")
def closed_home(small_home: Home, tmp_path_factory: pytest.TempPathFactory) -> Home:
    """Both quarters closed, one after the other. Tests that write take a copy."""
    home = Home(tmp_path_factory.mktemp("verify") / "home")
    shutil.copytree(small_home.root, home.root)
    with writer_lock(home):
        for quarter in QUARTERS:
            close_quarter(home, load_catalogue(), quarter, by="Lập", approved_by="Duyệt", now=WHEN)
    return home


@pytest.fixture
def own_home(closed_home: Home, tmp_path: Path) -> Home:
    home = Home(tmp_path / "home")
    shutil.copytree(closed_home.root, home.root, ignore=shutil.ignore_patterns("state", "data_raw"))
    return home


def problems(home: Home, quarter: str = QUARTERS[0]) -> list[str]:
    return verify(home, quarter, lambda _line: None)


class altered:  # noqa: N801 - reads as a statement
    """One byte of a file other than it was, for as long as the block lasts."""

    def __init__(self, path: Path) -> None:
        self.path, self.content = path, path.read_bytes()

    def __enter__(self) -> None:
        self.path.chmod(0o644)
        middle = len(self.content) // 2
        changed = bytes([self.content[middle] ^ 1]) if self.content else b"x"
        self.path.write_bytes(self.content[:middle] + changed + self.content[middle + 1 :])

    def __exit__(self, *_: object) -> None:
        self.path.write_bytes(self.content)


def test_one_byte_of_any_file_of_the_package_is_found(own_home: Home) -> None:
    closed = versions_of(own_home, QUARTERS[0])[0]
    files = sorted(path for path in closed.folder.rglob("*") if path.is_file())
    assert len(files) > 80
    for path in files:
        with altered(path):
            found = problems(own_home)
        name = path.relative_to(own_home.root).as_posix()
        assert any(sentence.startswith(f"{name}:") for sentence in found), (name, found)


def test_one_byte_of_any_archived_file_is_found(own_home: Home) -> None:
    entries = versions_of(own_home, QUARTERS[0])[0].manifest["archive"]
    for entry in entries:
        path = own_home.archive / "files" / entry["sha256"][:2] / entry["sha256"]
        with altered(path):
            found = problems(own_home)
        assert [sentence for sentence in found if path.relative_to(own_home.root).as_posix() in sentence], path
    path.unlink()
    assert any("không còn trong kho lưu" in sentence for sentence in problems(own_home))


def test_a_file_that_came_after_the_close_is_held_to_its_hash_too(own_home: Home) -> None:
    archive, content = Archive(own_home.archive), b"came late"
    archive.keep(hash_bytes(content), content)
    path = archive.path_of(hash_bytes(content))
    with altered(path):
        assert [line for line in problems(own_home) if path.name in line]


@pytest.mark.parametrize("name", ["actions.jsonl", "receipts.jsonl"])
def test_one_byte_of_the_registers_is_found(own_home: Home, name: str) -> None:
    with altered(own_home.archive / name):
        assert any(f"archive/{name}" in sentence for sentence in problems(own_home))


def missing_file(closed: Closed) -> str:
    (closed.folder / "figures.csv").unlink()
    return "figures.csv: không còn trong gói"


def extra_file(closed: Closed) -> str:
    (closed.folder / "tables" / "thêm.parquet").write_bytes(b"x")
    return "tables/thêm.parquet: có trong gói nhưng không có trong bản kê"


def manifest_says_otherwise(closed: Closed) -> str:
    """The file and the manifest changed together: the log still holds the manifest's own hash."""
    figures, manifest = closed.folder / "figures.csv", closed.folder / MANIFEST
    manifest.chmod(0o644)
    said = json.loads(manifest.read_text(encoding="utf-8"))
    said["approved_by"] = "Người khác"
    manifest.write_text(json.dumps(said, ensure_ascii=False, indent=1, sort_keys=True), encoding="utf-8")
    assert figures.exists()
    return "manifest.json: không còn là bản kê mà nhật ký"


def package_gone(closed: Closed) -> str:
    shutil.rmtree(closed.folder.parent)
    return f"closed/{closed.quarter}/v{closed.version}: nhật ký"


def stray_file(closed: Closed) -> str:
    (closed.folder.parent / "v1 (copy)").mkdir()
    return "closed/2026-Q1/v1 (copy): không phải"


def log_cut_short(closed: Closed) -> str:
    """The last close taken out of the log, its package still there."""
    log = closed.folder.parents[2] / "archive" / "actions.jsonl"
    log.write_bytes(b"".join(log.read_bytes().splitlines(keepends=True)[:-1]))
    return "closed/2026-Q2/v1/manifest.json: không có lần chốt này trong nhật ký"


@pytest.mark.parametrize("alter", [missing_file, extra_file, manifest_says_otherwise, stray_file, log_cut_short])
def test_each_other_way_is_found(own_home: Home, alter: Callable[[Closed], str]) -> None:
    words = alter(versions_of(own_home, QUARTERS[0])[0])
    found = problems(own_home)
    assert any(words in sentence for sentence in found), found


def test_a_package_that_is_gone_is_missed_by_every_other_quarter(own_home: Home) -> None:
    words = package_gone(versions_of(own_home, QUARTERS[0])[0])
    for quarter in QUARTERS:
        assert any(words in sentence for sentence in problems(own_home, quarter))
    with pytest.raises(AlteredError, match="closed/2026-Q1/v1"):
        heal(own_home)  # every run and close begins with it: none takes the quarter for one that was never closed
    with pytest.raises(NotClosedError):
        problems(own_home, "2026-Q3")


def test_an_altered_package_is_not_read(own_home: Home) -> None:
    closed = versions_of(own_home, QUARTERS[0])[0]
    with altered(closed.folder / "tables" / "fct_indicator.parquet"), pytest.raises(AlteredError, match="fct_indicator"):
        snapshot_of(own_home, QUARTERS[0]).__enter__()


def test_the_command_names_what_is_wrong_and_exits_1(own_home: Home, soxom: Callable[..., Any]) -> None:
    with altered(versions_of(own_home, QUARTERS[0])[0].folder / "rows" / "vneid.parquet"):
        said = soxom(own_home, "verify", QUARTERS[0])
    assert (said.returncode, said.stdout) == (1, "")
    assert "closed/2026-Q1/v1/rows/vneid.parquet" in said.stderr


def test_what_was_altered_is_not_shown_by_any_command_and_said_in_one_sentence(
    closed_home: Home, tmp_path: Path, soxom: Callable[..., Any]
) -> None:
    home = Home(tmp_path / "home")
    shutil.copytree(closed_home.root, home.root)
    closed = versions_of(home, QUARTERS[0])[0]
    file = next(receipt for receipt in Archive(home.archive).receipts() if "vneid" in receipt.path)
    asked = (("indicators",), ("findings",), ("explain", "vneid_level2"), ("sample",))
    with altered(closed.folder / "tables" / "fct_indicator_row.parquet"):
        answers = [soxom(home, command, QUARTERS[0], *more) for command, *more in asked]
        answers.append(soxom(home, "explain", "--file", file.path, "--row", "9"))
    for said in answers:
        assert (said.returncode, said.stdout) == (1, "")
        assert said.stderr.splitlines() == [
            "closed/2026-Q1/v1/tables/fct_indicator_row.parquet: không còn đúng như khi chốt. Hãy chạy «soxom verify 2026-Q1»."
        ]
    with altered(Archive(home.archive).path_of(file.sha256)):
        said = soxom(home, "explain", "--file", file.path, "--row", "9")
    assert (said.returncode, len(said.stderr.splitlines())) == (1, 1)
    assert "bản sao lưu" in said.stderr


def other_code(folder: Path) -> Path:
    """A copy of the programme in which next year's people have changed a target and a definition."""
    for name, path in code_files():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, folder / name)
    indicators = folder / "pipelines" / "catalogue" / "indicators"
    target = indicators / "vneid_level2.yml"
    said = yaml.safe_load(target.read_text(encoding="utf-8"))
    said["targets"][0]["value"] = "0.99"
    target.write_text(yaml.safe_dump(said, allow_unicode=True), encoding="utf-8")
    model = folder / "dbt_project" / "models" / "intermediate" / "int_indicator_stock.sql"
    text = model.read_text(encoding="utf-8")
    assert text.count("as numerator") == 1
    model.write_text(text.replace("as numerator", "- 1 as numerator"), encoding="utf-8")
    run_in(folder, "-m", "pipelines.catalogue.emit")
    return folder


def run_in(code: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [sys.executable, "-P", *arguments],
        cwd=code,
        env=os.environ | {"PYTHONPATH": str(code)} | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done


MAIN = "from pipelines.cli.main import main; main()"


@pytest.mark.long
def test_another_target_and_definition_change_no_closed_figure_and_break_no_proof(closed_home: Home, tmp_path: Path) -> None:
    """The whole proof too: the rebuild runs the packaged code, and no connection is needed for it."""
    home = Home(tmp_path / "home")
    shutil.copytree(closed_home.root, home.root)
    code = other_code(tmp_path / "code")
    run_in(code, "-c", MAIN, "refresh", SOXOM_HOME=str(home.root))
    one, other = (
        read(which, "select * exclude (publication, version) from fct_indicator where period = '2026-Q1' order by all")
        for which in (closed_home, home)
    )
    assert one == other
    effects = csv_rows(run_in(code, "-c", MAIN, "late", "2026-Q1", "--format", "csv", SOXOM_HOME=str(home.root)).stdout)
    assert {"vneid_level2", "health_book"} <= {row["indicator"] for row in effects}, "the new definition would count otherwise"
    said = run_in(code, "-c", MAIN, "verify", "2026-Q1", SOXOM_HOME=str(home.root))
    assert "đúng từng byte" in said.stderr


@pytest.mark.long
def test_a_package_that_was_false_from_the_start_is_found_by_the_rebuild(small_home: Home, workshop: Workshop, tmp_path: Path) -> None:
    """Every hash is right and the figure is wrong: only building again finds it."""
    home = Home(tmp_path / "home")
    shutil.copytree(small_home.root, home.root)
    lake = home.lake / "vneid.parquet"
    table = pq.read_table(lake)
    place = table.schema.get_field_index("level2")
    raised = [str(int(text) + 1) if text and text.isdigit() else text for text in table["level2"].to_pylist()]
    pq.write_table(table.set_column(place, "level2", pa.array(raised, pa.string())), lake)
    workshop.publish(home)
    with writer_lock(home):
        close_quarter(home, load_catalogue(), QUARTERS[0], by="Lập", approved_by="Duyệt", now=WHEN)
    found = problems(home)
    assert any("tables/fct_indicator.parquet: tính lại từ các tệp gốc không ra" in sentence for sentence in found)
    assert any("rows/vneid.parquet" in sentence for sentence in found)
    assert not any("dim_hamlet" in sentence for sentence in found), "what is right is not blamed"
