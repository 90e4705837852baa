"""Takes in what is new in the drop folder: archive, read, check at the door, write the lake.

Belongs here: the order of those steps and what a crash between them leaves behind.
Does not belong here: how each step is done (``archive.py``, ``reader.py``, ``door.py``, ``lake.py``).

Crash-safe by order: bytes are archived, then receipts noted, then rows written, then the register. A file that the register
does not name is simply read again, from the archive.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from pipelines.catalogue import Cadence, Catalogue
from pipelines.home import Home
from pipelines.ingest.aliases import confirmed_aliases
from pipelines.ingest.archive import (
    Archive,
    Dropped,
    Receipt,
    first_receipts,
    hash_bytes,
    labels,
    new_arrivals,
    numbered,
    received_rank,
    scan,
)
from pipelines.ingest.closed_figures import closed_figures
from pipelines.ingest.lake import Lake, Row, file_line, receipts_written, to_rows
from pipelines.ingest.period import name_label, name_month
from pipelines.ingest.privacy import mask
from pipelines.ingest.progress import READING, Progress, silent
from pipelines.ingest.reader import read_file
from pipelines.ingest.reading import FileReading
from pipelines.ingest.seen import read_seen, write_seen
from pipelines.ingest.verdicts import sentence
from pipelines.ingest.waivers import day_in_vietnam, waiver_rows


class DoorResult(Protocol):
    """What the door says of one source's new rows."""

    @property
    def rejections(self) -> dict[str, tuple[str, str, str | None]]:
        """row_id -> rule, field, the text as read."""

    def to_json(self) -> dict[str, Any]: ...


class Door(Protocol):
    """Checks each source's new rows against its contract."""

    def check(self, batches: dict[str, list[Row]]) -> dict[str, Any]:
        """Source -> DoorResult."""


@dataclass
class Intake:
    """What one intake did. Counts are of files and rows newly read; ``door`` holds the results by source."""

    arrived: int = 0
    duplicates: int = 0
    read: int = 0
    by_status: dict[str, int] = field(default_factory=dict)
    sources_changed: tuple[str, ...] = ()
    rows_by_source: dict[str, int] = field(default_factory=dict)
    rejected_by_source: dict[str, int] = field(default_factory=dict)
    door: dict[str, dict[str, Any]] = field(default_factory=dict)

    @property
    def anything_new(self) -> bool:
        """Whether the warehouse has to be built again for it."""
        return self.arrived > 0 or self.read > 0


_Refusal = tuple[str, dict[str, str]]
"""Verdict and details of a file whose bytes were not kept."""


@dataclass(frozen=True)
class _Read:
    sha256: str
    size_bytes: int
    reading: FileReading


def left_unread(home: Home) -> int:
    """The number of the last receipt, if an intake died after noting it and before writing the register; the next one reads what it names.

    0 when all that was received is in the register.
    """
    received = len(Archive(home.archive).receipts())
    return received if received > receipts_written(home.lake) else 0


