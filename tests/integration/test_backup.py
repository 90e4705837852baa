"""What a backup holds comes back as it was, closed quarters and all; a broken or hostile file puts nothing in place."""

from __future__ import annotations

import hashlib
import json
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipelines.catalogue import load_catalogue
from pipelines.home import Home, writer_lock
from pipelines.ingest.closed import versions_of
from pipelines.quarter.backup import LIST, BackupError, restore_backup, write_backup
from pipelines.quarter.close import close_quarter
from pipelines.quarter.verify import verify
from pipelines.warehouse.query import read
from tests.integration.conftest import WHEN, Workshop

QUARTER, OTHER = "2026-Q1", "2026-Q2"


def quiet(_step: str, _done: int, _total: int) -> None:
    return


def contents(home: Home) -> dict[str, bytes]:
    """What must come back: everything but ``state/``."""
    return {
        path.relative_to(home.root).as_posix(): path.read_bytes()
        for path in home.root.rglob("*")
        if path.is_file() and path.relative_to(home.root).parts[0] != "state"
    }


@pytest.fixture
def tiny(tmp_path: Path) -> Home:
    """A home with a file in each place, made without running anything."""
    home = Home(tmp_path / "home")
    for name in ("archive/receipts.jsonl", "archive/files/ab/abcd", "data_raw/tháng 6/số liệu.csv", "closed/2026-Q1/v1/manifest.json"):
        path = home.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name * 1000, encoding="utf-8")
    (home.root / "cai-dat.yml").write_text("ten: x\n", encoding="utf-8")
    for left_out in ("state/warehouse/soxom.duckdb", "closed/.2026-Q2.v1.0a0b0c0d/figures.csv", "archive/files/ab/.abce.incoming"):
        path = home.root / left_out
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x", encoding="utf-8")
    return home


def test_it_comes_back_as_it_was(tiny: Home, tmp_path: Path) -> None:
    file = tmp_path / "so-xom.zip"
    write_backup(tiny, file, quiet)
    back = Home(tmp_path / "back")
    restore_backup(file, back, quiet)
    wanted = {name: content for name, content in contents(tiny).items() if "/." not in name}
    assert contents(back) == wanted
    assert len(wanted) == 5
    assert sorted(path.name for path in back.root.iterdir()) == ["archive", "cai-dat.yml", "closed", "data_raw"]


def test_the_same_home_gives_the_same_bytes(tiny: Home, tmp_path: Path) -> None:
    for name in ("one.zip", "two.zip"):
        write_backup(tiny, tmp_path / name, quiet)
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()


def test_a_backup_does_not_hold_itself(tiny: Home) -> None:
    with pytest.raises(BackupError, match="chính thư mục"):
        write_backup(tiny, tiny.drop / "so-xom.zip", quiet)
    with pytest.raises(BackupError, match="Chưa có gì"):
        write_backup(Home(tiny.root / "nơi khác"), tiny.root.parent / "x.zip", quiet)


def test_only_an_empty_home_is_restored_into(tiny: Home, tmp_path: Path) -> None:
    file = tmp_path / "so-xom.zip"
    write_backup(tiny, file, quiet)
    before = contents(tiny)
    with pytest.raises(BackupError, match="không trống"):
        restore_backup(file, tiny, quiet)
    assert contents(tiny) == before


def rewritten(source: Path, target: Path, change: Callable[[dict[str, bytes]], None]) -> Path:
    """A backup whose entries were changed by somebody who then listed them as if they belonged."""
    with zipfile.ZipFile(source) as packed:
        parts = {name: packed.read(name) for name in packed.namelist() if name != LIST}
    change(parts)
    listed = [{"path": name, "size": len(part), "sha256": hashlib.sha256(part).hexdigest()} for name, part in parts.items()]
    with zipfile.ZipFile(target, "w") as packed:
        for name, part in parts.items():
            packed.writestr(name, part)
        packed.writestr(LIST, json.dumps({"format": 1, "files": listed}))
    return target


