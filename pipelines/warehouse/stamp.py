"""What the published warehouse was built from, noted beside it.

Belongs here: the digests of what dbt reads, and the note that says which of them a published file rests on. Does not belong here: the
rename (``publish.py``), what may be kept of a published file (``increment.py``).

The note is written after the file is in its place. It names the very file that it speaks of, so that after a crash between the two
nobody takes the older note for the newer file's.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path

from pipelines.home import Home
from pipelines.warehouse.prepared import project_digest


@dataclass(frozen=True)
class Stamp:
    """The note on one published file. Digests are SHA-256, hexadecimal."""

    lake: str
    """Of everything below that the figures follow from."""
    program: str = ""
    """Of the dbt project and the readers."""
    tables: Mapping[str, str] = field(default_factory=dict)
    """Table of the lake -> digest."""
    file: tuple[int, ...] = ()
    """Which file the note speaks of: its size, and when it was last written (nanoseconds)."""
    computed_at: str = ""
    """When every row of it was last computed from the lake (ISO 8601); later increments kept some of them."""
    is_whole: bool = False
    """Whether every row was computed in the build that made it, and none kept of an earlier one."""

    def speaks_of(self, path: Path) -> bool:
        """Whether this is the note on that very file."""
        return self.file == file_identity(path)


def _path(home: Home) -> Path:
    return home.warehouse.with_suffix(".json")


def program_digest(home: Home) -> str:
    """Changes with the models, and with the readers that wrote the lake."""
    readers = home.lake / "reader.txt"
    return hashlib.sha256(project_digest().encode() + (readers.read_bytes() if readers.exists() else b"")).hexdigest()


def table_digests(home: Home) -> dict[str, str]:
    """Table of the lake -> digest of its bytes, in order of name."""
    return {path.stem: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(home.lake.glob("*.parquet"))}


def lake_digest(home: Home, tables: Mapping[str, str] | None = None) -> str:
    """Changes with any byte that dbt reads, and with a name that was confirmed but not yet taken in."""
    digest = hashlib.sha256(project_digest().encode())
    digest.update(json.dumps(table_digests(home) if tables is None else dict(tables), sort_keys=True).encode())
    for path in home.archive.glob("aliases.jsonl"):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def file_identity(path: Path) -> tuple[int, ...]:
    """Tells one published file from another that takes its place."""
    of = path.stat()
    return of.st_size, of.st_mtime_ns


def read_stamp(home: Home) -> Stamp | None:
    """The note on what is published; None before the first run. After a crash it may speak of the file before (``speaks_of``)."""
    if not _path(home).exists() or not home.warehouse.exists():
        return None
    noted = json.loads(_path(home).read_text(encoding="utf-8"))
    said = {known.name: noted[known.name] for known in fields(Stamp) if known.name in noted}  # another version's note says less or more
    return Stamp(**said | {"file": tuple(said.get("file", ()))})


def write_stamp(home: Home, stamp: Stamp) -> None:
    """Replace the note."""
    new = _path(home).with_suffix(".json.new")
    new.write_text(json.dumps(asdict(stamp)), encoding="utf-8")
    new.replace(_path(home))
