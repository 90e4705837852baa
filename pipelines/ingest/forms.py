"""Forms: a label and its value to the right, one record a form.

Belongs here: finding a form source's labels on a sheet and the cell that holds each one's value.
Does not belong here: comparing a label with the catalogue (``labels.py``), which of several cells is the figure (``form_columns.py``),
where one form ends and which of two answers is its own (``form_parts.py``), tables (``headers.py``, ``layout.py``), making rows of the
values (``tables.py``).
"""

from __future__ import annotations

import re

from pipelines.catalogue.model import FieldKind, Source
from pipelines.ingest.form_columns import Heading, Place, Role, choose, heading_row, role_of
from pipelines.ingest.form_parts import Answer, Form, Label, forms_among
from pipelines.ingest.grid import Cell, Sheet, is_blank, written
from pipelines.ingest.labels import PATTERN, Hit, Lookup, is_unit_word, label_of, strip_numbering, time_of
from pipelines.ingest.row_words import is_ending

_REACH = 4
"""A value stands at most so many columns to the right of its label, or further where headings reach further."""
_FURTHEST = 20
_ROWS_LOOKED_AT = 5000
_FEWEST_LABELS = 2
_LONGEST_LABEL = 400
_LONGEST_HEADING = 40


_UNFILLED = re.compile(r"[\s._…‥․·]*")
"""Dots and lines to write on, where nobody did."""


class _Labels:
    """What the cells of a sheet may be labels of: the fields of one form source; and the headings over their values."""

    def __init__(self, sheet: Sheet, source: Source, lookup: Lookup) -> None:
        self.source, self.lookup = source, lookup
        self._headings = _heading_rows(sheet, self)

    def hit(self, label: str) -> Hit | None:
        """The field that the label stands for, best match first."""
        hits = [hit for hit in self.lookup.hits(label) if hit.source == self.source.id]
        return min(hits, key=lambda hit: hit.kind) if hits else None

    def is_label(self, text: str) -> bool:
        """Whether the text is a label word for word: a sentence that only sounds like one may be a value."""
        hits = self.lookup.hits(label_of(text.partition(":")[0]))
        return any(hit.source == self.source.id and hit.kind < PATTERN for hit in hits)

    def kind(self, name: str) -> FieldKind:
        """What the field holds."""
        return self.lookup.fields[self.source.id, name].kind

    def time(self, name: str) -> Role | None:
        """Whether the field is of the period or to date, as its title says."""
        time = time_of(self.lookup.fields[self.source.id, name])
        return Role(time) if time else None

    def headings(self, row: int, column: int) -> dict[int, Heading]:
        """The nearest headings above the row that stand to the right of its label."""
        for top in reversed(self._headings):
            if top < row:
                found = {place: heading for place, heading in self._headings[top].items() if place > column}
                if found:
                    return found
        return {}


def _heading_rows(sheet: Sheet, labels: _Labels) -> dict[int, dict[int, Heading]]:
    """Rows of headings, from the top. A row with a label of the form is none: what stands beside the label is its value."""
    out = {}
    for row in range(min(len(sheet.rows), _ROWS_LOOKED_AT)):
        found = heading_row(sheet, row)
        if found and not any(type(value) is str and value and labels.is_label(value) for value in sheet.rows[row]):
            out[row] = found
    return out


def find_forms(sheet: Sheet, lookup: Lookup) -> dict[str, tuple[Form, ...]]:
    """The forms on the sheet, for each form source of which two labels or more stand there."""
    out = {}
    for source in lookup.sources.values():
        if source.layout == "form":
            forms = forms_among(_found(sheet, _Labels(sheet, source, lookup)), source)
            if any(len(form.labels) >= _FEWEST_LABELS for form in forms):
                out[source.id] = forms
    return out


def _found(sheet: Sheet, labels: _Labels) -> list[Label]:
    """The sheet's labels, row by row."""
    found = []
    for row, column, text in sheet.texts():
        if row > _ROWS_LOOKED_AT:
            break
        label = _label(sheet, row, column, text, labels)
        if label is not None:
            found.append(label)
    return found


