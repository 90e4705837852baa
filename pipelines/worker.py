"""A process of ours that holds a heavy library, started early and spoken to over a pipe.

Belongs here: starting, talking, ending, and what it last wrote when it fails. Does not belong here: what is said (``ingest/door.py``,
``warehouse/builder.py``) and how a document is framed (``framing.py``).
"""

from __future__ import annotations

import os
import runpy
import select
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from typing import IO, Any, BinaryIO, cast

from pipelines.framing import receive, send
from pipelines.home import PROJECT_ROOT
from pipelines.imports import collect_nothing

_LOG_TAIL = 4000
_SECONDS_TO_LEAVE = 5


class Worker:
    """Owns one process. ``start`` returns at once, so that the worker's imports overlap with the caller's own work."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str] | None = None) -> None:
        self._command = tuple(command)
        self._environment = dict(os.environ if environment is None else environment)
        self._process: subprocess.Popen[bytes] | None = None
        self._log: IO[bytes] | None = None

    @property
    def started(self) -> bool:
        """Whether a process is ours to close."""
        return self._process is not None

    def start(self) -> None:
        """Start the process; a second call does nothing."""
        if self._process is not None:
            return
        path = os.pathsep.join(part for part in (str(PROJECT_ROOT), self._environment.get("PYTHONPATH", "")) if part)
        self._log = tempfile.TemporaryFile()  # noqa: SIM115 - closed by close(); a file, for a full pipe would stop the worker
        self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
            self._command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            env=self._environment | {"PYTHONPATH": path},
        )

    def say(self, document: dict[str, Any]) -> bool:
        """Send one document; False when nobody is there to read it."""
        try:
            send(cast("BinaryIO", self._running.stdin), document)
        except OSError:
            return False
        return True

    def hear(self) -> dict[str, Any] | None:
        """The next document; None when the worker has ended, or was let go while somebody listened."""
        process = self._process
        try:
            return receive(cast("BinaryIO", process.stdout)) if process is not None else None
        except (OSError, ValueError):  # ValueError: closed under our hands
            return None

    @property
    def has_spoken(self) -> bool:
        """Whether something is there to hear, as far as the system can tell (Windows cannot, of a pipe)."""
        process = self._process
        try:
            return process is not None and bool(select.select([process.stdout], [], [], 0)[0])
        except (OSError, ValueError):
            return False

    def ended(self) -> str:
        """How a worker that fell silent ended: its exit code and the last it wrote."""
        code = self._running.wait()
        log = cast("IO[bytes]", self._log)
        size = log.seek(0, os.SEEK_END)
        log.seek(max(0, size - _LOG_TAIL))
        return f"exit {code}:\n{log.read().decode(errors='replace').strip()}"

    def dismiss(self) -> None:
        """Tell the worker to leave, and do not wait for it: several then leave at the same time. ``close`` has still to follow."""
        if self._process is not None:
            _say_goodbye(cast("BinaryIO", self._process.stdin))

    def close(self) -> None:
        """Let the worker go; should it not leave by itself, end it."""
        self.dismiss()
        process, self._process = self._process, None
        if process is None:
            return
        try:
            process.wait(_SECONDS_TO_LEAVE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        cast("BinaryIO", process.stdout).close()
        cast("IO[bytes]", self._log).close()

    @property
    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            raise RuntimeError("the worker was not started")
        return self._process


def _say_goodbye(stdin: BinaryIO) -> None:
    """In words as well as by closing the pipe: a forked relative of ours may hold its other end."""
    if stdin.closed:
        return
    try:
        send(stdin, None)
        stdin.close()
    except OSError:
        return  # it has left already


def module_command(module: str, *arguments: str) -> tuple[str, ...]:
    """How our own interpreter starts a module of ours: through this one, which is light and prepares for heavy imports."""
    return sys.executable, "-P", "-m", "pipelines.worker", module, *arguments


if __name__ == "__main__":
    collect_nothing()  # whoever is started ends it when all is imported
    del sys.argv[0]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
