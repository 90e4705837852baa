"""Takes in what is new in the drop folder: archive, read, check at the door, write the lake.

Belongs here: the order of those steps and what a crash between them leaves behind.
Does not belong here: how each step is done (``archive.py``, ``reader.py``, ``door.py``, ``lake.py``).

Crash-safe by order: bytes are archived, then receipts noted, then rows written, then the register. A file that the register
does not name is simply read again, from the archive.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from pipelines.catalogue import Cadence, Catalogue
from pipelines.home import Home
from pipelines.ingest.archive import Archive, Dropped, Receipt, first_receipts, hash_bytes, labels, new_arrivals, numbered, received_rank, scan
from pipelines.ingest.lake import Lake, Row, file_line, to_row
from pipelines.ingest.period import name_label
from pipelines.ingest.reader import read_file
from pipelines.ingest.reading import FileReading
from pipelines.ingest.verdicts import sentence

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how many are done, how many there are."""


def silent(_step: str, _done: int, _total: int) -> None:
    """Progress that nobody watches."""


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


@dataclass(frozen=True)
class _Read:
    sha256: str
    size_bytes: int
    reading: FileReading


def pending(home: Home) -> list[Dropped]:
    """The dropped files that are not yet noted. Cheap: hashes bytes, reads no spreadsheet."""
    return new_arrivals(scan(home.drop), Archive(home.archive).receipts())


def _receive(archive: Archive, arrivals: Sequence[Dropped], received_at: datetime, catalogue: Catalogue, progress: Progress) -> dict[str, _Read]:
    """Archive and read new bytes, then note every arrival. Returns what was read, by hash."""
    receipts = archive.receipts()
    known = {receipt.sha256: receipt for receipt in receipts}
    run = max((receipt.run for receipt in receipts), default=0) + 1
    read: dict[str, _Read] = {}
    noted: list[Receipt] = []
    for done, dropped in enumerate(sorted(arrivals, key=lambda file: (file.modified_ns, file.path))):
        progress("Đọc tệp", done, len(arrivals))
        content = dropped.absolute.read_bytes()
        sha256 = hash_bytes(content)  # the bytes as read now: the file may have changed since the scan
        refused = known[sha256] if sha256 in known else None
        if sha256 not in known:
            archive.keep(sha256, content)
            reading = read_file(content, dropped.path, catalogue)
            read[sha256] = _Read(sha256, len(content), reading)
            if not reading.keep_bytes:
                archive.forget_incoming(sha256)
        verdict = read[sha256].reading if sha256 in read else None
        is_refused = verdict is not None and not verdict.keep_bytes
        receipt = Receipt(
            number=0,
            run=run,
            path=dropped.path,
            sha256=sha256,
            size_bytes=len(content),
            modified_ns=dropped.modified_ns,
            received_at=received_at.isoformat(timespec="seconds"),
            refused_verdict=verdict.verdict if verdict and is_refused else (refused.refused_verdict if refused else None),
            refused_details=verdict.details if verdict and is_refused else (refused.refused_details if refused else None),
        )
        known[sha256] = receipt
        noted.append(receipt)
    progress("Đọc tệp", len(arrivals), len(arrivals))
    archive.note(numbered(noted, after=len(receipts)))
    return read


def _reread(archive: Archive, lake: Lake, read: dict[str, _Read], receipts: list[Receipt], catalogue: Catalogue, progress: Progress) -> None:
    """Read from the archive every received file that the register does not name."""
    named = {line["file_sha256"] for line in lake.files()} | set(read)
    label = labels(receipts)
    missing = [receipt for sha256, receipt in first_receipts(receipts).items() if sha256 not in named]
    for done, receipt in enumerate(missing):
        progress("Đọc lại từ kho lưu", done, len(missing))
        if receipt.refused_verdict is not None:
            reading = FileReading("unreadable", receipt.refused_verdict, dict(receipt.refused_details or {}), keep_bytes=False)
        else:
            reading = read_file(archive.read(receipt.sha256), label[receipt.sha256], catalogue)
        read[receipt.sha256] = _Read(receipt.sha256, receipt.size_bytes, reading)


