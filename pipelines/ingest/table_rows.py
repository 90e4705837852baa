"""One table's rows looked at one by one: a row's name, number and figures, whether it holds values, repeats the header, numbers columns.

Belongs here: what a single row is by itself. Does not belong here: what its neighbours make of it (``layout.py``), sums (``sums.py``),
what a text says by itself (``row_words.py``).
"""

from __future__ import annotations

import datetime as dt
import re
from itertools import pairwise

from pipelines.catalogue.model import FieldKind, Source
from pipelines.ingest.grid import Cell, Row, Sheet, is_blank, written
from pipelines.ingest.headers import Header
from pipelines.ingest.labels import Lookup, is_unit, label_of
from pipelines.ingest.row_words import is_ending, is_total_label, names_a_hamlet
from pipelines.ingest.text import clean, fold
from pipelines.ingest.values import count, date_in, is_blank_look, is_figure

_NUMBER_MARK = re.compile(r"^[(\[]?(?:-?[0-9]{1,2}|[A-ZĐa-z])[)\]]?(?:\s*[=:]\s*[0-9()\[\]+\-*/x×:.,% ]+)?$")
_BARE_NUMBER = re.compile(r"^[(\[]?(-?[0-9]{1,2})[)\]]?")
_MARKED_NUMBER = re.compile(r"^(?:\([0-9]{1,2}\)|\[[0-9]{1,2}\]|-[0-9]{1,2})")
_COLUMN_CODE = re.compile(r"[A-Z][A-Z0-9_]{2,}")
_ROW_NUMBER = re.compile(r"^([0-9]{1,5})[.)]?$")
_ONLY_DASH = re.compile(r"^[-\u2010-\u2015\u2212]{1,3}$")
_MARKS = frozenset({"x", "v", "co"})
_TICKS = frozenset("✓✔√☑☒✗✘")
_LONG_NOTE = 70
_LONGEST_VALUE = 20
_MOST_DIGITS = 8
"""A value of more digits in a signature's line is a phone number."""
_HARD = (FieldKind.COUNT, FieldKind.DATE, FieldKind.CODE, FieldKind.PERCENT, FieldKind.MARK)
_IDENTIFYING = (FieldKind.DATE, FieldKind.CODE)
_FIGURES = (FieldKind.COUNT, FieldKind.PERCENT)
_LARGEST_FIGURE = 10**6
"""Of a commune; a number with more figures below a signature is a phone's."""
_NOT_YET = re.compile(r"^(?:#|(?:chưa|không|ko|đang|chờ|thiếu|mất|vắng)\b(?!\s+(?:tá|úy|uý|tướng)\b)|(?:chua|khong)\b)", re.IGNORECASE)
"""How a cell says that its figure is not there: "chưa báo cáo", "#N/A". Marks decide: "Đặng" is a name, "Thiếu tá" a rank."""


