"""Lays a made-up commune's sheets straight into a lake, as its files would lie there once read: for many communes at once.

Belongs here: what the reading of a plain file would yield, without the file. Does not belong here: what is then measured.

Only containers and layouts are skipped: each cell goes through the readers' own parsers, each row through the real door, each table
through the lake's own writer. ``tests/integration/test_measured.py`` holds it to what reading the files yields.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from pipelines.catalogue import Source, load_catalogue
from pipelines.demo import Commune
from pipelines.demo.dress import summed
from pipelines.demo.sheets import Cell, HamletName, Percent, Sheetful
from pipelines.ingest.lake import Lake, Row, file_line, to_rows
from pipelines.ingest.period import form_label
from pipelines.ingest.reading import FileReading, PeriodEvidence, RawRow
from pipelines.ingest.tables import row_maker
from pipelines.ingest.take_in import Door, named_period

SHEET = "Biểu"
FIRST_ROW = 6
"""Rows are numbered from here: title, notice and header stand above."""
TOTAL = "Tổng cộng"


@dataclass(frozen=True)
class Laid:
    """One sheet as a file that was read."""

    sheet: Sheetful
    path: str
    sha256: str
    reading: FileReading


def _path(sheet: Sheetful) -> str:
    return f"{sheet.folder}/{sheet.name}.xlsx"


def _shown(cell: Cell) -> str | int | float | date | None:
    if isinstance(cell, HamletName):
        return cell.name
    if isinstance(cell, Percent):
        return cell.points
    return ("x" if cell else None) if isinstance(cell, bool) else cell


def _row(source: Source, number: int, cells: dict[str, Any], *, total: bool = False, form: bool = False) -> RawRow:
    maker = row_maker(source)
    values, original = maker.blank.copy(), {}
    for name, raw in cells.items():
        if name in maker.readers and raw is not None:
            text, value = maker.readers[name](raw)
            original[name], values[name] = text, value
    addresses = {name: f"B{number + place}" for place, name in enumerate(cells) if name in maker.readers}
    lines = sum(raw is not None for raw in cells.values()) if form else 1
    return RawRow(SHEET, 0, number, "total" if total else "data", values, original, addresses, row_count=lines)


def _rows(source: Source, sheet: Sheetful) -> list[RawRow]:
    rows = [
        _row(source, FIRST_ROW + place, {name: _shown(row.get(name)) for name in sheet.fields}, form=sheet.form)
        for place, row in enumerate(sheet.rows)
    ]
    if sheet.totals:
        stated = dict(sheet.stated)
        cells: dict[str, Any] = {name: stated.get(name, summed(sheet.rows, name)) for name in sheet.totals}
        label = "hamlet" if "hamlet" in sheet.fields else sheet.fields[0]
        rows.append(_row(source, FIRST_ROW + len(rows), {label: TOTAL} | cells, total=True))
    return rows


def _read(sheet: Sheetful, code: str) -> Laid:
    source = load_catalogue().sources[sheet.source]
    path = _path(sheet)
    rows = _rows(source, sheet)
    title = None if sheet.form else sheet.period or None
    form = form_label(str(sheet.rows[0]["period"])) if sheet.form else None
    line = {"period_title": title, "period_as_of": None, "period_form": form}
    evidence = PeriodEvidence(title=title, form=form, name=named_period(path, line, source.cadence))
    brought = set(sheet.fields)
    reading = FileReading(
        status="accepted",
        verdict="accepted",
        container="xlsx",
        source=source.id,
        evidence=evidence,
        rows=rows,
        sheets_read=(SHEET,),
        columns_missing=tuple(field.id for field in source.kept_fields if field.id not in brought),
    )
    return Laid(sheet, path, hashlib.sha256(f"{code}/{path}".encode()).hexdigest(), reading)


def lay(commune: Commune, code: str, root: Path, door: Door, only: frozenset[str] = frozenset()) -> Path:
    """Write the commune's lake below ``root``; of some sources only, if any are named. Returns the lake's folder."""
    catalogue = load_catalogue()
    sheets = sorted(commune.sheets, key=lambda sheet: (sheet.received, f"{sheet.name}.xlsx", _path(sheet)))
    files = [_read(sheet, code) for sheet in sheets if not only or sheet.source in only]
    rows: dict[str, list[Row]] = {}
    for one in files:
        source = catalogue.sources[one.sheet.source]
        rows.setdefault(source.id, []).extend(to_rows(source, code, one.sha256, one.reading.rows))
    lost = _ask_the_door(rows, door)
    lake = Lake(root, catalogue)
    for source_id, lines in rows.items():
        lake.merge(catalogue.sources[source_id], lines, replacing=())
    lake.ensure_tables()
    lake.write_names(())
    lake.write_register(
        [_line(code, one, place, lost.get(one.sha256, 0)) for place, one in enumerate(files, start=1)],
        [_receipt(code, one, place) for place, one in enumerate(files, start=1)],
    )
    return root


def _ask_the_door(rows: dict[str, list[Row]], door: Door) -> dict[str, int]:
    batches = {source: [row for row in lines if row["row_kind"] == "data"] for source, lines in rows.items()}
    lost: dict[str, int] = {}
    for source, result in door.check(batches).items():
        for row in batches[source]:
            rejection = result.rejections.get(row["row_id"])
            if rejection is not None:
                row["door_rule"], row["door_field"], row["door_text"] = rejection
                lost[row["file_sha256"]] = lost.get(row["file_sha256"], 0) + row["row_count"]
    return lost


def _line(code: str, one: Laid, rank: int, lost: int) -> Row:
    line = file_line(code, one.sha256, 0, one.reading, "")
    return line | {"rows_door_rejected": lost, "file_label": one.path, "received_rank": rank, "period_name": one.reading.evidence.name}


def _receipt(code: str, one: Laid, number: int) -> Row:
    return {
        "commune_code": code,
        "receipt_number": number,
        "file_path": one.path,
        "file_sha256": one.sha256,
        "run_number": 1,
        "modified_ns": 0,
        "received_at": f"{one.sheet.received}T08:00:00+00:00",
        "is_first": True,
    }
