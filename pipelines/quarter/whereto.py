"""From a raw row of a received file to the figures that it went into, or why into none. There is no third state.

Belongs here: asking it of lines, of files, of all files at once, and which version speaks of which quarter. Does not belong here: what
one version says (``fate.py``), why (``whynot.py``), words (``pipelines.reports``).

Of a closed quarter its package speaks, whatever the same row would add to it now: a row that a newer file replaced since the close is
still in the closed figure, and the newer file's row is not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from pipelines.catalogue import Catalogue
from pipelines.home import Home
from pipelines.ingest.archive import Archive
from pipelines.ingest.closed import Closed, closed_quarters, latest_of
from pipelines.ingest.lines import Line, read_lines
from pipelines.quarter.closed import catalogue_of, package_snapshot
from pipelines.quarter.fate import USE_COLUMNS, USES_TABLES, Fate
from pipelines.quarter.original import titled
from pipelines.quarter.period import parts_of
from pipelines.quarter.received import Received
from pipelines.quarter.whynot import Reason
from pipelines.warehouse.query import Snapshot

__all__ = ["USE_COLUMNS", "Answer", "Tracer"]

Row = dict[str, Any]


@dataclass
class Answer:
    """What became of one line of one file: ``uses``, or else ``reason``. Neither would be a fault of the program."""

    file: str
    sha256: str
    sheet: str
    sheet_index: int
    row: int
    kind: str
    uses: list[Row] = field(default_factory=list)
    reason: Reason | None = None
    text: dict[str, str] = field(default_factory=dict)
    """Column title -> the text as written."""
    cells: dict[str, str] = field(default_factory=dict)
    """Column title -> cell address."""

    @property
    def is_answered(self) -> bool:
        return bool(self.uses) or self.reason is not None


class _Frozen:
    """A closed quarter, and what its package says of the files of these hashes. It is opened as far as it is asked."""

    def __init__(self, home: Home, catalogue: Catalogue, closed: Closed, hashes: list[str], opened: ExitStack) -> None:
        self._home, self._catalogue, self.closed, self._hashes, self._opened = home, catalogue, closed, hashes, opened
        self.known = frozenset(entry["sha256"] for entry in closed.manifest["archive"]).intersection(hashes)
        """The files that had been received when it was closed."""

    @cached_property
    def uses(self) -> dict[str, list[Row]]:
        """Row id -> the closed quarter's figures that it is in."""
        return Fate(self._open(*USES_TABLES), self._catalogue, self._hashes).uses if self.known else {}

    @cached_property
    def fate(self) -> Fate:
        """Everything that the package says."""
        package = self._open()
        return Fate(package, catalogue_of(package), self._hashes)

    def _open(self, *only: str) -> Snapshot:
        return self._opened.enter_context(package_snapshot(self._home, self.closed, only))

    def speaks_of(self, row: Row) -> bool:
        """Whether the row is of a file that the close had and of the quarter's own periods."""
        return row["file_sha256"] in self.known and row["period"] in parts_of(self.closed.quarter)


class _Fates:
    """What is published and, of each closed quarter, its package: all that is known of some files' rows."""

    def __init__(self, now: Fate, frozen: dict[str, _Frozen]) -> None:
        self.now, self.frozen = now, frozen

    def uses(self, row_id: str) -> list[Row]:
        """The figures that the row is in: of a closed quarter as closed."""
        of_open = [use for use in self.now.uses.get(row_id, []) if use["period"] not in self.frozen]
        return [use for one in self.frozen.values() for use in one.uses.get(row_id, [])] + of_open

    def reason(self, line: Line, row_id: str) -> Reason | None:
        """Why the line is in none."""
        would_add = [use for use in self.now.uses.get(row_id, []) if use["period"] in self.frozen]
        row = self.now.rows.get(row_id)
        for quarter, one in self.frozen.items():
            counts_now = row is not None and row["file_sha256"] in one.known and any(use["period"] == quarter for use in would_add)
            if counts_now or (one.known if row is None else one.speaks_of(row)):
                found = one.fate.reason(line, row_id)
                if found is not None:
                    return found
        here = [use["period"] for use in would_add if use["row_number"] == line.row_number]
        if here:
            return Reason("closed_before", {"period": here[0]})
        found = self.now.reason(line, row_id)
        if found and found.code == "decides" and not self.uses(row_id):  # it speaks of a row that would count and does not
            return Reason("closed_before", {"period": would_add[0]["period"]})
        return found


class Tracer:
    """Answers for the lines of received files, from one version: a package speaks of its own quarter alone."""

    def __init__(self, snapshot: Snapshot, catalogue: Catalogue) -> None:
        self.snapshot, self.catalogue = snapshot, catalogue
        self.archive = Archive(snapshot.home.archive)

    def files(self, received: Iterable[Received]) -> Iterator[Answer]:
        """Every line of every one of the files. Raises AlteredError for a package that is not what was closed."""
        wanted = list(received)
        with ExitStack() as opened:
            fates = self._fates([one.sha256 for one in wanted], opened)
            for one in wanted:
                yield from self._file(one, fates)

    def file_reason(self, received: Received) -> Reason:
        """Why a file whose lines cannot be listed (it does not open, or was not kept) went into nothing."""
        found = Fate(self.snapshot, self.catalogue, [received.sha256]).register
        return Reason("file", {"message": found[received.sha256]["message"]}) if found else Reason("not_built")

    def _fates(self, hashes: list[str], opened: ExitStack) -> _Fates:
        now = Fate(self.snapshot, self.catalogue, hashes)
        frozen: dict[str, _Frozen] = {}
        for quarter in closed_quarters(self.snapshot.home) if self.snapshot.closed is None else ():
            closed = latest_of(self.snapshot.home, quarter)
            if closed is not None:
                frozen[quarter] = _Frozen(self.snapshot.home, self.catalogue, closed, hashes, opened)
        return _Fates(now, frozen)

    def _file(self, one: Received, fates: _Fates) -> Iterator[Answer]:
        if not self.archive.holds(one.sha256):
            return
        register = fates.now.register.get(one.sha256)
        for line in read_lines(self.archive.read(one.sha256), one.label, self.catalogue):
            source = register["source"] if register else None
            answer = Answer(one.path, one.sha256, line.sheet, line.sheet_index, line.row_number, line.kind)
            if source:
                answer.text, answer.cells = titled(self.catalogue, source, line.original), titled(self.catalogue, source, line.cells)
            if register is None:
                answer.reason = Reason("not_built")
            elif line.kind == "refused_file":
                answer.reason = Reason("file", {"message": register["message"]})
            elif line.kind in ("data", "total", "form"):
                row_id = f"{answer.sha256[:20]}-{line.sheet_index}-{line.record}"
                answer.uses = [use for use in fates.uses(row_id) if use["row_number"] == line.row_number]
                answer.reason = None if answer.uses else fates.reason(line, row_id)
            else:
                titles = {item.id: item.title.vi for item in self.catalogue.sources[source].fields} if source else {}
                answer.reason = Reason(line.kind, {"field": ", ".join(titles.get(name, name) for name in line.fields)})
            yield answer
