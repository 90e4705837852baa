"""Proves that a closed quarter is what was closed: every hash, the chains, and the quarter built again from the archived files alone.

Belongs here: the checks and their order, each failure naming its file. Does not belong here: the rebuild itself (``rebuild.py``).

Reads only: what it builds, it builds in a temporary folder. It needs neither the network nor the published warehouse.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.home import PROJECT_ROOT, Home
from pipelines.ingest.actions import GENESIS, Action, ChainError, log_path, verify_chain
from pipelines.ingest.archive import Archive, hash_bytes
from pipelines.ingest.closed import AlteredError, Closed, closed_folder, latest_of, versions_of
from pipelines.quarter.close import all_versions, closings, gone_packages
from pipelines.quarter.package import (
    ACTIONS,
    ALIASES,
    CODE,
    INPUTS,
    RECEIPTS,
    REQUESTED,
    package_problems,
    whole_lines,
)
from pipelines.quarter.package_code import code_digest
from pipelines.quarter.package_tables import FIGURES, ROWS, TABLES

Say = Callable[[str], None]
_LOG_TAIL = 2000


class NotClosedError(LookupError):
    """The quarter has no closed version to verify."""


def verify(home: Home, quarter: str, say: Say, *, every_version: bool = False) -> list[str]:
    """Everything that is not as it was closed, in Vietnamese sentences that name the file; empty when all is well.

    The log, the chain of all closes, every archived file, and every file of the quarter's packages are checked; the quarter's latest
    version is built again, or every version. Raises NotClosedError, where the log knows of no close of the quarter either.
    """
    latest = latest_of(home, quarter)
    if latest is None and not _is_noted(home, quarter):
        raise NotClosedError(quarter)
    say("Kiểm tra nhật ký hành động và chuỗi các lần chốt")
    problems = [*_log_problems(home), *_chain_problems(home), *_archive_problems(home), *_stray_problems(home, quarter)]
    for closed in versions_of(home, quarter):
        say(f"Kiểm tra gói {quarter} v{closed.version}")
        problems += _stored_problems(home, closed)
    if problems or latest is None:
        say("Không tính lại: phải sửa những chỗ trên trước, vì tính lại từ tệp đã bị sửa không chứng minh được gì.")
        return problems
    for closed in versions_of(home, quarter) if every_version else [latest]:
        say(f"Tính lại {quarter} v{closed.version} từ các tệp gốc trong một thư mục trống")
        problems += _rebuild_problems(home, closed)
    return problems


def _log_problems(home: Home) -> list[str]:
    broken = verify_chain(home)
    return [] if broken is None else [str(ChainError(broken))]


def _is_noted(home: Home, quarter: str) -> bool:
    """Whether the log says that the quarter was closed; a broken log may have."""
    return verify_chain(home) is not None or any(action.subject["quarter"] == quarter for action in closings(home))


def _archive_problems(home: Home) -> Iterator[str]:
    """Every file of the archive bears its own hash, also what came after the last close."""
    archive = Archive(home.archive)
    for path in sorted((home.archive / "files").glob("*/*")):
        if path.is_file() and not path.name.startswith(".") and path != archive.path_of(hash_bytes(path.read_bytes())):
            yield f"{path.relative_to(home.root).as_posix()}: tệp gốc không còn đúng như khi nhận."


def _stray_problems(home: Home, quarter: str) -> Iterator[str]:
    """What lies among the quarter's versions and is none. What a close that died left aside begins with a dot and stands elsewhere."""
    known = {closed.folder for closed in versions_of(home, quarter)}
    folder = closed_folder(home) / quarter
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if path not in known:
            yield f"{path.relative_to(home.root).as_posix()}: không phải là một bản đã chốt nhưng nằm trong thư mục của quý."


def _chain_problems(home: Home) -> Iterator[str]:
    """The log's closes and the packages are one list, and each close stands on the one before."""
    if verify_chain(home) is not None:
        return
    noted = closings(home)
    yield from gone_packages(home, noted)
    packages = {(closed.quarter, str(closed.version)): closed for closed in all_versions(home)}
    previous = GENESIS
    for action in noted:
        yield from _link_problems(packages.pop((action.subject["quarter"], action.subject["version"]), None), action, previous)
        previous = action.subject["manifest"]
    for closed in packages.values():
        yield f"{closed.shown('manifest.json')}: không có lần chốt này trong nhật ký (archive/actions.jsonl)."


def _link_problems(closed: Closed | None, action: Action, previous: str) -> Iterator[str]:
    if closed is None:
        return
    if closed.manifest_sha256 != action.subject["manifest"]:
        yield f"{closed.shown('manifest.json')}: không còn là bản kê mà nhật ký (dòng {action.number}) đã ghi."
        return
    if closed.manifest["previous"] != previous:
        yield f"{closed.shown('manifest.json')}: không nối tiếp lần chốt đứng trước."


