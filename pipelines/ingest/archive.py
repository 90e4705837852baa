"""The archive: every received file byte for byte under its SHA-256, write-once, and the receipts that say what came when.

Belongs here: keeping bytes and receipts. Does not belong here: what the bytes mean (``reader.py``) or which file counts (dbt).

``receipts.jsonl`` is append-only: one line each time a path is first seen with other bytes than before. A file that brings
personal data nobody asked for is refused: its receipt is kept, its bytes are not.
"""

from __future__ import annotations

import hashlib
import json
import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from pipelines.home import Home, HomeNotWholeError
from pipelines.ingest.seen import Look, Seen, look_of, read_seen

IGNORED_NAMES = frozenset({"thumbs.db", "desktop.ini", ".ds_store", "readme.md", ".gitkeep"})
IGNORED_ENDINGS = (".tmp", ".part", ".crdownload")


class ArchiveError(HomeNotWholeError):
    """The archive's own bytes are not what their name says, or gone; the text names the file, in Vietnamese."""


@dataclass(frozen=True)
class Dropped:
    """A file found in the drop folder."""

    path: str
    """Relative to the drop folder, with forward slashes."""
    folder: Path
    """The drop folder."""
    sha256: str
    look: Look

    @property
    def absolute(self) -> Path:
        """Where it lies."""
        return self.folder / self.path

    @property
    def modified_ns(self) -> int:
        """When it was last written to."""
        return self.look[1]


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


def _is_ignored(file_name: str) -> bool:
    name = file_name.lower()
    return name in IGNORED_NAMES or name.startswith(("~$", "._", ".~")) or name.endswith(IGNORED_ENDINGS)


def scan(drop: Path, seen: Seen = MappingProxyType({})) -> Iterator[Dropped]:
    """Every file below the drop folder, in path order; Office's lock files and the like are passed over.

    Those that look as they did when they were ``seen`` are not read.
    """
    found = [os.path.join(folder, name) for folder, _, names in os.walk(drop) for name in names if not _is_ignored(name)]  # noqa: PTH118
    below = len(os.path.join(drop, ""))  # noqa: PTH118
    for absolute in sorted(found):  # thousands of files, several times a run: as text, which is a fifth of the time of Path
        status = _status(absolute)
        if status is None or not stat.S_ISREG(status.st_mode):
            continue
        path, look = absolute[below:].replace(os.sep, "/"), look_of(status)
        seen_as, sha256 = seen.get(path, (None, ""))
        yield Dropped(path, drop, sha256 if seen_as == look else _hash_file(absolute, look), look)


def _status(path: str) -> os.stat_result | None:
    """What the system says of a file; None when it is gone since, or a link to nothing."""
    try:
        return os.stat(path)  # noqa: PTH116 - see above
    except FileNotFoundError:
        return None


@lru_cache(maxsize=65536)
def _hash_file(path: str, _look: Look) -> str:
    """Hashed once a process as long as the file looks the same: one command looks at the drop folder several times in its seconds.

    The bytes taken in are hashed as they are read.
    """
    with open(path, "rb") as stream:  # noqa: PTH123 - see above
        return hashlib.file_digest(stream, "sha256").hexdigest()


@lru_cache(maxsize=2)
def _receipts_of(path: Path, _size: int, _modified_ns: int) -> tuple[Receipt, ...]:
    """Read once a process as long as nothing is appended; all lines at once, which is quicker than one by one."""
    lines = path.read_bytes().split(b"\n")
    return tuple(Receipt(**fields) for fields in json.loads(b"[" + b",".join(lines[:-1]) + b"]"))


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
        status = self._receipts_path.stat()
        return list(_receipts_of(self._receipts_path, status.st_size, status.st_mtime_ns))

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


def pending(home: Home) -> list[Dropped]:
    """The dropped files that are not yet noted. Cheap: hashes the bytes of those that look new, reads no spreadsheet."""
    return new_arrivals(scan(home.drop, read_seen(home.seen)), Archive(home.archive).receipts())


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
