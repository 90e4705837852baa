"""The action log: each line stands on the one before, and whoever alters one is named by its number."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipelines.home import Home
from pipelines.ingest.actions import GENESIS, ActionError, ChainError, actions, append, head, log_path, verify_chain

WHEN = datetime(2026, 6, 20, 9, tzinfo=UTC)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A home with three actions."""
    home = Home(tmp_path)
    for number, kind in enumerate(("waiver", "close", "waiver"), start=1):
        append(home, kind, by="Cán bộ A", at=WHEN, reason=f"Lý do {number}", subject={"about": f"việc {number}"})
    return home


def lines(home: Home) -> list[bytes]:
    return log_path(home).read_bytes().splitlines()


def put(home: Home, changed: list[bytes]) -> None:
    log_path(home).write_bytes(b"".join(line + b"\n" for line in changed))


def test_each_line_holds_the_hash_of_the_line_before(home: Home) -> None:
    written = lines(home)
    assert [json.loads(line)["previous"] for line in written] == [
        GENESIS,
        *(hashlib.sha256(line).hexdigest() for line in written[:-1]),
    ]
    assert head(home) == hashlib.sha256(written[-1]).hexdigest()
    assert verify_chain(home) is None


def test_actions_come_back_as_they_were_given_and_by_kind(home: Home) -> None:
    assert [action.kind for action in actions(home)] == ["waiver", "close", "waiver"]
    assert [(action.number, action.by, action.reason, action.at, action.subject) for action in actions(home, "close")] == [
        (2, "Cán bộ A", "Lý do 2", "2026-06-20T09:00:00+00:00", {"about": "việc 2"})
    ]


ALTERATIONS: dict[str, tuple[Callable[[list[bytes]], list[bytes]], int]] = {
    "a word is changed": (lambda old: [old[0].replace("Cán bộ A".encode(), "Cán bộ B".encode()), *old[1:]], 2),
    "a line is taken out": (lambda old: [old[0], old[2]], 2),
    "two lines change places": (lambda old: [old[1], old[0], old[2]], 1),
    "a line is put in": (lambda old: [old[0], old[0], *old[1:]], 2),
    "a line is written otherwise": (lambda old: [old[0], old[1].replace(b'":', b'": '), old[2]], 2),
    "a line is no action": (lambda old: [old[0], b"{}", old[2]], 2),
    "a line is rubbish": (lambda old: [*old[:2], b"\xff\x00"], 3),
}


@pytest.mark.parametrize("what", ALTERATIONS)
def test_the_first_broken_line_is_named(home: Home, what: str) -> None:
    alter, line = ALTERATIONS[what]
    put(home, alter(lines(home)))
    broken = verify_chain(home)
    assert broken is not None
    assert broken.line == line


def test_a_broken_log_is_neither_read_nor_written(home: Home) -> None:
    put(home, [lines(home)[0], lines(home)[2]])
    before = log_path(home).read_bytes()
    with pytest.raises(ChainError, match="dòng 2"):
        actions(home)
    with pytest.raises(ChainError, match="dòng 2"):
        append(home, "waiver", by="Cán bộ A", at=WHEN, reason="thêm", subject={})
    assert log_path(home).read_bytes() == before


def test_a_line_torn_by_a_crash_was_never_written(home: Home) -> None:
    whole = log_path(home).read_bytes()
    log_path(home).write_bytes(whole + b'{"at":"2026-06-20T09:00')
    assert verify_chain(home) is None
    assert len(actions(home)) == 3
    append(home, "waiver", by="Cán bộ A", at=WHEN, reason="sau sự cố", subject={})
    assert log_path(home).read_bytes().startswith(whole)
    assert [action.number for action in actions(home)] == [1, 2, 3, 4]
    assert verify_chain(home) is None


@pytest.mark.parametrize(
    ("by", "reason", "at"),
    [("  ", "vì sao", WHEN), ("Cán bộ A", " ", WHEN), ("Cán bộ A", "vì sao", WHEN.replace(tzinfo=None))],
)
def test_an_action_without_who_why_or_zone_is_none(tmp_path: Path, by: str, reason: str, at: datetime) -> None:
    home = Home(tmp_path)
    with pytest.raises(ActionError):
        append(home, "waiver", by=by, at=at, reason=reason, subject={})
    assert not log_path(home).exists()
