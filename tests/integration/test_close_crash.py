"""A close that dies leaves a whole version or none; what its death kept out of the action log is written by whoever works next."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pipelines.catalogue import load_catalogue
from pipelines.home import PROJECT_ROOT, Home, writer_lock
from pipelines.ingest.actions import actions, append
from pipelines.ingest.closed import AlteredError, closed_folder, versions_of
from pipelines.quarter import close as closing
from pipelines.quarter.close import close_quarter, closings, heal
from pipelines.quarter.package import package_problems
from tests.integration.conftest import WHEN

pytestmark = [pytest.mark.slow, pytest.mark.long]

QUARTER = "2026-Q1"
KILLS = 20
CLOSER = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from pipelines.catalogue import load_catalogue
from pipelines.home import Home, writer_lock
from pipelines.ingest.closed import versions_of
from pipelines.quarter.close import close_quarter
home = Home(Path(sys.argv[1]))
with writer_lock(home):
    again = bool(versions_of(home, "2026-Q1"))
    print("begun", flush=True)
    close_quarter(home, load_catalogue(), "2026-Q1", by="Lập", approved_by="Duyệt", now=datetime(2026, 6, 20, tzinfo=UTC),
        restate=again, reason="thử ngắt giữa chừng" if again else "")
print("closed", flush=True)
"""


@pytest.fixture
def own_home(small_home: Home, tmp_path: Path) -> Home:
    home = Home(tmp_path / "home")
    shutil.copytree(small_home.root, home.root)
    return home


def closer(home: Home) -> subprocess.Popen[str]:
    """A process that closes the quarter, or restates it, and has begun to."""
    process = subprocess.Popen(
        [sys.executable, "-c", CLOSER, str(home.root)],
        env=os.environ | {"PYTHONPATH": str(PROJECT_ROOT)},
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "begun\n"
    return process


def test_killed_at_random_moments_it_is_all_there_or_not_there(own_home: Home) -> None:
    begun = time.monotonic()
    assert closer(own_home).wait() == 0
    whole = time.monotonic() - begun
    chance = random.Random(20)  # noqa: S311 - moments, not secrets
    killed = 0
    for _ in range(KILLS):
        process = closer(own_home)
        time.sleep(chance.uniform(0, whole))
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            killed += 1
        process.wait()
        for closed in versions_of(own_home, QUARTER):
            assert package_problems(closed) == []
    assert killed > KILLS // 2
    assert closer(own_home).wait() == 0
    assert [path.name for path in closed_folder(own_home).iterdir()] == [QUARTER], "what was left aside is swept up"
    versions = versions_of(own_home, QUARTER)
    assert [closed.version for closed in versions] == list(range(1, len(versions) + 1))
    assert [action.subject["manifest"] for action in closings(own_home)] == [closed.manifest_sha256 for closed in versions]


def test_a_death_between_the_rename_and_the_log_is_healed(own_home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    class Killed(BaseException):
        pass

    def die(*_arguments: object, **_more: object) -> None:
        raise Killed

    monkeypatch.setattr(closing, "append", die)
    with writer_lock(own_home), pytest.raises(Killed):
        close_quarter(own_home, load_catalogue(), QUARTER, by="Lập", approved_by="Duyệt", now=WHEN)
    closed = versions_of(own_home, QUARTER)[0]
    monkeypatch.undo()
    assert closings(own_home) == []
    append(own_home, "note", by="A", at=WHEN, reason="giữa hai lần", subject={})
    assert heal(own_home) == [closed]
    assert heal(own_home) == []
    note, entry = actions(own_home)
    assert (note.kind, entry.kind, entry.by, entry.subject["manifest"]) == ("note", "close", "Lập", closed.manifest_sha256)
    assert "ghi bù" in entry.subject["noted"]


def test_a_package_that_is_not_whole_is_not_healed(own_home: Home) -> None:
    with writer_lock(own_home):
        closed = close_quarter(own_home, load_catalogue(), QUARTER, by="Lập", approved_by="Duyệt", now=WHEN)
    (own_home.archive / "actions.jsonl").unlink()
    figures = closed.folder / "figures.csv"
    figures.chmod(0o644)
    figures.write_bytes(figures.read_bytes() + b"\n")
    with pytest.raises(AlteredError, match=r"figures\.csv"):
        heal(own_home)
    assert closings(own_home) == []