def _rows_by_source(read: Iterable[_Read], catalogue: Catalogue) -> dict[str, list[Row]]:
    rows: dict[str, list[Row]] = {}
    for one in read:
        if one.reading.status != "accepted" or one.reading.source is None:
            continue
        source = catalogue.sources[one.reading.source]
        rows.setdefault(source.id, []).extend(to_row(source, catalogue.commune.code, one.sha256, raw) for raw in one.reading.rows)
    return rows


def _reject(rows: list[Row], result: DoorResult) -> dict[str, int]:
    """Mark the rows that the door turned away. Returns how many lines each file loses."""
    lost: dict[str, int] = {}
    for row in rows:
        rejection = result.rejections.get(row["row_id"])
        if rejection is not None:
            row["door_rule"], row["door_field"], row["door_text"] = rejection
            lost[row["file_sha256"]] = lost.get(row["file_sha256"], 0) + row["row_count"]
    return lost


def _name_evidence(receipts: list[Receipt], lines: dict[str, Row], catalogue: Catalogue) -> dict[str, str]:
    """What a file's names say of its period: the smallest path that says anything, so that the order of arrival does not matter."""
    said: dict[str, str] = {}
    for receipt in sorted(receipts, key=lambda receipt: receipt.path):
        source = lines[receipt.sha256]["source"]
        if source is None or receipt.sha256 in said:
            continue
        label = name_label(receipt.path, quarterly=catalogue.sources[source].cadence is Cadence.QUARTERLY)
        if label is not None:
            said[receipt.sha256] = label
    return said


def _register(lake: Lake, read: dict[str, _Read], lost: dict[str, int], receipts: list[Receipt], catalogue: Catalogue) -> None:
    code = catalogue.commune.code
    lines = {line["file_sha256"]: line for line in lake.files()}
    for one in read.values():
        line = file_line(code, one.sha256, one.size_bytes, one.reading, sentence(one.reading, catalogue))
        lines[one.sha256] = line | {"rows_door_rejected": lost.get(one.sha256, 0)}
    label, rank, first, named = labels(receipts), received_rank(receipts), first_receipts(receipts), _name_evidence(receipts, lines, catalogue)
    for sha256, line in lines.items():
        line |= {"file_label": label[sha256], "received_rank": rank[sha256], "period_name": named.get(sha256)}
    lake.write_register(
        list(lines.values()),
        [
            {
                "commune_code": code,
                "receipt_number": receipt.number,
                "file_path": receipt.path,
                "file_sha256": receipt.sha256,
                "run_number": receipt.run,
                "modified_ns": receipt.modified_ns,
                "received_at": receipt.received_at,
                "is_first": first[receipt.sha256] is receipt,
            }
            for receipt in receipts
        ],
    )


def take_in(home: Home, catalogue: Catalogue, door: Door, received_at: datetime, progress: Progress = silent) -> Intake:
    """Take in everything new. Returns what was done; one bad file never stops the others.

    ``received_at`` is written on the receipts and read by no model.
    """
    archive, lake = Archive(home.archive), Lake(home.lake, catalogue)
    if not lake.is_current():
        lake.clear()
    known_before = {receipt.sha256 for receipt in archive.receipts()}
    arrivals = pending(home)
    read = _receive(archive, arrivals, received_at, catalogue, progress)
    receipts = archive.receipts()
    _reread(archive, lake, read, receipts, catalogue, progress)

    rows = _rows_by_source(read.values(), catalogue)
    batches = {source: [row for row in lines if row["row_kind"] == "data"] for source, lines in rows.items()}
    results = door.check({source: batch for source, batch in batches.items() if batch})
    lost: dict[str, int] = {}
    for source_id, result in results.items():
        lost |= _reject(batches[source_id], result)
    for source_id, lines in rows.items():
        lake.merge(catalogue.sources[source_id], lines, replacing={one.sha256 for one in read.values()})
    lake.ensure_tables()
    if read or arrivals or not lake.files():
        _register(lake, read, lost, receipts, catalogue)
    lake.stamp()
    return _summary(arrivals, known_before, read, batches, results)


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
