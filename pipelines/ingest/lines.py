"""What each line of a file is: data, total, heading, note, blank … so that every raw row can be answered for.

Belongs here: the same steps as ``reader.py``, told line by line instead of row by row.
Does not belong here: what became of a row further on (dbt), which figures it went into (``pipelines.quarter``).

The text of a line is kept only where the reader keeps it, without the personal columns and masked: titles, notes and signatures
may name people, and are told by their kind alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from pipelines.catalogue.load import Catalogue
from pipelines.catalogue.model import Source
from pipelines.ingest.form_parts import Answer
from pipelines.ingest.grid import Sheet
from pipelines.ingest.layout import Aside, sort_rows
from pipelines.ingest.reader import Recognised, open_workbook, recognised
from pipelines.ingest.reading import RawRow
from pipelines.ingest.recognise import Match
from pipelines.ingest.tables import row_maker

LineKind = Literal[
    "data", "total", "form", "blank", "title", "header", "form_blank", "form_note", "other_sheet", "refused_file",
] | Aside  # fmt: skip
"""``form``: a filled-in line of a form; ``form_blank``: a label with nothing beside it; ``form_note``: any other line of its sheet.
``refused_file``: a line of a file that was not taken in."""


@dataclass(slots=True)
class Line:
    """One line of one sheet, as the spreadsheet program shows it."""

    sheet: str
    sheet_index: int
    row_number: int
    """1-based."""
    kind: LineKind
    record: int | None = None
    """The row number under which the reader keeps the row or form that this line belongs to."""
    fields: tuple[str, ...] = ()
    """Form: the fields whose label or value stands on this line."""
    original: Mapping[str, str] = field(default_factory=dict)
    """Field id -> the text as written, of the kept fields on this line."""
    cells: Mapping[str, str] = field(default_factory=dict)
    """Field id -> cell address."""


def read_lines(content: bytes, name: str, catalogue: Catalogue) -> list[Line]:
    """Every line of every sheet, in order, down to the last that holds anything. Empty for a file that cannot be opened.

    ``name`` is the label under which the file was read (it breaks ties). Never raises for bad input.
    """
    try:
        found = recognised(content, name, catalogue)
        return [line for sheet in found.workbook.sheets for line in _sheet_lines(sheet, found)]
    except Exception:
        return _lines_of_refused(content)


def _lines_of_refused(content: bytes) -> list[Line]:
    """The lines of a file that was turned away, as far as it opens at all."""
    try:
        sheets = open_workbook(content).sheets
    except Exception:
        return []
    return [_line(sheet, row, "refused_file") for sheet in sheets for row in range(_height(sheet))]


def _height(sheet: Sheet) -> int:
    """Lines down to the last one that holds anything."""
    height = len(sheet.rows)
    while height and sheet.blank_row(height - 1):
        height -= 1
    return height


def _line(sheet: Sheet, row: int, kind: LineKind) -> Line:
    return Line(sheet.name, sheet.index, row + 1, "blank" if sheet.blank_row(row) else kind)


def _sheet_lines(sheet: Sheet, found: Recognised) -> list[Line]:
    match = next((match for match in found.matches if match.sheet.index == sheet.index), None)
    if match is None:
        return [_line(sheet, row, "other_sheet") for row in range(_height(sheet))]
    return _table_lines(match, found) if match.header is not None else _form_lines(match, found.source)


def _table_lines(match: Match, found: Recognised) -> list[Line]:
    header, sheet = match.header, match.sheet
    if header is None:
        raise ValueError("a table has a header")
    body = sort_rows(sheet, header, found.source, found.lookup)
    known = {row.row_number: row for row in row_maker(found.source).table(sheet, header, body)}
    lines = []
    for row in range(_height(sheet)):
        raw = known.get(row + 1)
        if raw is not None:
            lines.append(_kept(sheet, row, raw))
        elif row < header.top:
            lines.append(_line(sheet, row, "title"))
        else:
            lines.append(_line(sheet, row, "header" if row <= header.bottom else body.why.get(row, "note")))
    return lines


def _kept(sheet: Sheet, row: int, raw: RawRow) -> Line:
    return Line(sheet.name, sheet.index, row + 1, raw.kind, raw.row_number, original=raw.original, cells=raw.cells)


def _form_lines(match: Match, source: Source) -> list[Line]:
    sheet, maker = match.sheet, row_maker(source)
    placed: dict[int, list[tuple[RawRow, str, Answer]]] = {}
    for form in match.forms:
        raw = maker.form(sheet, form)
        for name, answer in form.labels.items():
            for row in {answer.row, answer.value_row if answer.filled else answer.row}:
                placed.setdefault(row, []).append((raw, name, answer))
    lines = []
    for row in range(_height(sheet)):
        if row in placed:
            lines.append(_form_line(sheet, row, placed[row]))
        else:
            lines.append(_line(sheet, row, "title" if row < match.top else "form_note"))
    return lines


def _form_line(sheet: Sheet, row: int, placed: list[tuple[RawRow, str, Answer]]) -> Line:
    """A line with one label or more. It belongs to a form only if that form was kept and something was filled in."""
    filled = [(raw, name) for raw, name, answer in placed if answer.filled and raw.row_count]
    fields = tuple(name for _, name, _ in placed)
    if not filled:
        return Line(sheet.name, sheet.index, row + 1, "form_blank", placed[0][0].row_number if placed[0][0].row_count else None, fields)
    raw = filled[0][0]
    names = [name for _, name in filled]
    return Line(
        sheet.name,
        sheet.index,
        row + 1,
        "form",
        raw.row_number,
        fields,
        {name: raw.original[name] for name in names if name in raw.original},
        {name: raw.cells[name] for name in names if name in raw.cells},
    )