def _stored_problems(home: Home, closed: Closed) -> Iterator[str]:
    """Every file of the package and every archived file against the manifest; the registers still begin as they did."""
    try:
        problems, originals = package_problems(closed), [(entry["sha256"], entry["size"]) for entry in closed.manifest["archive"]]
    except (AlteredError, KeyError, TypeError):
        yield f"{closed.shown('manifest.json')}: không còn là bản kê của gói này."
        return
    yield from problems
    archive = Archive(home.archive)
    for sha256, size in originals:
        path = archive.path_of(sha256)
        shown = path.relative_to(home.root).as_posix()
        if not path.is_file():
            yield f"{shown}: tệp gốc không còn trong kho lưu."
        elif path.stat().st_size != size:
            yield f"{shown}: tệp gốc không còn dài như khi chốt."
    for name, path in ((RECEIPTS, home.archive / RECEIPTS), (ALIASES, home.archive / ALIASES), (ACTIONS, log_path(home))):
        kept = closed.folder / INPUTS / name
        if kept.is_file() and not whole_lines(path).startswith(kept.read_bytes()):
            yield f"archive/{name}: phần đã có khi chốt {closed.quarter} v{closed.version} không còn nguyên."


def _rebuild_problems(home: Home, closed: Closed) -> list[str]:
    with tempfile.TemporaryDirectory(prefix="soxom-verify-") as scratch:
        root = Path(scratch)
        _lay_out(home, closed, root / "home")
        failure = _run(closed, root)
        if failure:
            return [f"closed/{closed.quarter}/v{closed.version}: không tính lại được từ các tệp gốc: {failure}"]
        return list(_table_problems(closed, root / "tables"))


def _lay_out(home: Home, closed: Closed, target: Path) -> None:
    """A home with an archive and nothing else: exactly the package's files and registers."""
    here, there = Archive(home.archive), Archive(target / "archive")
    for entry in closed.manifest["archive"]:
        there.keep(entry["sha256"], here.read(entry["sha256"]))
    there.root.mkdir(parents=True, exist_ok=True)
    for name in (RECEIPTS, ALIASES, ACTIONS):
        shutil.copyfile(closed.folder / INPUTS / name, there.root / name)
    shutil.copyfile(closed.folder / INPUTS / REQUESTED, target / REQUESTED)


def _run(closed: Closed, root: Path) -> str | None:
    """Build with the code of the close: this one when it is the same, else the one in the package, whose hash was checked."""
    code = PROJECT_ROOT
    if closed.manifest["versions"]["code_digest"] != code_digest():
        code = root / "code"
        with zipfile.ZipFile(closed.folder / CODE) as packed:
            packed.extractall(code)  # our own package, whose hash is the one that the log holds
    path = os.pathsep.join(part for part in (str(code), os.environ.get("PYTHONPATH", "")) if part)
    arguments = [str(root / "home"), closed.quarter, closed.manifest["closed_at"], str(root / "tables")]
    done = subprocess.run(  # noqa: S603 - our own interpreter and module
        [sys.executable, "-P", "-m", "pipelines.quarter.rebuild", *arguments],
        env=os.environ | {"PYTHONPATH": path},
        cwd=root,
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )
    return None if done.returncode == 0 else (done.stderr or done.stdout).strip()[-_LOG_TAIL:]


def _table_problems(closed: Closed, rebuilt: Path) -> Iterator[str]:
    kept = _tables(closed.folder)
    again = _tables(rebuilt)
    for path in sorted(kept | again):
        if path not in again:
            yield f"{closed.shown(path)}: tính lại không ra bảng này."
        elif path not in kept:
            yield f"{closed.shown(path)}: tính lại ra bảng này nhưng gói không có."
        elif (closed.folder / path).read_bytes() != (rebuilt / path).read_bytes() and not _same_rows(closed, path, rebuilt):
            yield f"{closed.shown(path)}: tính lại từ các tệp gốc không ra đúng từng byte."


def _tables(folder: Path) -> set[str]:
    found = [path for part in (TABLES, ROWS) for path in (folder / part).glob("*.parquet")]
    return {path.relative_to(folder).as_posix() for path in [*found, folder / FIGURES] if path.is_file()}


def _same_rows(closed: Closed, path: str, rebuilt: Path) -> bool:
    """With another pyarrow than at the close the container's bytes may differ; then every row and type must be the same."""
    libraries = closed.manifest["versions"]["libraries"]
    if libraries.get("pyarrow") == pa.__version__ or not path.endswith(".parquet"):
        return False
    return bool(pq.read_table(closed.folder / path).equals(pq.read_table(rebuilt / path)))
