"""Which of a sheet's labels are one form's, and which of several answers to one label is the form's.

Belongs here: where one form ends and the next begins, a letterhead or a signature that names the hamlet once more, the better of two
labels. Does not belong here: finding labels and their values (``forms.py``, ``form_columns.py``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from pipelines.catalogue.model import FieldKind, Source
from pipelines.ingest.grid import Cell, is_blank, written
from pipelines.ingest.labels import PATTERN
from pipelines.ingest.row_words import names_a_hamlet
from pipelines.ingest.text import hamlet_key
from pipelines.ingest.values import is_figure

_SEVERAL = 2
"""So many labels of figures make a form though none is a label word for word. One alone is a title, a note or a breakdown."""


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


@dataclass(frozen=True, slots=True)
class Label:
    """A field's label on the sheet. ``kind``: how the field answers to it, TITLE, SYNONYM, PATTERN or CODE."""

    name: str
    kind: int
    answer: Answer

    @property
    def sure(self) -> bool:
        """Whether a figure is asked for or told here: titles and notes have a label's words too."""
        return self.kind < PATTERN or is_figure(self.answer.value)


@dataclass(slots=True)
class Form:
    """One filled-in form: its labels' answers by field id."""

    top: int
    labels: dict[str, Answer] = field(default_factory=dict)
    has_another_beside: bool = False
    """Whether another hamlet's form stands to its right, whose answers are none of its own."""


def forms_among(labels: Sequence[Label], source: Source) -> tuple[Form, ...]:
    """The forms that a sheet's labels make, from the top.

    Where the key stands again another form begins only with figures that the one above has too. A key without figures of its own is
    the letterhead above them or the signature below; forms on one sheet are copies, so each has as many letterheads as the first.
    """
    kinds = {item.id: item.kind for item in source.fields}
    forms: list[list[Label]] = [[]]
    waiting: list[list[Label]] = []
    letterheads = 0
    for part in _parts(labels, source):
        brought = _figures(part, kinds)
        if not brought:
            waiting.append(part)
            continue
        above = _figures(forms[-1], kinds)
        if not above:
            letterheads = len(waiting)
        elif brought & above or _are_two_hamlets(part, forms[-1], kinds, source):
            own = min(letterheads, len(waiting))
            place = hamlet_key(_place(forms[-1], kinds, source))
            while own and hamlet_key(_place(waiting[-own], kinds, source)) == place:
                own -= 1
            forms[-1] += _joined(waiting[: len(waiting) - own])
            forms.append([])
            waiting = waiting[len(waiting) - own :]
        forms[-1] += [*_joined(waiting), *part]
        waiting = []
    forms[-1] += _joined(waiting)
    beside = _are_beside(labels, kinds, source)
    return tuple(replace(_form(form, kinds, source), has_another_beside=beside) for form in forms if form)


def _are_beside(labels: Sequence[Label], kinds: Mapping[str, FieldKind], source: Source) -> bool:
    """Whether two names of hamlets stand on one row and a figure's own label stands twice on one."""
    places: dict[int, set[str]] = {}
    figures: set[tuple[int, str]] = set()
    is_doubled = False
    for label in labels:
        at = (label.answer.row, label.name)
        if label.name == source.key[0] and label.answer.filled:
            places.setdefault(label.answer.row, set()).add(hamlet_key(written(label.answer.value)))
        elif kinds[label.name] is FieldKind.COUNT and label.kind < PATTERN:
            is_doubled = is_doubled or at in figures
            figures.add(at)
    return is_doubled and any(len(names) > 1 for names in places.values())


def _parts(labels: Iterable[Label], source: Source) -> list[list[Label]]:
    """The labels, cut before each key that is filled in. What stands above the first one belongs to it."""
    parts: list[list[Label]] = [[]]
    for label in labels:
        if _is_key(label, source) and any(_is_key(known, source) for known in parts[-1]):
            parts.append([])
        parts[-1].append(label)
    return parts


def _is_key(label: Label, source: Source) -> bool:
    return label.name in source.key and label.answer.filled


def _joined(parts: Iterable[list[Label]]) -> list[Label]:
    return [label for part in parts for label in part]


def _figures(labels: Iterable[Label], kinds: Mapping[str, FieldKind]) -> set[str]:
    """The figures that the labels ask for. A form left blank asks for them too."""
    counts = [label for label in labels if kinds[label.name] is FieldKind.COUNT]
    named = {label.name for label in counts}
    return named if len(named) >= _SEVERAL else {label.name for label in counts if label.kind < PATTERN}


def _place(labels: Sequence[Label], kinds: Mapping[str, FieldKind], source: Source) -> str:
    """The hamlet by which the labels' form would be known, as it is written."""
    answer = _form(labels, kinds, source).labels.get(source.key[0])
    return written(answer.value) if answer else ""


def _are_two_hamlets(part: Sequence[Label], form: Sequence[Label], kinds: Mapping[str, FieldKind], source: Source) -> bool:
    """Whether figures stand under two hamlets' names: no hamlet's figures are put on another's form, whatever is missing from it."""
    one, other = (_place(labels, kinds, source) for labels in (part, form))
    return hamlet_key(one) != hamlet_key(other) and names_a_hamlet(one) and names_a_hamlet(other)


def _form(labels: Sequence[Label], kinds: Mapping[str, FieldKind], source: Source) -> Form:
    """Of several answers to one label the best counts. Its top is the first that does: a title may stand below the letterhead."""
    figures = [label.answer.row for label in labels if kinds[label.name] is FieldKind.COUNT and label.sure]
    best: dict[str, Label] = {}
    for label in labels:
        known = best.get(label.name)
        if known is None or _merit(label, kinds, source, figures) > _merit(known, kinds, source, figures):
            best[label.name] = label
    return Form(min((label.answer.row for label in best.values()), default=0), {name: label.answer for name, label in best.items()})


def _merit(label: Label, kinds: Mapping[str, FieldKind], source: Source, figures: Sequence[int]) -> tuple[int, ...]:
    """The larger the better; of equals the first counts.

    A figure is its best label's even where that is left blank: what a breakdown's line says is another figure. Elsewhere a label that
    is filled in counts before one that is not: a heading may have a label's words.
    """
    filled = int(label.answer.filled)
    if kinds[label.name] is FieldKind.COUNT:
        return (-label.kind, filled)
    if label.name not in source.key or not figures:
        return (filled, -label.kind)
    row = label.answer.row
    return (filled, -label.kind, int(row <= min(figures)), -min(abs(row - figure) for figure in figures))