@pytest.mark.parametrize(
    "name",
    [
        "../ra-ngoai.txt",
        "archive/../../ra-ngoai.txt",
        "/etc/ra-ngoai",
        "C:\\ra-ngoai",
        "archive\\..\\x",
        "state/x",
        "x.py",
        "archive//x",
        "closed",
    ],
)
def test_a_path_that_leads_elsewhere_is_refused(tiny: Home, tmp_path: Path, name: str) -> None:
    write_backup(tiny, tmp_path / "so-xom.zip", quiet)
    hostile = rewritten(tmp_path / "so-xom.zip", tmp_path / "la.zip", lambda parts: parts.update({name: b"x"}))
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(BackupError, match="đường dẫn không được phép"):
        restore_backup(hostile, Home(tmp_path / "back"), quiet)
    assert sorted(tmp_path.rglob("*")) == sorted([*before, tmp_path / "back"])
    assert not list((tmp_path / "back").iterdir())


def unlisted(parts: list[tuple[str, bytes]]) -> list[tuple[str, bytes]]:
    return [("archive/thêm", b"x"), *parts]


def missing(parts: list[tuple[str, bytes]]) -> list[tuple[str, bytes]]:
    return parts[1:]


def changed(parts: list[tuple[str, bytes]]) -> list[tuple[str, bytes]]:
    name, content = parts[0]
    return [(name, content[:-1] + b"?"), *parts[1:]]


def longer(parts: list[tuple[str, bytes]]) -> list[tuple[str, bytes]]:
    name, content = parts[0]
    return [(name, content * 2), *parts[1:]]


def no_list(parts: list[tuple[str, bytes]]) -> list[tuple[str, bytes]]:
    return parts[:-1]


@pytest.mark.parametrize("change", [unlisted, missing, changed, longer, no_list])
def test_a_backup_that_is_not_whole_puts_nothing_in_place(tiny: Home, tmp_path: Path, change: Any) -> None:
    write_backup(tiny, tmp_path / "so-xom.zip", quiet)
    with zipfile.ZipFile(tmp_path / "so-xom.zip") as packed:
        parts = [(name, packed.read(name)) for name in packed.namelist()]
    with zipfile.ZipFile(tmp_path / "hỏng.zip", "w") as packed:
        for name, content in change(parts):
            packed.writestr(name, content)
    with pytest.raises(BackupError):
        restore_backup(tmp_path / "hỏng.zip", Home(tmp_path / "back"), quiet)
    assert not list((tmp_path / "back").iterdir())


def test_half_a_file_is_no_backup(tiny: Home, tmp_path: Path) -> None:
    file = tmp_path / "so-xom.zip"
    write_backup(tiny, file, quiet)
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])
    with pytest.raises(BackupError, match="không đọc được"):
        restore_backup(file, Home(tmp_path / "back"), quiet)


@pytest.mark.slow
@pytest.mark.long
def test_a_closed_commune_is_restored_and_proves_itself(
    small_home: Home, workshop: Workshop, tmp_path: Path, soxom: Callable[..., Any]
) -> None:
    home = Home(tmp_path / "home")
    shutil.copytree(small_home.root, home.root)
    closes: list[tuple[str, dict[str, Any]]] = [(QUARTER, {}), (OTHER, {}), (QUARTER, {"restate": True, "reason": "thử"})]
    with writer_lock(home):
        for quarter, more in closes:
            close_quarter(home, load_catalogue(), quarter, by="Lập", approved_by="Duyệt", now=WHEN, **more)
    workshop.publish(home)
    figures = read(home, "select * from fct_indicator order by all")
    assert soxom(home, "backup", str(tmp_path / "so-xom.zip")).returncode == 0
    back = Home(tmp_path / "back")
    said = soxom(back, "restore", str(tmp_path / "so-xom.zip"))
    assert said.returncode == 0, said.stderr
    assert f"soxom verify {QUARTER}" in said.stderr
    assert read(back, "select * from fct_indicator order by all") == figures
    assert [one.manifest_sha256 for one in versions_of(back, QUARTER)] == [one.manifest_sha256 for one in versions_of(home, QUARTER)]
    for quarter in (QUARTER, OTHER):
        assert verify(back, quarter, lambda _line: None, every_version=True) == []
