"""Groups, subtotals and the total: rows told by what their figures add up to, and by the numbers of the rows around them.

Belongs here: looking over the rows that may be data once all are known. Does not belong here: where the table ends and which lines are
no rows at all (``layout.py``), one row by itself (``table_rows.py``).

A name that is unknown is no evidence: a row is set aside when its figures are the sum of its neighbours', or when the row numbers show
that no row is missing where it stands.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal

from pipelines.ingest.grid import is_blank
from pipelines.ingest.part_rows import heads_and_parts
from pipelines.ingest.row_words import group_mark, has_unit_word, is_derived, is_to_date, opens_a_group, opens_a_sum
from pipelines.ingest.table_rows import TableRows
from pipelines.ingest.text import fold

_FEWEST_ROWS = 3
"""Where no row is numbered, more than so many show that the first or last one, under no known label, is the sum of the others."""
_LEAST_SUM = 20
"""Figures that come to less are the sum of others' by chance: where neither name nor place says so, only larger ones tell."""
_PLACES_TOO = frozenset({"trung binh", "binh quan"})
"""Words for an average that are hamlets' names, folded."""
MOST = 0.5
"""A total may be wrong in some columns and is still the total."""

Aside = Literal["below_table", "below_header", "note", "group", "subtotal", "derived"]
"""Why a line was set aside: after the table's end, column numbers and units, a note or repeated header, a group, a part's sum, a rate or
an average of the others."""


@dataclass(slots=True)
class Body:
    """The rows below a header, sorted: their 0-based numbers."""

    data: list[int] = field(default_factory=list)
    totals: list[int] = field(default_factory=list)
    aside: list[int] = field(default_factory=list)
    why: dict[int, Aside] = field(default_factory=dict)
    """Why each line of ``aside`` stands there."""
    headers: list[int] = field(default_factory=list)
    """Where the header stands again over rows of this table."""

    def put_aside(self, row: int, why: Aside) -> None:
        """Set a line aside, saying why."""
        self.aside.append(row)
        self.why[row] = why

    def move_aside(self, rows: set[int], why: Aside) -> None:
        """Set rows aside that were taken for data."""
        if rows:
            self.data = [row for row in self.data if row not in rows]
            for row in sorted(rows):
                self.put_aside(row, why)


def settle_sums(rows: TableRows, body: Body, labelled: list[int]) -> None:
    """Move groups, subtotals and what was worked out from other rows from the data, and say which row is the total."""
    body.move_aside({row for row in body.data if is_to_date(rows.name_of(row)) and not rows.is_one_record(row)}, "derived")
    heads, parts = heads_and_parts(rows, body.data, labelled)
    body.move_aside(parts, "derived")
    body.move_aside(heads - parts, "group")
    numbering = _Numbering(rows, body.data)
    body.move_aside(_derived(rows, body, labelled, numbering), "derived")
    body.move_aside(_part_sums(rows, body.data, numbering), "subtotal")
    body.move_aside(_groups(rows, body.data, numbering), "group")
    _settle_totals(rows, body, labelled, numbering)


class _Numbering:
    """The row numbers of what may be data: which rows have none, and whether one is missing where they stand."""

    def __init__(self, rows: TableRows, data: list[int]) -> None:
        self.bare: set[int] = set()
        """Rows with no number, in a table whose other rows have one; empty where rows are not numbered at all."""
        self._before: dict[int, int | None] = {}
        self._after: dict[int, int | None] = {}
        if rows.stt is None:
            return
        bare = {row for row in data if is_blank(rows.sheet.cell(row, rows.stt))}
        if bare and len(bare) * 2 <= len(data):
            self._look_around(rows, data, bare)

    def _look_around(self, rows: TableRows, data: list[int], bare: set[int]) -> None:
        numbers = {row: rows.number_of(row) for row in data if row not in bare and not group_mark(rows.stt_of(row))}
        if None in numbers.values() or not numbers:
            return
        self.bare = bare
        for order, around in ((data, self._before), (data[::-1], self._after)):
            last: int | None = None
            for row in order:
                if row in bare:
                    around[row] = last
                elif row in numbers:
                    last = numbers[row]

    def is_between(self, row: int) -> bool:
        """Whether the row has no number and the numbers before and after it follow each other, or begin again."""
        before, after = self._before.get(row), self._after.get(row)
        return row in self.bare and after is not None and (after == 1 or after == (before or 0) + 1)

    def needs_none(self, row: int) -> bool:
        """Whether the row has no number and no number is missing: between numbers that follow each other, or after the last."""
        return self.is_between(row) or (row in self.bare and self._after.get(row) is None)