def _label(sheet: Sheet, row: int, column: int, text: str, labels: _Labels) -> Label | None:
    """The field that the cell is the label of, and its value: in the next filled cell, or after the colon of the same one."""
    if len(text) > _LONGEST_LABEL:
        return None
    before, colon, after = text.partition(":")
    hit = labels.hit(label_of(before)) if colon and not _is_unfilled(after) else None
    if hit is not None:
        answer = Answer(row, column, after.strip(), row, column)
    else:
        hit = labels.hit(label_of(text))
        if hit is None:
            return None
        answer = _value_beside(sheet, row, column, hit.field, labels)
    if labels.kind(hit.field) is FieldKind.HAMLET and _is_heading_or_unit(answer.value):
        return None
    return Label(hit.field, hit.kind, answer)


def _is_unfilled(value: Cell) -> bool:
    return is_blank(value) or (type(value) is str and _UNFILLED.fullmatch(value) is not None)


def _is_heading_or_unit(value: Cell) -> bool:
    """ "Đơn vị" is also the heading over units, beside other headings or before the unit itself; a hamlet is called neither."""
    return type(value) is str and (is_unit_word(value) or role_of(value) is not None)


def _value_beside(sheet: Sheet, row: int, column: int, name: str, labels: _Labels) -> Answer:
    if labels.kind(name) is FieldKind.COUNT:
        return _figure_beside(sheet, row, column, name, labels)
    places = _places(sheet, row, range(column + 1, column + 1 + _reach(sheet, row, column)))
    place = next((place for place in places if place.filled), None)
    if place is not None and not (type(place.value) is str and labels.is_label(place.value)):
        return Answer(row, column, place.value, row, place.column)
    if labels.kind(name) is FieldKind.FREE_TEXT:
        return _text_below(sheet, row, column, labels)
    return Answer(row, column, None, row, column + 1)


def _figure_beside(sheet: Sheet, row: int, column: int, name: str, labels: _Labels) -> Answer:
    """The label's figure, looked for as far as the next label of the row."""
    headings = labels.headings(row, column)
    last = min(max([column + _reach(sheet, row, column), *headings]), column + _FURTHEST)
    places = _places(sheet, row, range(column + 1, last + 1))
    until = next((at for at, place in enumerate(places) if type(place.value) is str and labels.hit(label_of(place.value))), len(places))
    if not until:
        return Answer(row, column, None, row, column + 1)
    place = choose(places[:until], headings, labels.time(name))
    return Answer(row, column, place.value, row, place.column)


def _places(sheet: Sheet, row: int, columns: range) -> list[Place]:
    values = ((right, sheet.cell(row, right)) for right in columns)
    return [Place(right, None if _is_unfilled(value) else value, (row, right) in sheet.uncomputed) for right, value in values]


def _reach(sheet: Sheet, row: int, column: int) -> int:
    """How far right to look: further when the label itself is merged over several columns."""
    own = next((right - column for top, left, _, right in sheet.spans if (top, left) == (row, column)), 0)
    return own + _REACH


def _text_below(sheet: Sheet, row: int, column: int, labels: _Labels) -> Answer:
    """Sentences are also written under their heading: the next line, unless it is a label, a heading or a signature."""
    for below in range(row + 1, min(row + 3, len(sheet.rows))):
        filled = [(right, value) for right, value in enumerate(sheet.rows[below]) if not is_blank(value)]
        if not filled:
            continue
        right, value = filled[0]
        text = written(value)
        if len(filled) > 1 or is_ending(text) or labels.is_label(text) or _is_heading(text):
            break
        return Answer(row, column, value, below, right)
    return Answer(row, column, None, row, column + 1)


def _is_heading(text: str) -> bool:
    return strip_numbering(text) != text and len(text) < _LONGEST_HEADING
