"""Modules that are put off or hidden, what a worker has said, and how a command ends."""

from __future__ import annotations

import importlib
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pipelines.home import PROJECT_ROOT
from pipelines.imports import hidden, names_only, put_off
from pipelines.worker import Worker


@pytest.fixture
def heavy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A module that leaves a file behind when it runs."""
    (tmp_path / "heavy_library.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'w').close()\nanswer = 42\n", encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.delitem(sys.modules, "heavy_library", raising=False)
    return "heavy_library"


def test_a_module_that_is_put_off_runs_when_something_of_it_is_used(heavy: str, tmp_path: Path) -> None:
    put_off(heavy)
    library = importlib.import_module(heavy)
    assert not (tmp_path / "ran").exists()
    assert library.answer == 42
    assert (tmp_path / "ran").exists()
    with pytest.raises(AttributeError):
        _ = library.question


def test_what_is_there_already_or_nowhere_is_left_alone(heavy: str) -> None:
    loaded = importlib.import_module(heavy)
    put_off(heavy, "no_such_library")
    assert sys.modules[heavy] is loaded
    assert "no_such_library" not in sys.modules


def test_a_module_that_gives_names_only_is_not_run(heavy: str, tmp_path: Path) -> None:
    names_only(heavy, "no_such_library")
    library = importlib.import_module(heavy)
    assert isinstance(library.Answer, type)
    assert library.Answer is library.Answer
    assert not (tmp_path / "ran").exists()
    assert "no_such_library" not in sys.modules


def test_what_is_inside_a_package_that_gives_names_only_is_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "heavy_package"
    package.mkdir()
    (package / "__init__.py").write_text("raise RuntimeError('run')\n", encoding="utf-8")
    (package / "light.py").write_text("answer = 42\n", encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    names_only("heavy_package")
    assert importlib.import_module("heavy_package.light").answer == 42
    for name in ("heavy_package", "heavy_package.light"):
        monkeypatch.delitem(sys.modules, name)


def test_the_package_of_a_module_that_gives_names_only_is_not_run_for_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "large_package"
    package.mkdir()
    (package / "__init__.py").write_text("from large_package.part import Answer\n", encoding="utf-8")
    (package / "part.py").write_text("raise RuntimeError('run')\n", encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    names_only("large_package.part")
    put_off("large_package.part")
    assert "large_package" not in sys.modules
    assert isinstance(importlib.import_module("large_package").Answer, type)
    for name in ("large_package", "large_package.part"):
        monkeypatch.delitem(sys.modules, name)


def test_what_is_hidden_is_not_installed_for_as_long(heavy: str, tmp_path: Path) -> None:
    with hidden(heavy), pytest.raises(ModuleNotFoundError, match=heavy):
        importlib.import_module(heavy)
    assert not (tmp_path / "ran").exists()
    assert importlib.import_module(heavy).answer == 42


def test_a_lake_is_written_without_pandas_and_a_frame_is_made_all_the_same(tmp_path: Path) -> None:
    script = f"""
import sys
from pathlib import Path
from pipelines.catalogue import load_catalogue
from pipelines.home import Home
from pipelines.ingest.closed_figures import closed_figures
assert closed_figures(Home(Path({str(tmp_path)!r}))).num_rows == 0
assert "pandas" not in sys.modules
from pipelines.ingest.lake import Lake
Lake(Path({str(tmp_path)!r}), load_catalogue()).request("2026-Q2")
assert "pandas" not in sys.modules
import pyarrow.parquet as pq
assert list(pq.read_table({str(tmp_path / "requested_period.parquet")!r}).to_pandas()["period"]) == ["2026-Q2"]
"""
    subprocess.run([sys.executable, "-c", script], check=True, cwd=PROJECT_ROOT)


def test_one_can_tell_whether_a_worker_has_spoken() -> None:
    script = """
import sys
from pipelines.framing import receive, send
receive(sys.stdin.buffer)
send(sys.stdout.buffer, {"ready": True})
receive(sys.stdin.buffer)
"""
    worker = Worker([sys.executable, "-c", script])
    assert not worker.has_spoken
    worker.start()
    assert not worker.has_spoken
    worker.say({"go": "on"})
    while not worker.has_spoken:
        time.sleep(0.01)
    assert worker.hear() == {"ready": True}
    assert not worker.has_spoken
    worker.close()


@pytest.mark.parametrize(("code", "left"), [("None", 0), ("0", 0), ("3", 3), ("'Không được.'", 1)])
def test_a_command_ends_with_its_code_and_everything_it_printed(code: str, left: int) -> None:
    script = f"from pipelines.cli.output import leave; print('hết', end=''); leave({code})"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False, cwd=PROJECT_ROOT)
    assert (done.returncode, done.stdout) == (left, "hết")
    assert (left == 1) == ("Không được." in done.stderr)
