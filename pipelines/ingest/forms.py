"""Forms: a label and its value to the right, one record a form.

Belongs here: finding a form source's labels on a sheet, the cell that holds each one's value, and where one form ends.
Does not belong here: comparing a label with the catalogue (``labels.py``), tables (``headers.py``, ``layout.py``), making rows of the
values (``tables.py``).
"""

from __future__ import annotations

from dataclasses import dataclass, field

from pipelines.catalogue.model import FieldKind, Source
from pipelines.ingest.grid import Cell, Sheet, is_blank, written
from pipelines.ingest.labels import PATTERN, Lookup, label_of, strip_numbering
from pipelines.ingest.row_words import is_ending
from pipelines.ingest.text import fold
from pipelines.ingest.values import is_figure

_REACH = 4
"""A value stands at most so many columns to the right of its label."""
_ROWS_LOOKED_AT = 5000
_LONGEST_LABEL = 400
_LONGEST_HEADING = 40
_UNIT_WORDS = frozenset(["ho", "nguoi", "luot", "luot nguoi", "khau", "ho dan", "ho gia dinh", "dvt"])


@dataclass(frozen=True, slots=True)
class Answer:
    """Where a label stands and what was filled in for it."""

    row: int
    column: int
    value: Cell
    value_row: int
    value_column: int

    @property
    def filled(self) -> bool:
        return not is_blank(self.value)


@dataclass(slots=True)
class Form:
    """One filled-in form: its labels' answers by field id."""

    top: int
    labels: dict[str, Answer] = field(default_factory=dict)


class _Labels:
    """What the cells of a sheet may be labels of: the fields of one form source."""

    def __init__(self, source: Source, lookup: Lookup) -> None:
        self.source, self.lookup = source, lookup

    def field_of(self, label: str) -> str | None:
        """The field that the label stands for, best match first."""
        hits = [hit for hit in self.lookup.hits(label) if hit.source == self.source.id]
        return min(hits, key=lambda hit: hit.kind).field if hits else None

    def is_label(self, text: str) -> bool:
        """Whether the text is a label word for word: a sentence that only sounds like one may be a value."""
        hits = self.lookup.hits(label_of(text.partition(":")[0]))
        return any(hit.source == self.source.id and hit.kind < PATTERN for hit in hits)

    def kind(self, name: str) -> FieldKind:
        """What the field holds."""
        return self.lookup.fields[self.source.id, name].kind


def find_forms(sheet: Sheet, lookup: Lookup) -> dict[str, tuple[Form, ...]]:
    """The forms on the sheet, for each form source of which two labels or more stand there."""
    out = {}
    for source in lookup.sources.values():
        if source.layout == "form":
            forms = _forms_of(sheet, _Labels(source, lookup))
            if forms and len(forms[0].labels) >= 2:
                out[source.id] = forms
    return out


def _forms_of(sheet: Sheet, labels: _Labels) -> tuple[Form, ...]:
    """A new form begins where the key's label comes again."""
    forms: list[Form] = []
    for row, column, text in sheet.texts():
        if row > _ROWS_LOOKED_AT:
            break
        name, answer = _answer(sheet, row, column, text, labels)
        if name is None or answer is None:
            continue
        if not forms or _begins_another(forms[-1], name, answer, labels.source):
            forms.append(Form(row))
        _keep(forms[-1], name, answer)
    return tuple(forms)


def _begins_another(form: Form, name: str, answer: Answer, source: Source) -> bool:
    known = form.labels.get(name)
    return name in source.key and known is not None and known.filled and answer.filled


def _keep(form: Form, name: str, answer: Answer) -> None:
    """A label that is filled in counts before one that is not: a heading may have a label's words."""
    known = form.labels.get(name)
    if known is None or (answer.filled and not known.filled):
        form.labels[name] = answer


def _answer(sheet: Sheet, row: int, column: int, text: str, labels: _Labels) -> tuple[str | None, Answer | None]:
    """The field that the cell is the label of, and its value: in the next filled cell, or after the colon of the same one."""
    if len(text) > _LONGEST_LABEL:
        return None, None
    before, colon, after = text.partition(":")
    if colon and not is_blank(after):
        name = labels.field_of(label_of(before))
        if name is not None:
            return name, Answer(row, column, after.strip(), row, column)
    name = labels.field_of(label_of(text))
    return (None, None) if name is None else (name, _value_beside(sheet, row, column, name, labels))


def _value_beside(sheet: Sheet, row: int, column: int, name: str, labels: _Labels) -> Answer:
    cells = [(right, sheet.cell(row, right)) for right in range(column + 1, column + 1 + _reach(sheet, row, column))]
    filled = [(right, value) for right, value in cells if not is_blank(value) or (row, right) in sheet.uncomputed]
    if filled and type(filled[0][1]) is str and labels.is_label(filled[0][1]):
        filled = []
    if labels.kind(name) is FieldKind.COUNT and len(filled) > 1 and _is_unit(filled[0][1]) and is_figure(filled[1][1]):
        filled = filled[1:]
    if filled:
        return Answer(row, column, filled[0][1], row, filled[0][0])
    if labels.kind(name) is FieldKind.FREE_TEXT:
        return _text_below(sheet, row, column, labels)
    return Answer(row, column, None, row, column + 1)


def _reach(sheet: Sheet, row: int, column: int) -> int:
    """How far right to look: further when the label itself is merged over several columns."""
    own = next((right - column for top, left, _, right in sheet.spans if (top, left) == (row, column)), 0)
    return own + _REACH


def _is_unit(value: Cell) -> bool:
    return type(value) is str and fold(value) in _UNIT_WORDS


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
