"""What the demo writes, however dressed, is what the reader reads: source, period and every kept value."""

from datetime import date
from pathlib import Path

import pytest

from pipelines.catalogue.load import load_catalogue
from pipelines.catalogue.model import FieldKind, Source
from pipelines.demo import Change, Options, demo_commune, write_commune
from pipelines.demo.periods import month_of
from pipelines.demo.sheets import Cell, HamletName, Percent, Sheetful
from pipelines.ingest.reader import read_file
from pipelines.ingest.reading import FileReading, RawRow

ROLES = {"Tổ trưởng": "leader", "Tổ phó": "deputy_leader", "Tổ viên": "member"}
MERGED = Options(changes=(Change("merge", ("X03", "X04"), date(2026, 2, 15)),))


def canonical(cell: Cell, kind: FieldKind) -> str | None:
    """The cell as the reader puts it."""
    if kind is FieldKind.CHOICE:
        return ROLES[str(cell)]
    if kind is FieldKind.MARK:
        return "yes" if cell else None
    if cell is None:
        return None
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def same(read: str | None, cell: Cell, kind: FieldKind) -> bool:
    if isinstance(cell, HamletName):
        return read is not None
    if isinstance(cell, Percent):
        return read is not None and float(read) == pytest.approx(cell.points)
    return (None if read == "no" else read) == canonical(cell, kind)


def differing(source: Source, sheet: Sheetful, rows: list[RawRow]) -> list[tuple[str, str | None, Cell]]:
    return [
        (name, read.values.get(name), cell)
        for read, row in zip(rows, sheet.rows, strict=True)
        for name, cell in row.items()
        if source.field(name).kept and not same(read.values.get(name), cell, source.field(name).kind)
    ]


def periods_named(reading: FileReading) -> set[str]:
    evidence = reading.evidence
    named = {label for label in (evidence.title, evidence.form, evidence.name) if label}
    return named | ({month_of(date.fromisoformat(evidence.as_of), 14)} if evidence.as_of else set())


@pytest.mark.parametrize(("seed", "options"), [(7, Options()), (8, Options(twins=True)), (9, MERGED)])
def test_every_file_is_read_as_it_was_meant(tmp_path: Path, seed: int, options: Options) -> None:
    catalogue = load_catalogue()
    commune = demo_commune(seed, hamlets=8, months=3, options=options)
    for sheet, path in zip(commune.sheets, write_commune(tmp_path, commune, messy=True), strict=True):
        reading = read_file(path.read_bytes(), str(path.relative_to(tmp_path)), catalogue)
        assert (reading.status, reading.source) == ("accepted", sheet.source), path
        assert not sheet.period or periods_named(reading) == {sheet.period}, path
        data = [row for row in reading.rows if row.kind == "data"]
        assert differing(catalogue.sources[sheet.source], sheet, data) == [], path
