"""The action log: what people decided (waivers, closes, restatements), each with who, when and why; append-only and hash-chained.

Belongs here: the chain, appending to it, checking it. Does not belong here: what an action does (``waivers.py``, ``quarter``).

``archive/actions.jsonl``: one action a line, in canonical JSON (sorted keys, no spaces, UTF-8, one line feed). Each line holds the
SHA-256 of the line before, without its line feed; the first holds ``GENESIS``. Whoever changes, removes or inserts a line breaks the
chain at the next one. That lines were cut off the end shows only against a head kept elsewhere: a close keeps it.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from filelock import FileLock

from pipelines.home import Home, HomeNotWholeError

GENESIS = "0" * 64
"""What stands for the line before the first."""


class ActionError(ValueError):
    """An action that lacks what makes it one: who, why, or a time with its zone."""


class ChainError(HomeNotWholeError):
    """The log is not what was written: nothing is appended to it."""

    def __init__(self, broken: Broken) -> None:
        super().__init__(f"Nhật ký hành động (archive/actions.jsonl) không còn nguyên: dòng {broken.line} {broken.what}.")
        self.broken = broken


@dataclass(frozen=True)
class Action:
    """One line of the log. ``at`` is ISO 8601 with its zone; ``subject`` is what the kind of action needs, flat text."""

    number: int
    previous: str
    kind: str
    by: str
    at: str
    reason: str
    subject: dict[str, str]


@dataclass(frozen=True)
class Broken:
    """The first line that is not what it was: its number from 1, and what is wrong with it, in Vietnamese."""

    line: int
    what: str


def log_path(home: Home) -> Path:
    """Where the log stands: with the archive, which is precious."""
    return home.archive / "actions.jsonl"


def _canonical(action: Action) -> bytes:
    return json.dumps(asdict(action), ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _hash(line: bytes) -> str:
    return hashlib.sha256(line).hexdigest()


def _lines(home: Home) -> list[bytes]:
    """The whole lines; one torn by a crash (no line end) was never written."""
    path = log_path(home)
    content = path.read_bytes() if path.exists() else b""
    return content[: content.rfind(b"\n") + 1].split(b"\n")[:-1]


def _parsed(line: bytes) -> Action | None:
    try:
        action = Action(**json.loads(line))
    except (ValueError, TypeError):
        return None
    return action if _canonical(action) == line else None


def verify_chain(home: Home) -> Broken | None:
    """The first broken line, or nothing when every line stands on the one before."""
    previous = GENESIS
    for number, line in enumerate(_lines(home), start=1):
        action = _parsed(line)
        if action is None:
            return Broken(number, "không còn đúng dạng đã ghi")
        if action.number != number:
            return Broken(number, f"mang số {action.number}")
        if action.previous != previous:
            return Broken(number, "không nối tiếp dòng đứng trước")
        previous = _hash(line)
    return None


def actions(home: Home, kind: str | None = None) -> list[Action]:
    """Every action in the order it was taken, or those of one kind. Raises ChainError when the log has been altered."""
    broken = verify_chain(home)
    if broken is not None:
        raise ChainError(broken)
    known = [Action(**json.loads(line)) for line in _lines(home)]
    return [action for action in known if kind is None or action.kind == kind]


def head(home: Home) -> str:
    """The hash of the last line, which whoever keeps it can hold the log to; ``GENESIS`` for an empty log."""
    lines = _lines(home)
    return _hash(lines[-1]) if lines else GENESIS


def append(home: Home, kind: str, *, by: str, at: datetime, reason: str, subject: Mapping[str, str]) -> Action:
    """Write one action and make it last. Raises ActionError when who, why or the time's zone is missing, ChainError when the
    log has been altered."""
    if not by.strip() or not reason.strip() or at.tzinfo is None:
        raise ActionError("an action needs who, why and a time with its zone")
    path = log_path(home)
    path.parent.mkdir(parents=True, exist_ok=True)
    home.state.mkdir(parents=True, exist_ok=True)
    with FileLock(home.state / "actions.lock"):  # not the writer's lock: a decision is noted while a run is under way
        broken = verify_chain(home)
        if broken is not None:
            raise ChainError(broken)
        lines = _lines(home)
        previous = _hash(lines[-1]) if lines else GENESIS
        action = Action(len(lines) + 1, previous, kind, by.strip(), at.isoformat(timespec="seconds"), reason.strip(), dict(subject))
        with path.open("ab") as stream:
            stream.truncate(sum(len(line) + 1 for line in lines))  # without a line that a crash tore
            stream.write(_canonical(action) + b"\n")
            stream.flush()
            os.fsync(stream.fileno())
    return action