class TableRows:
    """The rows of one table. Made for one header on one sheet."""

    def __init__(self, sheet: Sheet, header: Header, source: Source, lookup: Lookup) -> None:
        self.sheet, self.header, self.source, self.lookup = sheet, header, source, lookup
        kinds = {item.id: item.kind for item in source.fields}
        self.stt = header.columns.get("row_label")
        self.counts = [column for name, column in header.columns.items() if kinds[name] is FieldKind.COUNT]
        self.hard = {column: kinds[name] for name, column in header.columns.items() if kinds[name] in _HARD}
        self.identifying = [column for column, kind in self.hard.items() if kind in _IDENTIFYING]
        self.codes = [
            (column, re.compile(source.field(name).pattern or ""))
            for name, column in header.columns.items()
            if kinds[name] is FieldKind.CODE
        ]
        names = [item.id for item in source.fields if item.id in header.columns and item.kind in (FieldKind.HAMLET, FieldKind.TEXT)]
        keys = [name for name in (*source.key, *names) if name in header.columns and kinds[name] is not FieldKind.DATE]
        self.name = header.columns[keys[0]] if keys else None
        self.by_hamlet = bool(keys) and kinds[keys[0]] is FieldKind.HAMLET
        self.name_columns = {header.columns[name] for name in (*keys, *names)}
        self.mapped = set(header.columns.values())
        self.lead = self._lead()
        self.header_words = self._header_words()
        self.not_names = {written(sheet.cell(row, self.name)) for row in range(header.top, header.bottom + 1) if self.name is not None}
        """Texts that stand in the name's column and name nothing: the header's own, and those of column numbers once seen."""
        self.column_numbers: set[tuple[str, ...]] = set()
        self._figures: dict[int, dict[int, int]] = {}
        self._names, self._numbers = _column(sheet, self.name), _column(sheet, self.stt)
        self.waiting = {row for row, column in sheet.uncomputed if column in self.hard}
        """Rows with a formula that was never computed where a value belongs."""

    def _lead(self) -> int | None:
        """The column left of the names where a total's label may stand: the row numbers', or one that no field has."""
        if self.stt is not None or not self.name:
            return self.stt
        return self.name - 1 if self.name - 1 not in self.mapped else None

    def _header_words(self) -> dict[int, set[str]]:
        """By column, what the header says over it on any of its rows, folded."""
        words: dict[int, set[str]] = {label.column: {fold(level) for level in label.levels} for label in self.header.labels}
        for row in range(self.header.top, self.header.bottom + 1):
            for column, text in self.filled(row):
                words.setdefault(column, set()).add(fold(text))
        return words

    def row(self, row: int) -> Row:
        """The row's cells."""
        return self.sheet.rows[row]

    def filled(self, row: int) -> list[tuple[int, str]]:
        """What is written in the row, by column, numbers and dates too."""
        return [(column, written(value)) for column, value in enumerate(self.row(row)) if not is_blank(value)]

    def texts(self, row: int) -> list[tuple[int, str]]:
        """The row's texts, cleaned, by column."""
        return [(column, clean(value)) for column, value in enumerate(self.row(row)) if type(value) is str and value and clean(value)]

    def name_of(self, row: int) -> str:
        """What stands where the row's name belongs."""
        return self._names[row]

    def stt_of(self, row: int) -> str:
        """What stands where the row's number belongs."""
        return self._numbers[row]

    def number_of(self, row: int) -> int | None:
        """The row's number, if it has a whole one."""
        found = _ROW_NUMBER.match(self.stt_of(row))
        return int(found[1]) if found else None

    def figures(self, row: int) -> dict[int, int]:
        """The row's counts, by column, as far as they are figures. Asked several times a row."""
        if row in self._figures:
            return self._figures[row]
        out = self._figures[row] = {}
        for column in self.counts:
            value = self.sheet.cell(row, column)
            if value not in (None, "") and is_figure(value):
                text = count(value)
                if text is not None and text.isdigit():
                    out[column] = int(text)
        return out

    # rows of data

    def is_plain_data(self, row: int) -> bool:
        """The common case, told with one look: a name that is no total's and not the header's, and a figure or date beside it."""
        name = self.name_of(row)
        if not name or name[0] in "([-" or name in self.not_names or is_total_label(name) or self.is_label(name):
            return False
        if self.lead is not None:
            lead = self.sheet.cell(row, self.lead)
            if type(lead) is str and not lead.isdigit() and is_total_label(lead):
                return False
        return self.has_hard_value(row)

    def has_hard_value(self, row: int) -> bool:
        """Whether a figure, a date, a code or a mark, good or bad, stands in its column."""
        return any(_is_hard(self.sheet.cell(row, column)) for column in self.hard)

    def anchors(self, row: int, *, below_a_signature: bool = False) -> bool:
        """Whether the row can be nothing but the table's: a value in its column that no line of a signature has.

        Below notes or a signature only a figure, a code or a tick in its column: a phone, a room, the day of signing stand there too.
        """
        if row in self.waiting:
            return True
        if not below_a_signature:
            return any(_is_sure(self.sheet.cell(row, column), kind) for column, kind in self.hard.items())
        cells = [(self.sheet.cell(row, column), kind) for column, kind in self.hard.items()]
        figure = any(_is_plain_figure(value) for value, kind in cells if kind in _FIGURES)
        return figure or self._has_code(row) or any(_is_tick(written(value)) for value, kind in cells if kind is FieldKind.MARK)

    def is_one_record(self, row: int) -> bool:
        """Whether a day or a code stands in its column, as of one visit, answer or member: such a row is no sum of others."""
        return any(not is_blank_look(written(self.sheet.cell(row, column))) for column in self.identifying)

    def says_more_than_a_name(self, row: int) -> bool:
        """Whether a row without figures is more than a line of words: it has two names, or a cell says that figures are missing."""
        filled = [(column, text) for column, text in self.filled(row) if column in self.mapped and column != self.stt]
        names = sum(1 for column, _ in filled if column in self.name_columns)
        return names > 1 or any(_NOT_YET.match(text) for column, text in filled if column != self.name)

    def is_label(self, text: str) -> bool:
        """Whether the text is, word for word, a header of this or any other source."""
        return self.lookup.is_word(label_of(text))

    def total_label(self, row: int) -> bool:
        """Whether the row is labelled as a sum: in the name's column or the one before, or anywhere when there is no name."""
        name = self.name_of(row)
        if is_total_label(name) or (self.lead is not None and is_total_label(written(self.sheet.cell(row, self.lead)))):
            return True
        return is_blank_look(name) and any(is_total_label(text) for column, text in self.texts(row) if column != self.name)

    # the header again

    def repeats_header(self, row: int) -> bool | None:
        """True for a row of this table's header again, False for another table's, None for no header at all."""
        if self._is_own_header(self.filled(row)):
            return True
        texts = self.texts(row)
        labels = sum(1 for _, text in texts if self.is_label(text))
        if labels >= 2 and self._has_date_or_code(row):
            return None  # a topic and an audience may have a header's words; no header has a date or a member's code
        return False if labels >= 3 or (labels == 2 and len(texts) <= 3) else None

    def _is_own_header(self, filled: list[tuple[int, str]]) -> bool:
        """Whether every cell says what the header says over it; of columns that no field has only where most of the fields' agree."""
        differ = [column for column, text in filled if not self._says_the_same(column, text)]
        if not differ:
            return bool(filled)
        return self.mapped.isdisjoint(differ) and (len(filled) - len(differ)) * 2 > len(self.mapped)

    def _says_the_same(self, column: int, text: str) -> bool:
        """Whether the header says this over the column, or another word for the same field."""
        if fold(text) in self.header_words.get(column, ()):
            return True
        hits = self.lookup.hits(label_of(text))
        return any(hit.source == self.source.id and self.header.columns.get(hit.field) == column for hit in hits)

    def _has_date_or_code(self, row: int) -> bool:
        if any(isinstance(value, dt.date) or (type(value) is str and date_in(clean(value))) for value in self.row(row)):
            return True
        return self._has_code(row)

    def _has_code(self, row: int) -> bool:
        return any(pattern.match(written(self.sheet.cell(row, column)).upper()) for column, pattern in self.codes)

    # lines of column numbers and units

    def numbers_columns(self, row: int, *, under_header: bool) -> bool:
        """Column numbers (``(1) (2)``, ``A B 1 2``, ``5=3-4``), units, the columns' codes.

        Away from a header only what cannot be figures: numbers in brackets, below zero (Excel's reading of "(1)"), or a line seen before.
        """
        cells = [text for _, text in self.filled(row)]
        known = tuple(cells) in self.column_numbers
        if known or (self._is_numbering(cells) and (under_header or self._is_marked(cells))):
            self.column_numbers.add(tuple(cells))
            self.not_names.add(self.name_of(row))
            return True
        return under_header and self._is_units_or_codes(row, cells)

    def _is_numbering(self, cells: list[str]) -> bool:
        """Whether numbers rise by one over more than half of the columns, from the first on or after letters."""
        if len(cells) < 2 or len(cells) * 2 <= len(self.header.columns) or not all(_NUMBER_MARK.match(text) for text in cells):
            return False
        numbers = [abs(int(found[1])) for found in map(_BARE_NUMBER.match, cells) if found]
        rising = all(later == earlier + 1 for earlier, later in pairwise(numbers))
        return rising and (len(numbers) < len(cells) or numbers[:1] in ([0], [1]))

    @staticmethod
    def _is_marked(cells: list[str]) -> bool:
        """Whether the numbers carry a mark that no figure has."""
        numbers = [text for text in cells if _BARE_NUMBER.match(text)]
        return len(numbers) > 1 and all(_MARKED_NUMBER.match(text) for text in numbers)

    def _is_units_or_codes(self, row: int, cells: list[str]) -> bool:
        if self.figures(row) or len(cells) < 2:
            return False
        if all(text.startswith("(") and text.endswith(")") for text in cells) or self._is_units(row):
            return True
        return len(cells) > 2 and all(_COLUMN_CODE.fullmatch(text) for text in cells)

    def _is_units(self, row: int) -> bool:
        """Whether units of measure stand in two or more of the counts' columns and nothing else in any, and no name before them."""
        name = self.name_of(row)
        if name and fold(name) not in ("dvt", "don vi tinh", "don vi"):
            return False
        units = [text for column, text in self.texts(row) if column in self.counts]
        return len(units) > 1 and all(len(text) > 1 and is_unit(text) for text in units)

    # notes and signatures

    def is_ending(self, row: int) -> bool:
        """A note's or a signature's words with no value beside them."""
        texts = self.texts(row)
        return any(is_ending(text) for _, text in texts) and not self.anchors(row) and not self._is_row_with_words(row, texts)

    def _is_row_with_words(self, row: int, texts: list[tuple[int, str]]) -> bool:
        """A row of data whose role ("Tổ trưởng") or remark reads like a note: it has its number and its name."""
        name = self.name_of(row)
        if is_ending(name):
            return False
        if self.number_of(row) is not None:
            return bool(name) or sum(1 for column, _ in texts if column != self.stt) > 1
        return self.by_hamlet and names_a_hamlet(name)

    def is_note(self, row: int) -> bool:
        """A row number alone, a heading or sentence with no figures, or figures' notes outside the table."""
        filled = self.filled(row)
        if not filled and self.sheet.is_waiting(row):
            return False
        if all(column == self.stt for column, _ in filled) or self._is_heading_of_records(row, filled):
            return True
        if self.has_hard_value(row):
            return False
        name = self.name_of(row)
        inside = [column for column, _ in filled if column in self.mapped and column != self.stt]
        if not inside or len(name) > _LONG_NOTE:
            return True
        numbered = self.number_of(row) is not None and len(inside) > 1
        return is_blank_look(name) and not numbered and not any(column in self.name_columns for column in inside)

    def _is_heading_of_records(self, row: int, filled: list[tuple[int, str]]) -> bool:
        """Whether nothing but words stand where a day or a code belongs: "Tuần 1", "Tổ viên: TV012 - …" over that member's visits.

        Taken for a visit without a day, its words would be kept as written, a name among them.
        """
        rest = [(column, text) for column, text in filled if column != self.stt]
        if len(rest) != 1 or rest[0][0] not in self.identifying or self.number_of(row) is not None:
            return False
        text = rest[0][1]
        return text[0].isalpha() and " " in text and date_in(text) is None and not self._has_code(row)


