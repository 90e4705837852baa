"""Which received file a person means: by a path on disk, the path that it came under, or the beginning of its SHA-256.

Belongs here: finding the one archived file. Does not belong here: what is in it (``whereto.py``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from pipelines.home import Home
from pipelines.ingest.archive import Archive, Receipt, first_receipts, hash_bytes, labels

SHORTEST_PREFIX = 6
_HEX = re.compile(rf"[0-9a-f]{{{SHORTEST_PREFIX},64}}")


@dataclass(frozen=True)
class Received:
    """A received file. ``path`` is the one under which its bytes came first; ``asked`` the one asked for, where it is another."""

    sha256: str
    path: str
    asked: str
    label: str
    """The smallest path that it came under: the name that it is read by."""

    @property
    def is_duplicate(self) -> bool:
        """Whether the file asked for is a second copy of one that came before."""
        return bool(self.asked) and self.asked != self.path


class NotReceivedError(LookupError):
    """No received file answers. ``exists``: there is such a file on disk, but it was never taken in."""

    def __init__(self, text: str, *, exists: bool) -> None:
        super().__init__(text)
        self.exists = exists


class AmbiguousFileError(LookupError):
    """More than one received file answers; ``found`` names them."""

    def __init__(self, found: list[str]) -> None:
        super().__init__(", ".join(found))
        self.found = found


def all_received(home: Home) -> list[Received]:
    """Every received file once, in the order in which its bytes came."""
    receipts = Archive(home.archive).receipts()
    label = labels(receipts)
    return [Received(sha256, receipt.path, "", label[sha256]) for sha256, receipt in first_receipts(receipts).items()]


def find_received(home: Home, text: str) -> Received:
    """The received file that the text means. Raises NotReceivedError or AmbiguousFileError.

    A file on disk is known by its bytes: one that was changed since it was taken in is not the received one.
    """
    receipts = Archive(home.archive).receipts()
    on_disk = next((path for path in (Path(text), home.drop / text) if path.is_file()), None)
    if on_disk is not None:
        sha256 = hash_bytes(on_disk.read_bytes())
        if any(receipt.sha256 == sha256 for receipt in receipts):
            return _named(receipts, sha256, _below(home.drop, on_disk))
        raise NotReceivedError(text, exists=True)
    asked = Path(text).as_posix()
    came = [receipt for receipt in receipts if receipt.path == asked]
    if came:
        return _named(receipts, came[-1].sha256, asked)
    prefix = text.strip().lower()
    hashes = sorted({receipt.sha256 for receipt in receipts if _HEX.fullmatch(prefix) and receipt.sha256.startswith(prefix)})
    if len(hashes) > 1:
        raise AmbiguousFileError(hashes)
    if not hashes:
        raise NotReceivedError(text, exists=False)
    return _named(receipts, hashes[0], "")


def _named(receipts: list[Receipt], sha256: str, asked: str) -> Received:
    known = {receipt.path for receipt in receipts if receipt.sha256 == sha256}
    first = first_receipts(receipts)[sha256]
    return Received(sha256, first.path, asked if asked in known else "", labels(receipts)[sha256])


def _below(drop: Path, path: Path) -> str:
    """The path under the drop folder, or nothing for a file elsewhere."""
    absolute, root = path.resolve(), drop.resolve()
    return absolute.relative_to(root).as_posix() if absolute.is_relative_to(root) else ""
