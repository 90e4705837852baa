"""What the assets are handed: the home, the one-writer lock, the door, somebody who watches progress.

Belongs here: Dagster resources. Does not belong here: what is done with them.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import dagster as dg

from pipelines.home import Home, writer_lock
from pipelines.ingest.door import Door
from pipelines.ingest.take_in import Progress, silent
from pipelines.warehouse.builder import Builder


@dataclass(frozen=True)
class Workplace:
    """The home that a run works in, with its writing place held for as long as the run lasts."""

    home: Home
    door: Door
    builder: Builder
    progress: Progress


class WorkplaceResource(dg.ConfigurableResource[Any]):
    """Holds the writer lock and the door for one run."""

    @contextmanager
    def yield_for_execution(self, context: dg.InitResourceContext) -> Iterator[Any]:
        """Wait for our turn, and let the door start its imports meanwhile."""
        home = Home.from_env()
        with Door() as door, Builder(home) as builder, writer_lock(home):
            yield Workplace(home, door, builder, log_progress(context))


def log_progress(context: dg.InitResourceContext) -> Progress:
    """Progress as lines of the run's log, a line a step."""
    log, seen = context.log, set[str]()
    if log is None:
        return silent

    def progress(step: str, done: int, total: int) -> None:
        if step not in seen:
            seen.add(step)
            log.info(f"{step}: {done}/{total}")

    return progress


def workplace_of(home: Home, door: Door, progress: Progress) -> dg.ResourceDefinition:
    """The same for a caller that has started the door early and watches progress itself."""

    @dg.resource
    def held(_context: dg.InitResourceContext) -> Iterator[Workplace]:
        with Builder(home) as builder, writer_lock(home):
            yield Workplace(home, door, builder, progress)

    return held
