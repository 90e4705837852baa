"""Dagster's own programs as ``soxom serve`` runs them: the code, the daemon, the officer's web server and the auditors'.

Belongs here: starting each in the process that calls, and what must be so beforehand. Does not belong here: processes and ports
(``pipelines.serving``).

The code is loaded once, behind a socket in a folder that only this user can open; both web servers and the daemon ask it there.
The auditors' web server works on a copy of the run history: even a reader of SQLite writes beside the file that it reads.
"""

from __future__ import annotations

import shutil
import socket
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import dagster as dg

from pipelines.home import PROJECT_ROOT, Home, HomeBusyError, writer_lock
from pipelines.orchestration.launch import instance_folder

_ATTEMPTS = 20
_POLL_SECONDS = 0.2
_UNDER_WAY = [dg.DagsterRunStatus.STARTING, dg.DagsterRunStatus.STARTED, dg.DagsterRunStatus.CANCELING]


class HistoryBusyError(OSError):
    """The history is being written without a pause: a run is under way."""


def serve_code(sock: Path) -> None:
    """Load the code location once and answer on the socket."""
    from dagster._cli import cli  # noqa: PLC0415 - Dagster's command line, in this process for a second less of imports

    cli(
        [
            *("api", "grpc", "--socket", str(sock), "--location-name", "soxom", "--log-level", "warning"),
            *("--module-name", "pipelines.definitions", "--working-directory", str(PROJECT_ROOT)),
            "--use-python-environment-entry-point",
        ],
        auto_envvar_prefix="DAGSTER",
    )


def run_daemon(workspace: Path) -> None:
    """The schedule and the sensors."""
    from dagster._daemon.cli import cli  # noqa: PLC0415 - as above

    cli(["run", "--workspace", str(workspace), "--log-level", "warning"], obj={})


def serve_web(workspace: Path, port: int, guards: Sequence[Any], *, read_only: bool) -> None:
    """Dagster's web server on 127.0.0.1, behind ``guards`` (Starlette middleware). ``read_only``: every mutation is refused."""
    from dagster_webserver import app, cli, webserver  # noqa: PLC0415 - heavy

    class Guarded(webserver.DagsterWebserver[Any, Any]):
        def build_middleware(self) -> list[Any]:
            return [*guards, *super().build_middleware()]

    # The library has no setting for it; test_serve asks that a stranger is refused.
    app.DagsterWebserver = Guarded  # type: ignore[attr-defined]
    arguments = ["--host", "127.0.0.1", "--port", str(port), "--workspace", str(workspace), "--dagster-log-level", "warning"]
    cli.cli(arguments + (["--read-only"] if read_only else []), auto_envvar_prefix="DAGSTER_WEBSERVER")


def wait_for_code(sock: Path) -> None:
    """Return once the code answers. Whoever started us ends us if it never does."""
    while True:
        with socket.socket(socket.AF_UNIX) as asking:
            try:
                asking.connect(str(sock))
            except OSError:
                time.sleep(_POLL_SECONDS)
            else:
                return


def prepare_instance(home: Home) -> None:
    """The home's instance, made if it is not there; runs that died with their process are marked as failed.

    A run holds the home's writing place, so while we hold it none is under way. One that looks so would keep every later run waiting.
    """
    try:
        with writer_lock(home, seconds=0), dg.DagsterInstance.from_config(str(instance_folder(home))) as instance:
            for run in instance.get_runs(dg.RunsFilter(statuses=_UNDER_WAY)):
                instance.report_run_failed(run, "Lượt chạy đã dừng giữa chừng (máy tắt hoặc chương trình bị đóng).")
    except HomeBusyError:  # a run is under way: it is alive, and makes the instance if there is none
        while not (home.dagster / "dagster.yaml").exists():
            time.sleep(_POLL_SECONDS)


def copy_history(home: Home, into: Home) -> None:
    """The run history as it is now, in a home of its own; nothing is written, nor locked, in the first.

    A database and its write-ahead log are copied again until neither changed meanwhile. Raises HistoryBusyError when they never rest.
    """
    if home.dagster.exists():
        for path in sorted(home.dagster.rglob("*")):
            if path.is_file() and not path.name.endswith(("-shm", "-wal", "-journal")) and path.name != "dagster.yaml":
                target = into.dagster / path.relative_to(home.dagster)
                target.parent.mkdir(parents=True, exist_ok=True)
                _copy_at_rest(path, target)
    instance_folder(into)


def _copy_at_rest(path: Path, target: Path) -> None:
    parts = [(path.with_name(path.name + end), target.with_name(target.name + end)) for end in ("", "-wal", "-journal")]
    for _ in range(_ATTEMPTS):
        before = [_stamp(source) for source, _target in parts]
        for (source, copy), stamp in zip(parts, before, strict=True):
            copy.unlink(missing_ok=True)
            if stamp is not None:
                try:
                    shutil.copyfile(source, copy)
                except FileNotFoundError:
                    break  # a checkpoint took it away: the stamps will differ
        if before == [_stamp(source) for source, _target in parts]:
            return
        time.sleep(_POLL_SECONDS)
    raise HistoryBusyError(f"{path}: changed during each of {_ATTEMPTS} copies")


def _stamp(path: Path) -> tuple[int, int] | None:
    try:
        status = path.stat()
    except FileNotFoundError:
        return None
    return status.st_mtime_ns, status.st_size