class _Desk:
    """Where one intake is done: the archive and the lake of a home, and who watches."""

    def __init__(self, home: Home, catalogue: Catalogue, progress: Progress) -> None:
        self.archive = Archive(home.archive)
        self.lake = Lake(home.lake, catalogue)
        self.catalogue = catalogue
        self.progress = progress
        self.read: dict[str, _Read] = {}

    def receive(self, arrivals: Sequence[Dropped], received_at: datetime) -> None:
        """Archive and read new bytes, then note every arrival."""
        receipts = self.archive.receipts()
        known = {receipt.sha256: receipt for receipt in receipts}
        run = max((receipt.run for receipt in receipts), default=0) + 1
        noted: list[Receipt] = []
        for done, dropped in enumerate(sorted(arrivals, key=lambda file: (file.modified_ns, file.path))):
            self.progress(READING, done, len(arrivals))
            content = dropped.absolute.read_bytes()
            sha256 = hash_bytes(content)  # the bytes as read now: the file may have changed since the scan
            refusal = self._refusal_of(known[sha256]) if sha256 in known else self._read_new(sha256, content, dropped.path)
            receipt = Receipt(
                number=0,
                run=run,
                path=dropped.path,
                sha256=sha256,
                size_bytes=len(content),
                modified_ns=dropped.modified_ns,
                received_at=received_at.isoformat(timespec="seconds"),
                refused_verdict=refusal[0] if refusal else None,
                refused_details=refusal[1] if refusal else None,
            )
            known[sha256] = receipt
            noted.append(receipt)
        self.progress(READING, len(arrivals), len(arrivals))
        self.archive.note(numbered(noted, after=len(receipts)))

    def _read_new(self, sha256: str, content: bytes, path: str) -> _Refusal | None:
        """Archive, then read. What brings personal data nobody asked for is taken out of the archive again."""
        self.archive.keep(sha256, content)
        reading = read_file(content, path, self.catalogue)
        self.read[sha256] = _Read(sha256, len(content), reading)
        if reading.keep_bytes:
            return None
        self.archive.forget(sha256)
        return reading.verdict, reading.details

    @staticmethod
    def _refusal_of(receipt: Receipt) -> _Refusal | None:
        return (receipt.refused_verdict, receipt.refused_details or {}) if receipt.refused_verdict else None

    def read_again(self) -> None:
        """Read from the archive every received file that the register does not name."""
        receipts = self.archive.receipts()
        named = self.lake.named_files() | set(self.read)
        label = labels(receipts)
        missing = [receipt for sha256, receipt in first_receipts(receipts).items() if sha256 not in named]
        for done, receipt in enumerate(missing):
            self.progress("Đọc lại từ kho lưu", done, len(missing))
            refusal = self._refusal_of(receipt)
            if refusal:
                reading = FileReading("unreadable", refusal[0], dict(refusal[1]), keep_bytes=False)
            else:
                reading = read_file(self.archive.read(receipt.sha256), label[receipt.sha256], self.catalogue)
            self.read[receipt.sha256] = _Read(receipt.sha256, receipt.size_bytes, reading)

    def rows_by_source(self) -> dict[str, list[Row]]:
        """The raw rows of every file newly read and recognised."""
        rows: dict[str, list[Row]] = {}
        for one in self.read.values():
            if one.reading.status != "accepted" or one.reading.source is None:
                continue
            source = self.catalogue.sources[one.reading.source]
            rows.setdefault(source.id, []).extend(to_rows(source, self.catalogue.commune.code, one.sha256, one.reading.rows))
        return rows

    def register(self, lost: dict[str, int]) -> None:
        """Write the register of files and the receipts. ``lost``: lines that the door turned away, by file."""
        code, receipts = self.catalogue.commune.code, self.archive.receipts()
        lines = {line["file_sha256"]: line for line in self.lake.files()}
        for one in self.read.values():
            line = file_line(code, one.sha256, one.size_bytes, one.reading, sentence(one.reading, self.catalogue))
            lines[one.sha256] = line | {"rows_door_rejected": lost.get(one.sha256, 0)}
        label, rank, first = labels(receipts), received_rank(receipts), first_receipts(receipts)
        renamed = {receipt.sha256 for receipt in receipts[receipts_written(self.lake.root) :]} | set(self.read)
        named = self._named_periods((receipt for receipt in receipts if receipt.sha256 in renamed), lines)
        for sha256, line in lines.items():
            line["received_rank"] = rank[sha256]
            if sha256 in renamed:  # what names say of the others is written already, and asking takes a tenth of a second
                line |= {"file_label": mask(label[sha256]), "period_name": named.get(sha256)}
        self.lake.write_register(list(lines.values()), [_receipt_line(code, receipt, first) for receipt in receipts])

    def _named_periods(self, receipts: Iterable[Receipt], lines: dict[str, Row]) -> dict[str, str]:
        """What a file's names say of its period: the smallest path that says anything, so that the order of arrival does not matter."""
        said: dict[str, str] = {}
        for receipt in sorted(receipts, key=lambda receipt: receipt.path):
            line = lines[receipt.sha256]
            if line["source"] is None or receipt.sha256 in said:
                continue
            label = named_period(receipt.path, line, self.catalogue.sources[line["source"]].cadence)
            if label is not None:
                said[receipt.sha256] = label
        return said


