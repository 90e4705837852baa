"""Finding a table's header on a sheet and saying which column is which field.

Belongs here: header rows (one to three, merged or not), the labels that they make for each column, giving columns to fields.
Does not belong here: comparing one label with the catalogue (``labels.py``), choosing between sources and sheets (``recognise.py``),
the rows below (``layout.py``).
"""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass, field

from pipelines.catalogue.model import FieldKind, Source
from pipelines.ingest.grid import Sheet, is_blank, written
from pipelines.ingest.labels import GENERIC, PATTERN, Hit, Lookup, is_unit, label_of, names_other_time
from pipelines.ingest.row_words import is_ending
from pipelines.ingest.text import fold
from pipelines.ingest.values import is_figure

MAX_LEVELS = 3
_HALVES = frozenset({"nam", "nu", "nam gioi", "nu gioi", "trong do nu"})
"""A column of men or women is half of the figure above it."""
_WHOLE = frozenset({"tong so", "tong", "tong cong", "so luong", "toan bo"})
"""A lower label that says no more than its upper one: "Học sinh" over "Tổng số" is the pupils."""
_DIVIDED = frozenset({FieldKind.COUNT, FieldKind.MARK})
"""Kinds whose column a further row of the header may divide."""
_ROWS_LOOKED_AT = 150
"""Filled rows at the top of a sheet among which its header is looked for."""


@dataclass(frozen=True, slots=True)
class ColumnLabel:
    """What stands over one column, from the top level down."""

    column: int
    levels: tuple[str, ...]

    @property
    def joined(self) -> str:
        return " ".join(self.levels)

    @property
    def leaf(self) -> str:
        return self.levels[-1]


@dataclass(slots=True)
class Header:
    """A header read as one source's: which column holds which field, and what that leaves open."""

    source: str
    top: int
    bottom: int
    labels: list[ColumnLabel]
    columns: dict[str, int] = field(default_factory=dict)
    repeated: dict[str, list[int]] = field(default_factory=dict)
    """Fields that more than one column names just as well: nothing is chosen for a count."""
    further: dict[str, list[int]] = field(default_factory=dict)
    """Other columns of the fields that may have several."""

    @property
    def read(self) -> set[int]:
        """Every column that is some field's."""
        return {*self.columns.values(), *(column for columns in self.further.values() for column in columns)}

    def missing(self, lookup: Lookup) -> list[tuple[str, ...]]:
        """What must have a column and has none, in the source's order: each as the fields of which one would do."""
        return unmet(lookup.sources[self.source], self.columns)


def unmet(source: Source, brought: Container[str]) -> list[tuple[str, ...]]:
    """The source's demands that none of the fields meets."""
    return [demand for demand in source.demands if not any(name in brought for name in demand)]


def candidate_headers(sheet: Sheet, lookup: Lookup) -> list[Header]:
    """Every plausible reading of a header on the sheet, as any source's, best first among those of one source.

    The search ends with the row that makes some source complete: a header is not looked for among the data.
    """
    found: dict[str, Header] = {}
    filled = 0
    for row in range(len(sheet.rows)):
        if _label_count(sheet, row, lookup) >= 2:
            for header in _readings(sheet, row, lookup):
                _keep_better(found, header, lookup)
            if any(not header.missing(lookup) for header in found.values()):
                break
        filled += not sheet.blank_row(row)
        if filled > _ROWS_LOOKED_AT:
            break
    return list(found.values())


def _label_count(sheet: Sheet, row: int, lookup: Lookup) -> int:
    """How many cells of the row are labels of any source."""
    return sum(1 for value in sheet.rows[row] if type(value) is str and value and len(value) < 200 and lookup.hits(label_of(value)))


def _readings(sheet: Sheet, row: int, lookup: Lookup) -> list[Header]:
    """Blocks of one to three rows that have this row in them, as every source that answers."""
    out: list[Header] = []
    for levels in range(1, MAX_LEVELS + 1):
        for top in range(max(0, row - levels + 1), row + 1):
            if not _can_be_header(sheet, top, top + levels - 1):
                continue
            labels = block_labels(sheet, top, top + levels - 1)
            if levels > 1 and _is_titled(labels):
                continue
            headers = _as_sources(labels, top, top + levels - 1, lookup)
            for header in headers:
                _drop_divided(sheet, header, lookup)
            out.extend(headers)
    return out


