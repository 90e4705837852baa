"""The dropped files that were hashed before, and how they looked then, so that a file that still looks so need not be read again.

Belongs here: that note, and when it may be believed. Does not belong here: which files are new (``archive.py``).

A folder of years holds thousands of files, and the sensor looks at it every half minute. Git's index does the same: a file whose size and
times are what they were has the bytes that it had. The time of change cannot be set back as the time of modification can. What changed in
the seconds before the note was written is not in it: it may change once more within what the clock of the disk can tell.
The note is a cache: without it, every file is read.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipelines.ingest.archive import Dropped

Look = tuple[int, int, int]
"""Size in bytes, time of modification and time of change in nanoseconds."""
Seen = Mapping[str, tuple[Look, str]]
"""Path relative to the drop folder -> how the file looked, and its SHA-256."""
_UNSURE_NS = 2_000_000_000


def look_of(status: os.stat_result) -> Look:
    """How a file looks without reading it."""
    return status.st_size, status.st_mtime_ns, status.st_ctime_ns


def read_seen(path: Path) -> Seen:
    """What was noted; nothing when there is no note, or none that can be read."""
    try:
        noted = json.loads(path.read_text(encoding="utf-8"))
        return {name: ((size, modified, changed), sha256) for name, (size, modified, changed, sha256) in noted.items()}
    except (OSError, ValueError, AttributeError, TypeError):
        return {}


def write_seen(path: Path, dropped: Iterable[Dropped], now_ns: int) -> None:
    """Note how these files look, but for those that changed within the last seconds."""
    settled = [file for file in dropped if max(file.look[1:]) < now_ns - _UNSURE_NS]
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_suffix(".json.new")
    new.write_text(json.dumps({file.path: [*file.look, file.sha256] for file in settled}, ensure_ascii=False), encoding="utf-8")
    new.replace(path)