def named_period(path: str, line: Row, cadence: Cadence) -> str | None:
    """The period that a name gives; a month without a year is the one nearest to the month that the file itself states."""
    label = name_label(path, quarterly=cadence is Cadence.QUARTERLY)
    stated = line["period_title"] or (line["period_as_of"] or "")[:7] or line["period_form"]
    if label is None and stated and cadence is Cadence.MONTHLY:
        return name_month(path, stated)
    return label


def _receipt_line(commune_code: str, receipt: Receipt, first: dict[str, Receipt]) -> Row:
    return {
        "commune_code": commune_code,
        "receipt_number": receipt.number,
        "file_path": receipt.path,
        "file_sha256": receipt.sha256,
        "run_number": receipt.run,
        "modified_ns": receipt.modified_ns,
        "received_at": receipt.received_at,
        "is_first": first[receipt.sha256] is receipt,
    }


def _reject(rows: list[Row], result: DoorResult) -> dict[str, int]:
    """Mark the rows that the door turned away. Returns how many lines each file loses."""
    lost: dict[str, int] = {}
    for row in rows:
        rejection = result.rejections.get(row["row_id"])
        if rejection is not None:
            row["door_rule"], row["door_field"], row["door_text"] = rejection
            lost[row["file_sha256"]] = lost.get(row["file_sha256"], 0) + row["row_count"]
    return lost


def take_in(home: Home, catalogue: Catalogue, door: Door, received_at: datetime, progress: Progress = silent) -> Intake:
    """Take in everything new. Returns what was done; one bad file never stops the others.

    ``received_at`` is written on the receipts and read by no model; its day is the one on which waivers' end dates are looked at.
    """
    desk = _Desk(home, catalogue, progress)
    if not desk.lake.is_current():
        desk.lake.clear()
    known_before = {receipt.sha256 for receipt in desk.archive.receipts()}
    seen = read_seen(home.seen)
    dropped = list(scan(home.drop, seen))
    arrivals = new_arrivals(dropped, desk.archive.receipts())
    if any(file.path not in seen or seen[file.path][0] != file.look for file in dropped):
        write_seen(home.seen, dropped, time.time_ns())
    desk.receive(arrivals, received_at)
    desk.read_again()

    rows = desk.rows_by_source()
    batches = {source: [row for row in lines if row["row_kind"] == "data"] for source, lines in rows.items()}
    results = door.check({source: batch for source, batch in batches.items() if batch})
    lost: dict[str, int] = {}
    for source_id, result in results.items():
        lost |= _reject(batches[source_id], result)
    for source_id, lines in rows.items():
        desk.lake.merge(catalogue.sources[source_id], lines, replacing=desk.read)
    desk.lake.ensure_tables()
    desk.lake.write_names(confirmed_aliases(home))
    desk.lake.write_waivers(waiver_rows(home, catalogue.commune.code, day_in_vietnam(received_at)))
    desk.lake.write_closed(closed_figures(home))
    if desk.read or arrivals or left_unread(home) or not desk.lake.files():
        desk.register(lost)
    desk.lake.stamp()
    return _summary(arrivals, known_before, desk.read, batches, results)


def _summary(
    arrivals: Sequence[Dropped], known_before: set[str], read: dict[str, _Read], batches: dict[str, list[Row]], results: dict[str, Any]
) -> Intake:
    statuses: dict[str, int] = {}
    for one in read.values():
        statuses[one.reading.status] = statuses.get(one.reading.status, 0) + 1
    new_hashes = {dropped.sha256 for dropped in arrivals} - known_before
    return Intake(
        arrived=len(arrivals),
        duplicates=len(arrivals) - len(new_hashes),
        read=len(read),
        by_status=statuses,
        sources_changed=tuple(sorted(batches)),
        rows_by_source={source: len(batch) for source, batch in batches.items()},
        rejected_by_source={source: len(result.rejections) for source, result in results.items()},
        door={source: result.to_json() for source, result in results.items()},
    )
