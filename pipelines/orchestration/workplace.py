"""What a run works with: its home with the writing place held, the door, the builder, the press, somebody who watches.

Belongs here: taking and leaving the workplace, what is done in it before Dagster is there, and what is started when.
Does not belong here: Dagster.

The workers take seconds to import what they hold, and so does this process with Dagster. A caller that begins the intake first has
the files read, asked about at the door, and built upon meanwhile; the job's own steps then find it done. Nothing of it is published but
by the job. On two cores what comes first is what the files wait for: reading and the door; dbt and then Dagster are imported while the
door asks and the models are built; but dbt at once where there is little to read (docs/decisions/0022).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from pipelines.home import Home, writer_lock
from pipelines.ingest.archive import pending
from pipelines.ingest.door import Door
from pipelines.ingest.progress import READING, Progress, silent
from pipelines.reports.press import Press
from pipelines.warehouse.builder import Builder
from pipelines.warehouse.increment import is_due_whole
from pipelines.warehouse.publish import publish
from pipelines.warehouse.stamp import read_stamp

if TYPE_CHECKING:
    from pipelines.catalogue import Catalogue
    from pipelines.ingest.take_in import Intake
    from pipelines.warehouse.dbt import NodeResult

_DOOR_AND_READER = 2
"""Processors that are busy until the files are read, or Great Expectations is imported."""
_SOON_READ = 100
"""So many files are read before Great Expectations is imported: then everything waits for dbt."""


class Workplace:
    """The home that a run works in, for as long as the run lasts."""

    def __init__(self, home: Home, door: Door, builder: Builder, press: Press, progress: Progress) -> None:
        self.home = home
        self.door = door
        self.builder = builder
        self.press = press
        self.progress = progress
        self._begun: Future[Intake] | None = None
        self._asked: str | None = None
        self._is_to_publish = False

    def begin(self, catalogue: Catalogue, asked: str | None) -> None:
        """Take in what is new and begin to build, for the job's steps to find. ``asked``: the period to compute, if named.

        A failure is theirs as well: it is raised by ``intake``, where it can be shown and tried again.
        """
        self._begun = Future()
        try:
            self._begun.set_result(self._take_in(catalogue, asked, whole=False))
        except Exception as error:
            self._begun.set_exception(error)

    def intake(self, catalogue: Catalogue, asked: str | None, *, whole: bool = False) -> Intake:
        """What was taken in: the result of what was begun, or of doing it now. A step that tries again does it now.

        ``whole``: let nothing be kept of what is published.
        """
        begun, self._begun = self._begun, None
        return begun.result() if begun is not None else self._take_in(catalogue, asked, whole=whole)

    def build(self) -> Iterator[NodeResult]:
        """Each node's result of what was begun, or is begun now. Raises DbtError when a node or the worker fails.

        Dagster takes milliseconds to record each, so the build is done before they are: it is published at once, and the quarter's
        documents are begun, rather than when the last of them is recorded.
        """
        self._is_to_publish = True
        for result in self.builder.build():
            if self.builder.is_built:
                self.publish()
            yield result

    def publish(self) -> None:
        """Put what was built in the place that readers open, if that is not done yet, and begin what is made of the asked quarter."""
        if not self._is_to_publish:
            return
        publish(self.home, is_whole=self.builder.is_whole)
        self._is_to_publish = False
        if self._quarter is not None:
            self.press.begin(self._quarter)

    @property
    def _quarter(self) -> str | None:
        """The quarter that was asked for, whose documents and pages will be wanted; a year has none."""
        return self._asked if self._asked is not None and "Q" in self._asked else None

    def _take_in(self, catalogue: Catalogue, asked: str | None, *, whole: bool) -> Intake:
        from pipelines.ingest.lake import Lake  # noqa: PLC0415 - see above
        from pipelines.ingest.take_in import take_in  # noqa: PLC0415

        self.builder.stop()
        self._asked = asked
        if asked is not None:
            Lake(self.home.lake, catalogue).request(asked)
        now = datetime.now(UTC)
        taken_in = take_in(self.home, catalogue, self.door, now, self._watch)
        # who asks for a period's figures gets them computed from the first file on
        is_increment = asked is None and not whole and not is_due_whole(read_stamp(self.home), now)
        self.builder.begin(own_days(catalogue) if is_increment else None)
        return taken_in

    def _watch(self, step: str, done: int, total: int) -> None:
        if step == READING and (done == total or self.door.is_ready):
            self.builder.start()
            if self._quarter is not None:
                self.press.start()
        self.progress(step, done, total)


def own_days(catalogue: Catalogue) -> dict[str, str | None]:
    """The sources that come with the time. Rows of a class tell their own day; the others' days lie in their file's period."""
    from pipelines.catalogue import Cadence  # noqa: PLC0415 - see above

    return {
        source.id: source.day if source.cadence is Cadence.PER_CLASS else None
        for source in catalogue.sources.values()
        if source.cadence is not Cadence.ON_CHANGE
    }


@contextmanager
def workplace(
    home: Home, progress: Progress = silent, waiting: Callable[[], None] | None = None, arrived: int | None = None
) -> Iterator[Workplace]:
    """Wait for our turn, start the workers, and leave nothing behind. ``waiting`` is called when the place is taken.

    ``arrived``: how many files are new, where the caller has just looked; it only tells which worker to start first.
    A close that died before it was noted in the action log is noted now. Raises HomeBusyError when the place stays taken, ChainError or
    AlteredError when the log or a closed package is not what it was.
    """
    with writer_lock(home, waiting=waiting), Door() as door, Builder(home) as builder, Press(home) as press:
        if (os.cpu_count() or 1) > _DOOR_AND_READER or (len(pending(home)) if arrived is None else arrived) <= _SOON_READ:
            builder.start()
        from pipelines.quarter.close import heal  # noqa: PLC0415 - see above

        heal(home)
        yield Workplace(home, door, builder, press, progress)
        door.dismiss()
        press.dismiss()  # all leave at once; each is then waited for
