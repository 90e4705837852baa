"""Builds through a worker process that has dbt ready.

Belongs here: starting the worker, asking it, handing on its results. Does not belong here: dbt itself (``dbt.py``).

Importing dbt and making it ready take some four seconds of one core. Started with the run, the worker has done both by the time
the rows are in; and while it builds, this process records the results.
"""

from __future__ import annotations

from collections.abc import Iterator
from queue import Queue
from threading import Event, Thread
from types import TracebackType
from typing import Any

from pipelines.home import Home
from pipelines.warehouse.dbt import DbtError, NodeResult
from pipelines.warehouse.increment import OwnDays
from pipelines.warehouse.publish import cleared_build_folder
from pipelines.worker import Worker, module_command


class Builder:
    """Owns the worker of one home."""

    def __init__(self, home: Home) -> None:
        self._home = home
        self._worker = Worker(module_command("pipelines.warehouse.dbt_worker", str(home.root)))
        self._answers: Queue[dict[str, Any] | None] | None = None
        self._built = Event()
        self.is_whole = True
        """Whether the last build computed everything, so far as the worker has said."""

    def __enter__(self) -> Builder:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    @property
    def is_built(self) -> bool:
        """Whether the last build that was begun has ended well; its results may still be waiting for whoever records them."""
        return self._built.is_set()

    def start(self) -> None:
        """Start the worker on a new file in the build folder; a second call does nothing. The caller holds the writer lock."""
        if not self._worker.started:
            cleared_build_folder(self._home)
            self._worker.start()

    def stop(self) -> None:
        """Give up a build that was begun: the lake is about to change under it."""
        if self._answers is not None:
            self._answers = None
            self._worker.close()

    def begin(self, own_days: OwnDays | None = None) -> None:
        """The lake is ready: build from now on, beside what the caller does next. The lake stays as it is until ``build`` ends.

        ``own_days`` (see ``increment.py``) asks for an increment, if what changed allows it; None for all of it.
        """
        self.start()
        self._answers, self._built = Queue(), Event()
        self._worker.say({"own_days": own_days})
        Thread(target=self._listen, args=(self._answers, self._built), daemon=True).start()

    def build(self) -> Iterator[NodeResult]:
        """Each node's result as it comes, of what was begun or is begun now. Raises DbtError when a node or the worker fails."""
        if self._answers is None:
            self.begin()
        answers, self._answers = self._answers, None
        while (answer := answers.get()) is not None and "result" in answer:  # type: ignore[union-attr] # begun by now
            yield NodeResult(**answer["result"])
        if answer is None:
            raise DbtError(f"dbt's worker stopped ({self._worker.ended()})")
        if "error" in answer:
            raise DbtError(answer["error"])

    def _listen(self, answers: Queue[dict[str, Any] | None], built: Event) -> None:
        """Take in what the worker says as it says it: a full pipe would make it wait."""
        while (answer := self._worker.hear()) is not None and ("result" in answer or "is_whole" in answer):
            if "is_whole" in answer:
                self.is_whole = answer["is_whole"]
            else:
                answers.put(answer)
        if answer is not None and "error" not in answer:
            built.set()
        answers.put(answer)

    def close(self) -> None:
        """Let the worker go."""
        self._worker.close()
