"""Builds through a worker process that has dbt ready.

Belongs here: starting the worker, asking it, handing on its results. Does not belong here: dbt itself (``dbt.py``).

Importing dbt and its first model take some five seconds of one core. Started with the run, the worker has done both by the time
the rows are in; and while it builds, this process records the results.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from types import TracebackType
from typing import IO, BinaryIO, cast

from pipelines.framing import receive, send
from pipelines.home import PROJECT_ROOT, Home
from pipelines.warehouse.dbt import DbtError, NodeResult
from pipelines.warehouse.publish import cleared_build_folder

_LOG_TAIL = 4000
_SECONDS_TO_LEAVE = 5


class Builder:
    """Owns the worker of one home."""

    def __init__(self, home: Home) -> None:
        self._home = home
        self._process: subprocess.Popen[bytes] | None = None
        self._log: IO[bytes] | None = None

    def __enter__(self) -> Builder:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def start(self) -> None:
        """Start the worker on a new file in the build folder; a second call does nothing. The caller holds the writer lock."""
        if self._process is not None:
            return
        folder = cleared_build_folder(self._home)
        self._log = tempfile.TemporaryFile()  # noqa: SIM115 - closed by close(); a file, for a full pipe would stop the worker
        path = os.pathsep.join(part for part in (str(PROJECT_ROOT), os.environ.get("PYTHONPATH", "")) if part)
        self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
            [sys.executable, "-P", "-m", "pipelines.warehouse.dbt_worker", str(self._home.root), str(folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            env=os.environ | {"PYTHONPATH": path},
        )

    def build(self) -> Iterator[NodeResult]:
        """The lake is ready: build; yields each node's result as it comes. Raises DbtError when a node or the worker fails."""
        self.start()
        process = cast("subprocess.Popen[bytes]", self._process)
        answer = None
        try:
            send(cast("BinaryIO", process.stdin), {"lake": "ready"})
            while (answer := receive(cast("BinaryIO", process.stdout))) is not None and "result" in answer:
                yield NodeResult(**answer["result"])
        except OSError:
            answer = None
        if answer is None:
            raise DbtError(f"dbt's worker stopped (exit {process.wait()}):\n{self._log_tail()}")
        if "error" in answer:
            raise DbtError(answer["error"])

    def close(self) -> None:
        """Let the worker go; one that does not leave is ended."""
        process, self._process = self._process, None
        if process is None:
            return
        cast("BinaryIO", process.stdin).close()
        try:
            process.wait(_SECONDS_TO_LEAVE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        cast("BinaryIO", process.stdout).close()
        cast("IO[bytes]", self._log).close()

    def _log_tail(self) -> str:
        log = cast("IO[bytes]", self._log)
        size = log.seek(0, os.SEEK_END)
        log.seek(max(0, size - _LOG_TAIL))
        return log.read().decode(errors="replace").strip()
