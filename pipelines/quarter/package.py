"""A closed package: what is in it, and whether it still is what its manifest says.

Belongs here: writing a package into an empty folder, its manifest, checking its files. Does not belong here: when a quarter is closed
(``close.py``), the tables (``package_tables.py``), building them again (``verify.py``).
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipelines.catalogue import Catalogue
from pipelines.catalogue.load import CATALOGUE_DIR
from pipelines.home import Home
from pipelines.ingest.actions import log_path
from pipelines.ingest.archive import Archive
from pipelines.ingest.closed import MANIFEST, Closed
from pipelines.quarter.package_code import versions, write_code
from pipelines.quarter.package_tables import write_tables
from pipelines.quarter.restate import write_difference

FORMAT = 1
CODE, INPUTS, DEFINITIONS, REPORTS = "code.zip", "inputs", "definitions", "reports"
RECEIPTS, ALIASES, ACTIONS, REQUESTED = "receipts.jsonl", "aliases.jsonl", "actions.jsonl", "requested_periods.json"
READ_ONLY = 0o444


@dataclass(frozen=True)
class Signed:
    """Who closes what, when, as which version, and why where it is a restatement. ``previous``: the manifest of the close before."""

    quarter: str
    version: int
    prepared_by: str
    approved_by: str
    closed_at: str
    reason: str
    previous: str


@dataclass(frozen=True)
class Inputs:
    """What the figures rest on besides the archived files, as it stood at one moment. Bytes of the append-only registers."""

    receipts: bytes
    aliases: bytes
    actions: bytes
    requested: tuple[str, ...]


def read_inputs(home: Home) -> Inputs:
    """The registers as they stand now: whole lines, a line torn by a crash was never written."""
    from pipelines.ingest.parquet import read_parquet  # noqa: PLC0415 - heavy, and only a close needs it

    requested = home.lake / "requested_period.parquet"
    return Inputs(
        receipts=whole_lines(home.archive / RECEIPTS),
        aliases=whole_lines(home.archive / ALIASES),
        actions=whole_lines(log_path(home)),
        requested=tuple(sorted(read_parquet(requested)["period"].to_pylist())) if requested.exists() else (),
    )


def packed_actions(closed: Closed) -> bytes:
    """The action log as it stood when the quarter was closed."""
    return closed.whole(f"{INPUTS}/{ACTIONS}").read_bytes()


def packed_reports(closed: Closed, folder: str = "") -> dict[str, bytes]:
    """What people read of the quarter as it was closed: name -> content of the files in ``reports/`` or a folder of it.

    Empty for a package that has none there. Raises AlteredError.
    """
    under = f"{REPORTS}/{folder}/" if folder else f"{REPORTS}/"
    names = [entry["path"].removeprefix(under) for entry in closed.manifest["files"] if entry["path"].startswith(under)]
    return {name: closed.whole(under + name).read_bytes() for name in names if "/" not in name}


def whole_lines(path: Path) -> bytes:
    """The file up to its last line end; nothing when there is none."""
    content = path.read_bytes() if path.exists() else b""
    return content[: content.rfind(b"\n") + 1]


def write_package(
    home: Home,
    catalogue: Catalogue,
    folder: Path,
    *,
    signed: Signed,
    inputs: Inputs,
    before: Closed | None,
    documents: Mapping[str, bytes],
) -> None:
    """Write the whole package into an empty folder and make it last; files read-only, the manifest last.

    ``before``: the version that a restatement replaces. ``documents``: what is made for people, by its path in ``reports/``; whatever
    else lies in the quarter's reports goes along. Raises ArchiveError when an archived file is not what was received.
    """
    write_tables(home, catalogue, signed.quarter, folder)
    if before is not None:
        write_difference(before.folder, folder)
    for path in sorted(CATALOGUE_DIR.rglob("*.yml")):
        _copy(path, folder / DEFINITIONS / path.relative_to(CATALOGUE_DIR))
    for name, content in ((RECEIPTS, inputs.receipts), (ALIASES, inputs.aliases), (ACTIONS, inputs.actions)):
        _write(folder / INPUTS / name, content)
    _write(folder / INPUTS / REQUESTED, json.dumps(inputs.requested).encode())
    written = home.reports / signed.quarter
    for path in _handed_out(written):
        _copy(path, folder / REPORTS / path.relative_to(written))
    for name, content in documents.items():
        _write(folder / REPORTS / name, content)
    write_code(folder / CODE)
    _write(folder / MANIFEST, json.dumps(_manifest(home, folder, signed), ensure_ascii=False, indent=1, sort_keys=True).encode())
    _make_last(folder)


def _handed_out(folder: Path) -> list[Path]:
    """The quarter's reports as they lie there. What a write left half done, another programme's locks, and an export for auditors are
    none: an export holds every period's tables as they were on its day, and is made again from the package."""
    from pipelines.warehouse.datapackage import DESCRIPTOR  # noqa: PLC0415 - heavy, and who only reads a package needs none of it

    exports = {path.parent for path in folder.rglob(DESCRIPTOR)} - {folder}
    return [
        path
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        and not any(part.startswith((".", "~$")) for part in path.relative_to(folder).parts)
        and exports.isdisjoint(path.parents)
    ]


def _manifest(home: Home, folder: Path, signed: Signed) -> dict[str, Any]:
    archive = Archive(home.archive)
    received = sorted({receipt.sha256 for receipt in archive.receipts() if not receipt.refused_verdict})
    return {
        "format": FORMAT,
        "quarter": signed.quarter,
        "version": signed.version,
        "status": "final" if signed.version == 1 else "revised",
        "reason": signed.reason,
        "prepared_by": signed.prepared_by,
        "approved_by": signed.approved_by,
        "closed_at": signed.closed_at,
        "previous": signed.previous,
        "versions": versions(),
        "files": [_entry(folder, path) for path in _files(folder)],
        "archive": [{"sha256": sha256, "size": len(archive.read(sha256))} for sha256 in received],
    }


def _entry(folder: Path, path: str) -> dict[str, Any]:
    content = (folder / path).read_bytes()
    return {"path": path, "sha256": hashlib.sha256(content).hexdigest(), "size": len(content)}


def _files(folder: Path) -> list[str]:
    """Everything in the folder but the manifest, by path."""
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir() and path != folder / MANIFEST)


def package_problems(closed: Closed) -> list[str]:
    """What of the package is not as the manifest says, a sentence a file that names it; empty when nothing is."""
    said = {entry["path"]: entry for entry in closed.manifest["files"]}
    present = set(_files(closed.folder))
    problems = [f"{closed.shown(path)}: có trong gói nhưng không có trong bản kê." for path in sorted(present - set(said))]
    for path, entry in said.items():
        if path not in present:
            problems.append(f"{closed.shown(path)}: không còn trong gói.")
        elif _entry(closed.folder, path) != entry:
            problems.append(f"{closed.shown(path)}: nội dung không còn đúng như khi chốt.")
    return problems


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def _make_last(folder: Path) -> None:
    """Everything on the disk before the rename that makes it a close."""
    for path in [*folder.rglob("*"), folder]:
        if path.is_file():
            with path.open("rb") as stream:
                os.fsync(stream.fileno())
            path.chmod(READ_ONLY)
        else:
            fsync_folder(path)


def fsync_folder(folder: Path) -> None:
    """A folder's list of names on the disk, where the system lets a folder be opened."""
    if os.name == "posix":
        number = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)
