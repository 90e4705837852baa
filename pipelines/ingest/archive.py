"""The archive: every received file byte for byte under its SHA-256, write-once, and the receipts that say what came when.

Belongs here: keeping bytes and receipts. Does not belong here: what the bytes mean (``reader.py``) or which file counts (dbt).

``receipts.jsonl`` is append-only: one line each time a path is first seen with other bytes than before. A file that brings
personal data nobody asked for is refused: its receipt is kept, its bytes are not.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from pathlib import Path

from pipelines.home import HomeNotWholeError

IGNORED_NAMES = frozenset({"thumbs.db", "desktop.ini", ".ds_store", "readme.md", ".gitkeep"})
IGNORED_ENDINGS = (".tmp", ".part", ".crdownload")


class ArchiveError(HomeNotWholeError):
    """The archive's own bytes are not what their name says, or gone; the text names the file, in Vietnamese."""


@dataclass(frozen=True)
class Dropped:
    """A file found in the drop folder."""

    path: str
    """Relative to the drop folder, with forward slashes."""
    absolute: Path
    sha256: str
    size_bytes: int
    modified_ns: int


@dataclass(frozen=True)
class Receipt:
    """One line of ``receipts.jsonl``."""

    number: int
    run: int
    path: str
    sha256: str
    size_bytes: int
    modified_ns: int
    received_at: str
    refused_verdict: str | None = None
    refused_details: dict[str, str] | None = None

    def same_arrival(self, dropped: Dropped) -> bool:
        """Whether the dropped file is the one this receipt already notes."""
        return self.path == dropped.path and self.sha256 == dropped.sha256


def hash_bytes(content: bytes) -> str:
    """SHA-256, lower-case hex."""
    return hashlib.sha256(content).hexdigest()


def _is_ignored(path: Path) -> bool:
    name = path.name.lower()
    return name in IGNORED_NAMES or name.startswith(("~$", "._", ".~")) or name.endswith(IGNORED_ENDINGS)


def scan(drop: Path) -> Iterator[Dropped]:
    """Every file below the drop folder, in path order; Office's lock files and the like are passed over."""
    if not drop.is_dir():
        return
    for absolute in sorted(drop.rglob("*")):
        if not absolute.is_file() or _is_ignored(absolute):
            continue
        stat = absolute.stat()
        sha256 = _hash_file(absolute, stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns)
        yield Dropped(absolute.relative_to(drop).as_posix(), absolute, sha256, stat.st_size, stat.st_mtime_ns)


@lru_cache(maxsize=65536)
def _hash_file(path: Path, _size: int, _modified_ns: int, _changed_ns: int) -> str:
    """Hashed once a process as long as the file looks the same: one command looks at the drop folder several times in its seconds.

    The time of change cannot be set back as the time of modification can, and the bytes taken in are hashed as they are read.
    """
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


class Archive:
    """The archive folder of one home."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._receipts_path = root / "receipts.jsonl"

    def path_of(self, sha256: str) -> Path:
        """Where the bytes of that hash stand."""
        return self.root / "files" / sha256[:2] / sha256

    def holds(self, sha256: str) -> bool:
        """Whether the bytes are kept."""
        return self.path_of(sha256).exists()

    def read(self, sha256: str) -> bytes:
        """The archived bytes. Raises ArchiveError when they are no longer what their name says, or no longer there."""
        path = self.path_of(sha256)
        shown = path.relative_to(self.root.parent).as_posix()
        if not path.exists():
            raise ArchiveError(f"{shown}: tệp gốc không còn trong kho lưu. Hãy lấy lại tệp này từ bản sao lưu.")
        content = path.read_bytes()
        if hash_bytes(content) != sha256:
            raise ArchiveError(f"{shown}: tệp gốc không còn đúng như khi nhận. Hãy lấy lại tệp này từ bản sao lưu.")
        return content

    def keep(self, sha256: str, content: bytes) -> None:
        """Write the bytes once, read-only. The same hash again changes nothing."""
        target = self.path_of(sha256)
        if target.exists():
            return
        target.parent.mkdir(parents=True, exist_ok=True)
        incoming = target.parent / f".{sha256}.incoming"
        incoming.write_bytes(content)
        incoming.chmod(0o444)
        incoming.replace(target)

    def forget(self, sha256: str) -> None:
        """Remove bytes that turned out to be personal data nobody asked for."""
        self.path_of(sha256).unlink(missing_ok=True)

    def receipts(self) -> list[Receipt]:
        """All receipts in the order they were noted. A line torn by a crash (no line end) was never noted."""
        if not self._receipts_path.exists():
            return []
        text = self._receipts_path.read_text(encoding="utf-8")
        return [Receipt(**json.loads(line)) for line in text.splitlines(keepends=True) if line.endswith("\n")]

    def note(self, receipts: Iterable[Receipt]) -> None:
        """Append receipts and make them last."""
        lines = [json.dumps(asdict(receipt), ensure_ascii=False, sort_keys=True) + "\n" for receipt in receipts]
        if not lines:
            return
        self.root.mkdir(parents=True, exist_ok=True)
        self._drop_torn_line()
        with self._receipts_path.open("a", encoding="utf-8") as stream:
            stream.writelines(lines)
            stream.flush()
            os.fsync(stream.fileno())

    def _drop_torn_line(self) -> None:
        if not self._receipts_path.exists():
            return
        content = self._receipts_path.read_bytes()
        if content and not content.endswith(b"\n"):
            whole = content.rfind(b"\n") + 1
            with self._receipts_path.open("r+b") as stream:
                stream.truncate(whole)


def new_arrivals(dropped: Iterable[Dropped], receipts: Iterable[Receipt]) -> list[Dropped]:
    """The dropped files that no receipt notes yet: a new path, or a path whose bytes have changed since."""
    latest = {receipt.path: receipt for receipt in receipts}
    return [file for file in dropped if file.path not in latest or not latest[file.path].same_arrival(file)]


def first_receipts(receipts: Iterable[Receipt]) -> dict[str, Receipt]:
    """For each hash, the receipt under which its bytes came first."""
    first: dict[str, Receipt] = {}
    for receipt in receipts:
        first.setdefault(receipt.sha256, receipt)
    return first


def labels(receipts: Iterable[Receipt]) -> dict[str, str]:
    """For each hash, the smallest path it came under: the same label whatever the order of arrival."""
    label: dict[str, str] = {}
    for receipt in receipts:
        label[receipt.sha256] = min(label.get(receipt.sha256, receipt.path), receipt.path)
    return label


def received_rank(receipts: Iterable[Receipt]) -> dict[str, int]:
    """For each hash, its place in the order of arrival (spec: newest = received last; within a run last modified, then name)."""
    first = first_receipts(receipts)

    def order(receipt: Receipt) -> tuple[int, int, str, str]:
        return receipt.run, receipt.modified_ns, receipt.path.rsplit("/", 1)[-1], receipt.path

    ranked = sorted(first.values(), key=order)
    return {receipt.sha256: place for place, receipt in enumerate(ranked, start=1)}


def numbered(receipts: Iterable[Receipt], after: int) -> list[Receipt]:
    """The receipts with their running numbers."""
    return [replace(receipt, number=after + offset) for offset, receipt in enumerate(receipts, start=1)]