def _is_titled(labels: list[ColumnLabel]) -> bool:
    """Whether the block's first row is the sheet's title: it stands over the first column and most others, as no heading does.

    Read as a level it would make every column be about what the sheet is about: "SỔ SỨC KHỎE ĐIỆN TỬ Tổng số dân".
    """
    title = labels[0].levels[0]
    return sum(1 for label in labels if len(label.levels) > 1 and label.levels[0] == title) * 4 >= max(len(labels), 3) * 3


def _drop_divided(sheet: Sheet, header: Header, lookup: Lookup) -> None:
    """Where the next row goes on with the header, what it divides is not read yet.

    "Mức 2" stands over "Trong tháng" and "Lũy kế", "Điểm danh" over "Sáng" and "Chiều".
    A note or a date that stands right below the header goes on with nothing.
    """
    below = header.bottom + 1
    if not _can_be_header(sheet, header.bottom, below) or sheet.blank_row(below):
        return
    kinds = {name: lookup.fields[header.source, name].kind for name in header.columns}
    if any(not is_blank(sheet.cell(below, column)) for name, column in header.columns.items() if kinds[name] not in _DIVIDED):
        return
    for name, column in list(header.columns.items()):
        text = label_of(written(sheet.cell(below, column)))
        if kinds[name] in _DIVIDED and text and not is_unit(text) and not is_ending(text):
            del header.columns[name]
            header.repeated.pop(name, None)
            header.further.pop(name, None)


def _can_be_header(sheet: Sheet, top: int, bottom: int) -> bool:
    """Header rows follow each other without a blank one, and none but the first holds a figure or a date."""
    if bottom >= len(sheet.rows) or sheet.blank_row(top):
        return False
    return not any(sheet.blank_row(row) or _has_figure(sheet, row) for row in range(top + 1, bottom + 1))


def _has_figure(sheet: Sheet, row: int) -> bool:
    return any(value is not None and (type(value) is not str or is_figure(value)) for value in sheet.rows[row])


def _keep_better(found: dict[str, Header], header: Header, lookup: Lookup) -> None:
    """Of one source's readings, keep the most complete; of equals the one with fewer rows, then the first."""

    def merit(item: Header) -> tuple[int, int, int]:
        return (-len(item.missing(lookup)), len(item.columns), item.top - item.bottom)

    known = found.get(header.source)
    if known is None or merit(header) > merit(known):
        found[header.source] = header


def block_labels(sheet: Sheet, top: int, bottom: int) -> list[ColumnLabel]:
    """The labels of each column over the rows ``top`` to ``bottom``: a merged upper cell stands over all that it covers.

    Where nothing says what is merged (text tables), an upper label reaches right over columns that have a lower one only.
    """
    width = max((len(sheet.rows[row]) for row in range(top, bottom + 1)), default=0)
    levels: list[list[str]] = [[] for _ in range(width)]
    for row in range(top, bottom + 1):
        above = [texts[-1] if texts else "" for texts in levels]
        for column, text in enumerate(_level(sheet, row, bottom, width)):
            if text and (not above[column] or (above[column] != text and (not is_unit(text) or _is_shared(above, column)))):
                levels[column].append(text)
    return [ColumnLabel(column, tuple(texts)) for column, texts in enumerate(levels) if texts]


def _is_shared(above: list[str], column: int) -> bool:
    """Whether the label stands over a neighbour too: below "Quy mô", "Hộ" and "Nhân khẩu" are no units but what is counted."""
    return above[column] in (*above[max(column - 1, 0) : column], *above[column + 1 : column + 2])


def _level(sheet: Sheet, row: int, bottom: int, width: int) -> list[str]:
    texts = [label_of(written(sheet.cell(row, column))) for column in range(width)]
    spans = [span for span in sheet.spans if span[0] <= row <= span[2] < bottom and span[3] > span[1]]
    for span_top, left, _, right in spans:
        text = label_of(written(sheet.cell(span_top, left)))
        for column in range(left, min(right + 1, width)):
            texts[column] = text
    if row < bottom and not spans:
        _reach_right(sheet, row, texts)
    return texts


