"""Which reminders were given, so that none is given twice.

Belongs here: the log in ``state/reminders/given.jsonl``. Does not belong here: who is to be reminded (``reminders.py``).
It can be deleted like everything in ``state/``: a reminder that is still due is then given once more. It names no address and no person.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

from filelock import FileLock

from pipelines.home import Home

_LAST = 10
_TEAMS, _OFFICER, _NIGHT = "team", "officer", "night"
_WHO = {_TEAMS: "nhắc các tổ trưởng", _OFFICER: "nhắc cán bộ số liệu", _NIGHT: "đêm chạy không thành công"}


@dataclass(frozen=True)
class Given:
    """One reminder that was given. ``kind``: team, officer or night; ``day``: ISO; ``file``: below the home, empty for mail."""

    key: str
    kind: str
    day: str
    how: Literal["mail", "file"]
    file: str = ""


@contextmanager
def giving(home: Home) -> Iterator[set[str]]:
    """The keys given so far, while nobody else gives any."""
    path = _log(home)
    path.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(path.with_suffix(".lock")):
        yield {one.key for one in given(home)}


def note(home: Home, entries: list[Given]) -> None:
    """Append to the log, and to the disk, what was just given; called within ``giving``."""
    with _log(home).open("a", encoding="utf-8") as log:
        log.writelines(json.dumps(asdict(one), ensure_ascii=False, sort_keys=True) + "\n" for one in entries)
        log.flush()
        os.fsync(log.fileno())


def given(home: Home) -> list[Given]:
    """Every reminder given, oldest first. A line cut short by a power failure is no reminder."""
    try:
        lines = _log(home).read_text(encoding="utf-8", errors="replace").split("\n")
    except FileNotFoundError:
        return []
    found = []
    for line in lines:
        try:
            found.append(Given(**json.loads(line)))
        except (ValueError, TypeError):
            continue
    return found


def reminded_lines(home: Home) -> list[dict[str, str]]:
    """A line a day and kind for ``soxom status``: the last few, with where the texts are."""
    grouped: dict[tuple[str, str], list[Given]] = {}
    for one in given(home):
        grouped.setdefault((one.day, one.kind), []).append(one)
    lines = []
    for (day, kind), several in sorted(grouped.items())[-_LAST:]:
        folder = next((str(Path(one.file).parent) for one in several if one.file), "")
        where = f"xem {folder}" if folder else "đã gửi thư"
        lines.append({"what": "Nhắc việc", "which": day, "state": f"{_WHO.get(kind, kind)}: {len(several)} lời, {where}"})
    return lines


def _log(home: Home) -> Path:
    return home.state / "reminders" / "given.jsonl"
