"""Starts the processes of a session, sees that all of them live, and ends every one.

Belongs here: ports, processes, their logs. Does not belong here: what a process does (``child.py``), what is said (``pipelines.cli``).
Nothing heavy is imported: Dagster is only in the processes that are started.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from pipelines.home import PROJECT_ROOT, Home
from pipelines.serving.child import COPY, SOCKET, WORKSPACE
from pipelines.worker import module_command

ADDRESS = "127.0.0.1"
_SECONDS_TO_LEAVE = 10
_SECONDS_TO_START = 180
_POLL_SECONDS = 0.2
_LOG_TAIL = 2000
_PORTS = 65536


class EndedError(RuntimeError):
    """A process ended by itself. ``role`` says which; the text is the last that it wrote."""

    def __init__(self, role: str, text: str) -> None:
        super().__init__(text)
        self.role = role


@dataclass(frozen=True)
class Role:
    """One process to start. ``port`` is 0 for one that nobody calls by an address."""

    name: str
    port: int = 0

    @property
    def url(self) -> str:
        """Its address in a browser."""
        return f"http://{ADDRESS}:{self.port}"


def free_ports(wanted: Sequence[int]) -> list[int]:
    """For each port the first free one from it on, none twice. Raises OSError when there is none left."""
    taken: list[int] = []
    for first in wanted:
        port = next((port for port in range(first, _PORTS) if port not in taken and _is_free(port)), None)
        if port is None:
            raise OSError(f"no free port from {first} on")
        taken.append(port)
    return taken


def _is_free(port: int) -> bool:
    with socket.socket() as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((ADDRESS, port))
        except OSError:
            return False
    return True


class Session:
    """Processes that live and end together."""

    def __init__(self, home: Home, roles: Sequence[Role], folder: Path, *, read_only: bool) -> None:
        self._home = home
        self._roles = list(roles)
        self._folder = folder
        self._read_only = read_only
        self._running: dict[Role, subprocess.Popen[bytes]] = {}

    @property
    def pids(self) -> dict[str, int]:
        """The process of each role."""
        return {role.name: process.pid for role, process in self._running.items()}

    def start(self) -> None:
        """Start every process; returns at once."""
        sock = self._folder / SOCKET
        workspace = f"load_from:\n  - grpc_server:\n      socket: {sock}\n      location_name: soxom\n"
        (self._folder / WORKSPACE).write_text(workspace, encoding="utf-8")
        for role in self._roles:
            with self._log(role).open("wb") as log:
                self._running[role] = subprocess.Popen(  # noqa: S603 - our own interpreter and module
                    module_command("pipelines.serving.child", role.name, str(self._folder), str(role.port)),
                    stdin=subprocess.PIPE,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                    env=self._environment(role),
                    cwd=PROJECT_ROOT,
                    start_new_session=True,  # Ctrl-C reaches us alone, and a process ends with all that it started
                )

    def wait_until_open(self) -> None:
        """Return once every address answers. Raises EndedError."""
        waiting = [role for role in self._roles if role.port]
        until = time.monotonic() + _SECONDS_TO_START
        while waiting:
            self._raise_if_ended()
            waiting = [role for role in waiting if not _answers(role.port)]
            if waiting and time.monotonic() > until:
                raise EndedError(waiting[0].name, self._tail(waiting[0]))
            time.sleep(_POLL_SECONDS)

    def watch(self) -> None:
        """Return never: raise EndedError when a process ends."""
        while True:
            self._raise_if_ended()
            time.sleep(_POLL_SECONDS)

    def stop(self) -> None:
        """End every process and all that it started: asked first, made to after some seconds."""
        for process in self._running.values():
            with suppress(ProcessLookupError):
                process.send_signal(signal.SIGTERM)
        until = time.monotonic() + _SECONDS_TO_LEAVE
        for process in self._running.values():
            with suppress(subprocess.TimeoutExpired):
                process.wait(max(0.1, until - time.monotonic()))
        for process in self._running.values():
            with suppress(ProcessLookupError, PermissionError):  # macOS says the latter of a group that is gone
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            if process.stdin is not None:
                process.stdin.close()

    def _raise_if_ended(self) -> None:
        for role, process in self._running.items():
            if process.poll() is not None:
                raise EndedError(role.name, self._tail(role))

    def _environment(self, role: Role) -> dict[str, str]:
        """SOXOM_HOME handed on, nothing reported to anybody. The auditors' code has a home of its own: no code of theirs knows ours."""
        home = Home(self._folder / COPY) if self._read_only and role.name == "code" else self._home
        ours = {
            "SOXOM_HOME": str(home.root),
            "DAGSTER_HOME": str(home.dagster),
            "DAGSTER_DISABLE_TELEMETRY": "1",
            "PYTHONDONTWRITEBYTECODE": "1",
            "PYTHONPATH": os.pathsep.join(part for part in (str(PROJECT_ROOT), os.environ.get("PYTHONPATH", "")) if part),
        }
        return os.environ | ours

    def _log(self, role: Role) -> Path:
        return self._folder / f"{role.name}.log"

    def _tail(self, role: Role) -> str:
        return self._log(role).read_text(encoding="utf-8", errors="replace")[-_LOG_TAIL:].strip()


@contextmanager
def session(home: Home, roles: Sequence[Role], *, read_only: bool) -> Iterator[Session]:
    """A started session; on leaving every process has ended and its folder is gone."""
    with ExitStack() as leaving:
        scratch = tempfile.TemporaryDirectory(prefix="soxom-serve-", ignore_cleanup_errors=True)
        folder = Path(leaving.enter_context(scratch)).resolve()
        made = Session(home, roles, folder, read_only=read_only)
        leaving.callback(made.stop)
        made.start()
        yield made


def _answers(port: int) -> bool:
    try:
        with socket.create_connection((ADDRESS, port), timeout=1) as asked:
            return bool(asked.getsockname() != asked.getpeername())  # a socket can be given the very port that it calls, and answers itself
    except OSError:
        return False


def stop_on_signals() -> None:
    """SIGTERM, and a closed terminal, end us as Ctrl-C does; a second one does not stop the ending."""

    def stop(_number: int, _frame: object) -> None:
        for each in numbers:
            signal.signal(each, signal.SIG_IGN)
        raise KeyboardInterrupt

    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

    for number in numbers:
        signal.signal(number, stop)