def _derived(rows: TableRows, body: Body, labelled: list[int], numbering: _Numbering) -> set[int]:
    """Rates, averages and comparisons: by their words, and by standing without a number among the numbered or below the total.

    "Trung Bình" and "Bình Quân" are hamlets' names too: in a table by hamlet only at its end are they none.
    """
    end = labelled[-1] if labelled and body.data and labelled[-1] > body.data[0] else None
    found = {
        row
        for row in body.data
        if is_derived(rows.name_of(row)) and (row in numbering.bare or (end is not None and row > end and rows.number_of(row) is None))
    }
    last = max((row for row in body.data if row not in found), default=-1)
    return {row for row in found if row > last or not rows.by_hamlet or fold(rows.name_of(row)) not in _PLACES_TOO}


def _part_sums(rows: TableRows, data: list[int], numbering: _Numbering) -> set[int]:
    """Rows named like a sum ("Cộng Nghĩa Lạc"), with no number, that are the sum of the rows before them, back to the last such row."""
    found: set[int] = set()
    for position, row in enumerate(data):
        if not opens_a_sum(rows.name_of(row)) or rows.number_of(row) is not None or rows.is_one_record(row):
            continue
        own = rows.figures(row)
        before = [other for other in data[:position] if other not in found][::-1]
        bare = numbering.needs_none(row)
        if (bare or sum(1 for figure in own.values() if figure) > 1) and (
            _sums_up(rows, own, before) or (bare and _is_alone(rows, own, data[:position][::-1], found))
        ):
            found.add(row)
    return found


def _groups(rows: TableRows, data: list[int], numbering: _Numbering) -> set[int]:
    """Group rows, with or without a subtotal."""
    found = _marked_groups(rows, data)
    named = {row for row in data if opens_a_group(rows.name_of(row)) and not rows.is_one_record(row)}
    for position, row in enumerate(data):
        if rows.is_one_record(row):
            continue
        name = rows.name_of(row)
        by_name = row in named and _is_group(rows, data, position, named)
        if by_name or (row in numbering.bare and not has_unit_word(name) and _is_bare_group(rows, data, position, numbering)):
            found.add(row)
    return found


def _marked_groups(rows: TableRows, data: list[int]) -> set[int]:
    """Rows marked I, II or A, B among numbered ones. One with figures of its own and no member after it is a row like the others.

    Where most rows are marked the mark is their number, and only a sum tells.
    """
    marks = {
        row: mark
        for row in data
        if (mark := group_mark(rows.stt_of(row))) and not has_unit_word(rows.name_of(row)) and not rows.is_one_record(row)
    }
    if not marks:
        return set()
    following, mostly = dict(pairwise(data)), len(marks) * 2 > len(data)

    def is_one(position: int, row: int) -> bool:
        own = rows.figures(row)
        has_member = row in following and marks.get(following[row]) != marks[row]
        if not mostly and (has_member or not any(own.values())):
            return True
        return (has_member or not mostly) and any(own.values()) and _is_sum_around(rows, own, data, position, set(marks))

    return {row for position, row in enumerate(data) if row in marks and is_one(position, row)}


def _is_group(rows: TableRows, data: list[int], position: int, named: set[int]) -> bool:
    """Whether a row that is named like a group has no figures and no second name, or is the sum of the rows after or before it.

    Where most rows are named so ("Lĩnh vực đất đai", "Tiểu học A") the name says nothing, and small sums are chance.
    """
    row, own = data[position], rows.figures(data[position])
    if not own:
        names = sum(1 for column, _ in rows.filled(row) if column in rows.name_columns)
        return names < 2 and not rows.stt_of(row).isdigit() and not rows.has_hard_value(row)
    least = _LEAST_SUM if len(named) * 2 > len(data) else 1
    return sum(own.values()) >= least and _is_sum_around(rows, own, data, position, named)


def _is_bare_group(rows: TableRows, data: list[int], position: int, numbering: _Numbering) -> bool:
    """Whether a row without number, where none is missing, is a name and nothing else, or its members' sum."""
    row, own = data[position], rows.figures(data[position])
    if not own:
        return numbering.is_between(row) and not any(column in rows.mapped and column != rows.name for column, _ in rows.filled(row))
    return numbering.needs_none(row) and sum(own.values()) >= _LEAST_SUM and _is_sum_around(rows, own, data, position, numbering.bare)


def _is_sum_around(rows: TableRows, own: dict[int, int], data: list[int], position: int, ends: set[int]) -> bool:
    """Whether the figures are the sum of the rows right after or before, or of the only one up to the next of ``ends``."""
    after, before = data[position + 1 :], data[:position][::-1]
    return any(_sums_up(rows, own, side) or _is_alone(rows, own, side, ends) for side in (after, before))


def _is_alone(rows: TableRows, own: dict[int, int], others: list[int], ends: set[int]) -> bool:
    """Whether the next row is the only one of its part and has these figures, two or more."""
    alone = len(others) == 1 or (len(others) > 1 and others[1] in ends)
    return alone and others[0] not in ends and sum(1 for figure in own.values() if figure) > 1 and rows.figures(others[0]) == own


