"""Making rows of a recognised table or form: canonical values, the text as written, the cells' addresses.

Belongs here: applying each field's parser, leaving personal columns behind, masking, filling merged cells down, the scale of rates.
Does not belong here: which rows are data (``layout.py``), which column is which field (``headers.py``), the parsers (``values.py``).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from pipelines.catalogue.model import FieldKind, Source, SourceField
from pipelines.ingest.form_parts import Form
from pipelines.ingest.grid import Cell, Row, Sheet, address, column_letters, is_blank, written
from pipelines.ingest.headers import Header
from pipelines.ingest.layout import Body
from pipelines.ingest.privacy import mask
from pipelines.ingest.reading import RawRow, RowKind
from pipelines.ingest.values import Parser, as_points, is_fraction_column, named_mark_parser, parser_for
from pipelines.ingest.verdicts import Refusal

_FILLED_DOWN = frozenset({FieldKind.HAMLET, FieldKind.TEAM, FieldKind.DATE, FieldKind.TEXT, FieldKind.CODE, FieldKind.CHOICE})
"""Kinds whose merged cell speaks for every row that it covers. A merged figure is one figure and stays where it stands."""


Reader = Callable[[Cell], tuple[str, str | None]]
"""A raw cell to its text as written and its canonical value, both masked."""

_Column = tuple[int, str, Reader, str]
"""A column's index, its field, its reader and its letters."""


def _cell_reader(parse: Parser, kind: FieldKind) -> Reader:
    """The reader of one field. Cells repeat themselves, so each different one is read once."""
    figures = kind in (FieldKind.COUNT, FieldKind.PERCENT)

    @lru_cache(maxsize=4096, typed=True)
    def read(raw: Cell) -> tuple[str, str | None]:
        value = parse(raw)
        plain = value is None or (figures and value.isdigit())
        return mask(written(raw)), value if plain else mask(value or "")

    return read


def _parser(item: SourceField, source: Source) -> Parser:
    """The field's parser. Where one field stands for several things, it may hold their names: those of the source's marks."""
    if not item.several:
        return parser_for(item)
    marks = [mark for mark in source.fields if mark.kind is FieldKind.MARK]
    return named_mark_parser(name for mark in marks for name in (mark.title.vi, *mark.synonyms))


class RowMaker:
    """The cell readers of one source, made once for a catalogue."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.blank: dict[str, str | None] = {item.id: None for item in source.kept_fields}
        self.readers = {item.id: _cell_reader(_parser(item, source), item.kind) for item in source.kept_fields}
        self.kinds = {item.id: item.kind for item in source.fields}

    def table(self, sheet: Sheet, header: Header, body: Body) -> list[RawRow]:
        """The table's data rows and its total, in the sheet's order."""
        columns = [
            (index, name, self.readers[name], column_letters(index)) for name, index in header.columns.items() if name in self.readers
        ]
        further = [(index, name, self.readers[name], column_letters(index)) for name, more in header.further.items() for index in more]
        _fill_down(sheet, header, body, self.kinds)
        _refuse_uncomputed(sheet, body, {index for index, *_ in (*columns, *further)})
        kinds: list[tuple[int, RowKind]] = [(row, "data") for row in body.data]
        kinds += [(row, "total") for row in body.totals]
        rows = [self._row(sheet, row, kind, columns) for row, kind in sorted(kinds)]
        if further:
            for made in rows:
                _read_further(made, sheet.rows[made.row_number - 1], further)
        self._scale_rates(sheet, header, body, rows)
        return rows

    def _row(self, sheet: Sheet, row: int, kind: RowKind, columns: list[_Column]) -> RawRow:
        values: dict[str, str | None] = self.blank.copy()
        original: dict[str, str] = {}
        cells: dict[str, str] = {}
        line, number = sheet.rows[row], str(row + 1)
        width = len(line)
        for index, name, read, letters in columns:
            cells[name] = letters + number
            if index < width and (raw := line[index]) is not None and raw != "":
                text, value = read(raw)
                if text:
                    original[name], values[name] = text, value
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
            if (answer.value_row, answer.value_column) in sheet.uncomputed and not answer.filled and name in self.readers:
                raise Refusal("formula_without_value", cell=address(answer.value_row, answer.value_column), sheet=sheet.name)
            if answer.filled:
                lines.add(answer.row)
            if name not in self.readers:
                continue
            cells[name] = address(answer.value_row, answer.value_column)
            if answer.filled:
                original[name], values[name] = self.readers[name](answer.value)
        key = form.labels.get(self.source.key[0])
        number = (key.row if key else form.top) + 1
        return RawRow(sheet.name, sheet.index, number, "data", values, original, cells, row_count=len(lines))


def _read_further(made: RawRow, line: Row, further: list[_Column]) -> None:
    """Of the further columns of a field, take what says more than what is known."""
    for index, name, read, letters in further:
        raw = line[index] if index < len(line) else None
        if raw is None or raw == "":
            continue
        text, value = read(raw)
        if text and (name not in made.original or _says_more(value, made.values[name])):
            made.original[name], made.values[name], made.cells[name] = text, value, f"{letters}{made.row_number}"


def _says_more(value: str | None, known: str | None) -> bool:
    """Of two columns of one field: what is no mark is told before a tick, a tick before "no", and anything before nothing."""
    return _TOLD.get(value, 0) < _TOLD.get(known, 0)


_TOLD: dict[str | None, int] = {"yes": 1, "no": 2, None: 3}

_MAKERS: dict[int, RowMaker] = {}


def row_maker(source: Source) -> RowMaker:
    """The source's row maker, made on first use. (A source holds dictionaries and cannot be a cache's key.)"""
    found = _MAKERS.get(id(source))
    if found is None or found.source is not source:
        if len(_MAKERS) > 200:
            _MAKERS.clear()
        found = _MAKERS[id(source)] = RowMaker(source)
    return found


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


def _refuse_uncomputed(sheet: Sheet, body: Body, columns: set[int]) -> None:
    """Refuse a table whose data hold a formula that was never computed, naming the first cell."""
    if not sheet.uncomputed:
        return
    wanted = set(body.data)
    waiting = sorted(place for place in sheet.uncomputed if place[0] in wanted and place[1] in columns and is_blank(sheet.cell(*place)))
    if waiting:
        raise Refusal("formula_without_value", cell=address(*waiting[0]), sheet=sheet.name)