def _reach_right(sheet: Sheet, row: int, texts: list[str]) -> None:
    """Without merge marks: a blank upper cell over a filled lower one belongs to the label on its left."""
    lower = [bool(label_of(written(sheet.cell(row + 1, column)))) for column in range(len(texts))]
    for column in range(1, len(texts)):
        if not texts[column] and lower[column] and lower[column - 1]:
            texts[column] = texts[column - 1]


def _as_sources(labels: list[ColumnLabel], top: int, bottom: int, lookup: Lookup) -> list[Header]:
    """The block as the header of each source that two or more of its columns answer to."""
    ranked: dict[str, list[tuple[int, int, int, str]]] = {}
    for label in labels:
        for hit, level in _column_hits(label, lookup):
            ranked.setdefault(hit.source, []).append((hit.kind, level, label.column, hit.field))
    out = []
    for source, candidates in ranked.items():
        header = Header(source, top, bottom, labels)
        _assign(header, sorted(candidates), lookup)
        if len(header.columns) >= 2:
            out.append(header)
    return out


def _column_hits(label: ColumnLabel, lookup: Lookup) -> list[tuple[Hit, int]]:
    """The fields that a column may be: by its whole label, by its last two levels, by its lowest, or by the upper ones alone."""
    out: dict[tuple[str, str], tuple[Hit, int]] = {}
    if len(label.levels) > 1 and fold(label.leaf) in _HALVES:
        return []
    for level, text in enumerate(_variants(label)):
        for hit in lookup.hits(text):
            if level == _LEAF and _parent_is_another(label, hit, lookup):
                continue
            known = out.get((hit.source, hit.field))
            if known is None or (level <= _LEAF and (hit.kind, level) < (known[0].kind, known[1])):
                out[hit.source, hit.field] = (hit, level)
    return list(out.values())


_LEAF = 2
"""Which of a label's variants is its lowest level alone. The later ones are asked for a field that none of the first answers to."""


def _variants(label: ColumnLabel) -> list[str]:
    """The texts by which a column may be known. Under another time's heading nothing is read without it."""
    if len(label.levels) == 1 or any(names_other_time(level) for level in label.levels[:-1]):
        return [label.joined]
    texts = [label.joined, " ".join(label.levels[-2:]), label.leaf]
    if fold(label.leaf) in _WHOLE:
        above = " ".join(label.levels[:-1])
        texts += [f"{label.leaf} {above}", above, label.levels[-2]]
    return texts


def _parent_is_another(label: ColumnLabel, hit: Hit, lookup: Lookup) -> bool:
    """A lower label such as "Tỷ lệ" or "Trong tháng" speaks alone only where its upper one is no other field's."""
    if fold(label.leaf) not in GENERIC:
        return False
    above = lookup.hits(" ".join(label.levels[:-1]))
    return any(other.source == hit.source and other.field != hit.field for other in above)


def _assign(header: Header, candidates: list[tuple[int, int, int, str]], lookup: Lookup) -> None:
    """Give each field its best column and each column one field; what two columns claim equally is noted, not chosen."""
    taken: set[int] = set()
    best: dict[str, tuple[int, int]] = {}
    for kind, level, column, name in candidates:
        if column in taken:
            continue
        if name not in header.columns:
            header.columns[name], best[name] = column, (kind, level)
            taken.add(column)
        elif lookup.fields[header.source, name].several:
            header.further.setdefault(name, []).append(column)
            taken.add(column)
        elif (kind, level) == best[name]:
            header.repeated.setdefault(name, [header.columns[name]]).append(column)
    for name, columns in list(header.repeated.items()):
        if lookup.fields[header.source, name].kind is FieldKind.COUNT:
            _settle(header, name, columns, lookup.fields[header.source, name].required and best[name][0] < PATTERN)


def _settle(header: Header, name: str, columns: list[int], blocking: bool) -> None:  # noqa: FBT001 - private
    """Of columns that claim one count equally, the one that alone says "lũy kế" or "tổng"; else none.

    Where the count is required and its own name stands twice, the doubt is kept, so that the file is refused for it.
    """
    texts = {label.column: fold(label.joined) for label in header.labels}
    telling = [column for column in columns if any(word in f" {texts[column]} " for word in (" luy ke ", " tong so ", " tong cong "))]
    if len(telling) == 1:
        header.columns[name] = telling[0]
        del header.repeated[name]
    elif not blocking:
        del header.columns[name]
        del header.repeated[name]