def _column(sheet: Sheet, column: int | None) -> list[str]:
    """What is written in the column, by row: asked many times a row, told once."""
    if column is None:
        return [""] * len(sheet.rows)
    return [written(row[column]) if column < len(row) else "" for row in sheet.rows]


def _is_hard(value: Cell) -> bool:
    if type(value) is not str:
        return value is not None
    return not is_blank(value) and (any(letter.isdigit() for letter in value) or len(value.strip()) <= 2) and not is_ending(clean(value))


def _is_sure(value: Cell, kind: FieldKind) -> bool:
    """A value that is no part of a sentence, a name or a phone number; and no date where a figure is asked for."""
    if kind in _FIGURES and _is_date(value):
        return False
    if type(value) is not str:
        return value is not None and not (isinstance(value, int | float) and value >= 10**_MOST_DIGITS)
    text = clean(value)
    digits = sum(letter.isdigit() for letter in text)
    if digits:
        short = digits <= _MOST_DIGITS and len(text) <= _LONGEST_VALUE and ":" not in text
        return (short or date_in(text) is not None) and not is_ending(text)
    return bool(text) and (bool(_ONLY_DASH.match(text)) or _is_tick(text))


def _is_tick(text: str) -> bool:
    return bool(text) and (text in _TICKS or fold(text) in _MARKS)


def _is_plain_figure(value: Cell) -> bool:
    """A whole number that a commune may have of anything."""
    text = count(value) if not is_blank(value) and is_figure(value) and not _is_date(value) else None
    return text is not None and text.isdigit() and int(text) < _LARGEST_FIGURE


def _is_date(value: Cell) -> bool:
    return isinstance(value, dt.date) or (type(value) is str and date_in(clean(value)) is not None)
