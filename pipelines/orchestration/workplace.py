"""What a run works with: its home with the writing place held, the door, the builder, somebody who watches.

Belongs here: taking and leaving the workplace. Does not belong here: Dagster, which is imported while the workers start.

The workers take seconds to import what they hold. Started first, they do so on the other core while this process imports Dagster.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from pipelines.home import Home, writer_lock
from pipelines.ingest.door import Door
from pipelines.ingest.take_in import Progress, silent
from pipelines.warehouse.builder import Builder


@dataclass(frozen=True)
class Workplace:
    """The home that a run works in, for as long as the run lasts."""

    home: Home
    door: Door
    builder: Builder
    progress: Progress


@contextmanager
def workplace(home: Home, progress: Progress = silent, waiting: Callable[[], None] | None = None) -> Iterator[Workplace]:
    """Wait for our turn, start the workers, and leave nothing behind. ``waiting`` is called when the place is taken.

    Raises HomeBusyError when it stays taken.
    """
    with writer_lock(home, waiting=waiting), Door() as door, Builder(home) as builder:
        builder.start()
        yield Workplace(home, door, builder, progress)
