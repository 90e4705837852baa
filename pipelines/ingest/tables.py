"""Making rows of a recognised table or form: canonical values, the text as written, the cells' addresses.

Belongs here: applying each field's parser, leaving personal columns behind, masking, filling merged cells down, the scale of rates.
Does not belong here: which rows are data (``layout.py``), which column is which field (``headers.py``), the parsers (``values.py``).
"""

from __future__ import annotations

from dataclasses import dataclass

from pipelines.catalogue.model import FieldKind, Source
from pipelines.ingest.forms import Form
from pipelines.ingest.grid import Cell, Sheet, address, column_letters, is_blank, written
from pipelines.ingest.headers import Header
from pipelines.ingest.layout import Body
from pipelines.ingest.privacy import mask
from pipelines.ingest.reading import RawRow, RowKind
from pipelines.ingest.values import Parser, as_points, is_fraction_column, parser_for
from pipelines.ingest.verdicts import Refusal

_FILLED_DOWN = frozenset({FieldKind.HAMLET, FieldKind.TEAM, FieldKind.DATE, FieldKind.TEXT, FieldKind.CODE, FieldKind.CHOICE})
"""Kinds whose merged cell speaks for every row that it covers. A merged figure is one figure and stays where it stands."""


@dataclass(frozen=True, slots=True)
class _Column:
    index: int
    field: str
    parse: Parser
    letters: str
    textual: bool


class RowMaker:
    """The parsers of one source, made once a file."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.blank: dict[str, str | None] = {item.id: None for item in source.kept_fields}
        self.parsers = {item.id: parser_for(item) for item in source.kept_fields}
        self.kinds = {item.id: item.kind for item in source.fields}

    def table(self, sheet: Sheet, header: Header, body: Body) -> list[RawRow]:
        """The table's data rows and its total, in the sheet's order."""
        columns = [
            _Column(index, name, self.parsers[name], column_letters(index), self.kinds[name] not in (FieldKind.COUNT, FieldKind.PERCENT))
            for name, index in header.columns.items()
            if name in self.parsers
        ]
        _fill_down(sheet, header, body, self.kinds)
        _refuse_uncomputed(sheet, body, columns)
        kinds: list[tuple[int, RowKind]] = sorted([(row, "data") for row in body.data] + [(row, "total") for row in body.totals])  # type: ignore[misc]
        rows = [self._row(sheet, row, kind, columns) for row, kind in kinds]
        self._scale_rates(sheet, header, body, rows)
        return rows

    def _row(self, sheet: Sheet, row: int, kind: RowKind, columns: list[_Column]) -> RawRow:
        values, original, cells = self.blank.copy(), {}, {}
        line, number = sheet.rows[row], str(row + 1)
        width = len(line)
        for column in columns:
            cells[column.field] = column.letters + number
            raw = line[column.index] if column.index < width else None
            if raw is None or raw == "":
                continue
            text = written(raw)
            if text:
                original[column.field] = mask(text)
                value = column.parse(raw)
                values[column.field] = mask(value) if value is not None and (column.textual or not value.isdigit()) else value
        return RawRow(sheet.name, sheet.index, row + 1, kind, values, original, cells)

    def _scale_rates(self, sheet: Sheet, header: Header, body: Body, rows: list[RawRow]) -> None:
        """Rates that are all fractions of one are put in percentage points: the column decides, not the cell."""
        for name, index in header.columns.items():
            if self.kinds[name] is FieldKind.PERCENT and is_fraction_column([sheet.cell(row, index) for row in body.data]):
                for row in rows:
                    row.values[name] = as_points(row.values[name])

    def form(self, sheet: Sheet, form: Form) -> RawRow:
        """The form as one row. A label line is filled in when something stands in its value's cell."""
        values, original, cells = self.blank.copy(), {}, {}
        lines = set()
        for name, answer in form.labels.items():
            if (answer.value_row, answer.value_column) in sheet.uncomputed and not answer.filled and name in self.parsers:
                raise Refusal("formula_without_value", cell=address(answer.value_row, answer.value_column), sheet=sheet.name)
            if answer.filled:
                lines.add(answer.row)
            if name not in self.parsers:
                continue
            cells[name] = address(answer.value_row, answer.value_column)
            if answer.filled:
                values[name], original[name] = self._form_value(name, answer.value)
        key = form.labels.get(self.source.key[0])
        number = (key.row if key else form.top) + 1
        return RawRow(sheet.name, sheet.index, number, "data", values, original, cells, row_count=len(lines))

    def _form_value(self, name: str, raw: Cell) -> tuple[str | None, str]:
        value = self.parsers[name](raw)
        plain = value is None or (self.kinds[name] is FieldKind.COUNT and value.isdigit())
        return (value if plain else mask(value or "")), mask(written(raw))


def _fill_down(sheet: Sheet, header: Header, body: Body, kinds: dict[str, FieldKind]) -> None:
    """Write a merged cell's text into the rows that it covers, for the kinds where it speaks for them all."""
    fields = {index: name for name, index in header.columns.items() if kinds[name] in _FILLED_DOWN}
    wanted = set(body.data)
    for top, left, bottom, _ in sheet.spans:
        if left not in fields or top <= header.bottom or bottom == top:
            continue
        value = sheet.cell(top, left)
        for row in range(top + 1, min(bottom + 1, len(sheet.rows))):
            if row in wanted and is_blank(sheet.cell(row, left)):
                line = sheet.rows[row]
                line.extend([None] * (left + 1 - len(line)))
                line[left] = value


def _refuse_uncomputed(sheet: Sheet, body: Body, columns: list[_Column]) -> None:
    """Refuse a table whose data hold a formula that was never computed, naming the first cell."""
    if not sheet.uncomputed:
        return
    indexes = {column.index for column in columns}
    wanted = set(body.data)
    waiting = sorted(place for place in sheet.uncomputed if place[0] in wanted and place[1] in indexes and is_blank(sheet.cell(*place)))
    if waiting:
        raise Refusal("formula_without_value", cell=address(*waiting[0]), sheet=sheet.name)
