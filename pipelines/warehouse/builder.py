"""Builds through a worker process that has dbt ready.

Belongs here: starting the worker, asking it, handing on its results. Does not belong here: dbt itself (``dbt.py``).

Importing dbt and making it ready take some four seconds of one core. Started with the run, the worker has done both by the time
the rows are in; and while it builds, this process records the results.
"""

from __future__ import annotations

from collections.abc import Iterator
from types import TracebackType

from pipelines.home import Home
from pipelines.warehouse.dbt import DbtError, NodeResult
from pipelines.warehouse.publish import cleared_build_folder
from pipelines.worker import Worker, module_command


class Builder:
    """Owns the worker of one home."""

    def __init__(self, home: Home) -> None:
        self._home = home
        self._worker = Worker(module_command("pipelines.warehouse.dbt_worker", str(home.root)))

    def __enter__(self) -> Builder:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def start(self) -> None:
        """Start the worker on a new file in the build folder; a second call does nothing. The caller holds the writer lock."""
        if not self._worker.started:
            cleared_build_folder(self._home)
            self._worker.start()

    def build(self) -> Iterator[NodeResult]:
        """The lake is ready: build; yields each node's result as it comes. Raises DbtError when a node or the worker fails."""
        self.start()
        answer = None
        if self._worker.say({"lake": "ready"}):
            while (answer := self._worker.hear()) is not None and "result" in answer:
                yield NodeResult(**answer["result"])
        if answer is None:
            raise DbtError(f"dbt's worker stopped ({self._worker.ended()})")
        if "error" in answer:
            raise DbtError(answer["error"])

    def close(self) -> None:
        """Let the worker go."""
        self._worker.close()