def _sums_up(rows: TableRows, own: dict[int, int], others: list[int]) -> bool:
    """Whether the first two or more of the other rows add up to these figures, two of them with figures above 0."""
    running, filled = dict.fromkeys(own, 0), 0
    for row in others:
        figures = rows.figures(row)
        filled += any(figures.values())
        for column in own:
            running[column] += figures.get(column, 0)
        if filled > 1 and running == own:
            return True
        if any(running[column] > own[column] for column in own):
            return False
    return False


def _settle_totals(rows: TableRows, body: Body, labelled: list[int], numbering: _Numbering) -> None:
    """Of the labelled sums, the whole table's is the total and the others are subtotals; with none labelled, look for one without."""
    if not labelled:
        _find_unlabelled(rows, body)
        if not body.totals:
            _find_by_sum(rows, body, numbering)
        return
    if _are_all_of_parts(rows, body, labelled):
        for row in labelled:
            body.put_aside(row, "subtotal")
        return
    total = labelled[0] if len(labelled) == 1 else _whole_total(rows, body, labelled)
    if _agreement(rows, total, _column_sums(rows, body.data)) < MOST and _find_unlabelled(rows, body):
        for row in labelled:
            body.put_aside(row, "subtotal")
        return
    body.totals.append(total)
    for row in labelled:
        if row != total:
            body.put_aside(row, "subtotal")


def _column_sums(rows: TableRows, data: list[int]) -> dict[int, int]:
    sums: dict[int, int] = dict.fromkeys(rows.counts, 0)
    for row in data:
        for column, figure in rows.figures(row).items():
            sums[column] += figure
    return sums


def _agreement(rows: TableRows, row: int, sums: dict[int, int]) -> float:
    """The share of the row's figures that are their column's sum."""
    own = rows.figures(row)
    return sum(1 for column, figure in own.items() if figure == sums[column]) / len(own) if any(own.values()) else 0.0


def _whole_total(rows: TableRows, body: Body, labelled: list[int]) -> int:
    sums = _column_sums(rows, body.data)

    def claim(row: int) -> tuple[float, bool, int]:
        words = [text for _, text in rows.texts(row)]
        said = any(fold(text).startswith(("tong", "toan xa", "ca xa")) for text in words)
        return (_agreement(rows, row, sums), said, row)

    return max(labelled, key=claim)


def _are_all_of_parts(rows: TableRows, body: Body, labelled: list[int]) -> bool:
    """Whether each of several sums is that of the rows right before it, and none is the whole table's."""
    starts = [-1, *labelled[:-1]]
    parts = [[row for row in body.data if start < row < end] for start, end in zip(starts, labelled, strict=True)]
    return len([part for part in parts if part]) > 1 and all(
        _agreement(rows, row, _column_sums(rows, part)) == 1.0 for row, part in zip(labelled, parts, strict=True)
    )


def _find_unlabelled(rows: TableRows, body: Body) -> bool:
    """Find a row with no name whose figures are the sums of all the others: the total, with its label left out."""
    if len(body.data) < 3:
        return False
    nameless = [row for row in body.data if all(is_blank(rows.sheet.cell(row, column)) for column in rows.name_columns)]
    if not nameless:
        return False
    sums = _column_sums(rows, body.data)
    for row in reversed(nameless):
        if rows.is_one_record(row):
            continue
        figures = rows.figures(row)
        others = {column: whole - figures.get(column, 0) for column, whole in sums.items()}
        own = any(figures.values())
        if (own and _agreement(rows, row, others) >= MOST) or (not own and rows.sheet.is_waiting(row)):
            body.data.remove(row)
            body.totals.append(row)
            return True
    return False


def _find_by_sum(rows: TableRows, body: Body, numbering: _Numbering) -> None:
    """Take for the total a row under an unknown label ("TC", "UBND xã") that is the exact sum of all the data in every column.

    It has no number among the numbered and stands first or last, or was taken for a group over all.
    """
    if rows.stt is None and len(body.data) > _FEWEST_ROWS:
        numbering.bare.update(row for row in (body.data[0], body.data[-1]) if sum(map(bool, rows.figures(row).values())) > 1)
    groups = [row for row in body.aside if body.why[row] == "group"]
    for row in (*groups, *dict.fromkeys((*body.data[:1], *body.data[-1:]))):
        sure = row in groups or (row in numbering.bare and not has_unit_word(rows.name_of(row)) and not rows.is_one_record(row))
        if not sure or sum(rows.figures(row).values()) < _LEAST_SUM:
            continue
        others = [other for other in body.data if other != row]
        filled = sum(1 for other in others if any(rows.figures(other).values()))
        if filled > 1 and _agreement(rows, row, _column_sums(rows, others)) == 1.0:
            _make_total(body, row)
            return


def _make_total(body: Body, row: int) -> None:
    if row in body.why:
        body.aside.remove(row)
        del body.why[row]
    else:
        body.data.remove(row)
    body.totals.append(row)
