"""Rows over and under each other: by numbers such as 1, 1.1, 1.2, by dashes and small letters, and by standing unnumbered below a
numbered row.

Belongs here: which rows are the heads of others, with their sum or without, and which only say what a head is made of. Does not belong
here: groups by Roman numbers, letters and words, the total (``sums.py``).

A head that holds its members' sum would be counted beside them; a breakdown ("trong đó") beside its head.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from itertools import takewhile

from pipelines.catalogue.model import FieldKind
from pipelines.ingest.row_words import has_unit_word, opens_a_breakdown
from pipelines.ingest.table_rows import TableRows

_DOTTED = re.compile(r"^[0-9]{1,3}(?:[.,][0-9]{1,3})*\.?$")
_DASH = re.compile(r"^(?:[-+*•\u2010-\u2015\u2212]|(?:[a-zđ]|[ivx]{2,4})[.)]?)$")
_DASHED_NAME = re.compile(r"^(?:[-+•\u2010-\u2015\u2212]|[a-zđ]\))\s*(?=[^\W\d_])")
_FEWEST_COLUMNS = 2
"""In so many columns above 0 a head is its members' sum, where only its figures tell."""


def heads_and_parts(rows: TableRows, data: Sequence[int], labelled: Sequence[int]) -> tuple[set[int], set[int]]:
    """The rows that stand over others and hold nothing of their own, and those that say again a part of what their head holds.

    ``labelled``: the rows labelled as a sum, which are not among the data.
    """
    parts = _under_breakdowns(rows, data) | _under_sums(rows, data, labelled)
    left = [row for row in data if row not in parts]
    heads = _dotted_heads(rows, left)
    for head, members in _dashed(rows, left):
        own, sums = rows.figures(head), _sums(rows, members)
        if _holds_nothing(rows, head) or (_adds_up(rows) and sums == own and _tells(own, members)):
            if not has_unit_word(rows.name_of(head)):
                heads.add(head)
        elif not rows.by_hamlet and _adds_up(rows) and own and all(sums.get(column, 0) <= figure for column, figure in own.items()):
            parts.update(members)
    if rows.stt is not None:
        below = _unnumbered_below(rows, [row for row in left if row not in parts])
        heads |= {head for head, members in below if _is_sum(rows, head, members)}
    return heads, parts


def _holds_nothing(rows: TableRows, head: int) -> bool:
    """Whether the row has no figures, or none above 0, which a hamlet may have.

    One whose figures cannot be read is a row, to be turned away by its name.
    """
    own = rows.figures(head)
    return not any(own.values()) and not rows.by_hamlet if own else not rows.has_hard_value(head)


def _adds_up(rows: TableRows) -> bool:
    """Whether the figures are counts of something: beside marks they are the stars of one product."""
    return FieldKind.MARK not in rows.hard.values()


def _sums(rows: TableRows, members: Sequence[int]) -> dict[int, int]:
    sums: dict[int, int] = {}
    for row in members:
        for column, figure in rows.figures(row).items():
            sums[column] = sums.get(column, 0) + figure
    return sums


def _tells(own: dict[int, int], members: Sequence[int]) -> bool:
    """Whether equal figures are no chance: those of several members, or of one in two columns or more."""
    above = sum(1 for figure in own.values() if figure)
    return above >= (1 if len(members) > 1 else _FEWEST_COLUMNS)


def _is_sum(rows: TableRows, head: int, members: Sequence[int]) -> bool:
    own = rows.figures(head)
    above = sum(1 for figure in own.values() if figure)
    return len(members) > 1 and above >= _FEWEST_COLUMNS and not has_unit_word(rows.name_of(head)) and _sums(rows, members) == own


def _dotted_heads(rows: TableRows, data: Sequence[int]) -> set[int]:
    """Rows numbered n right before one numbered n.1: whatever their figures, the members' are the same again."""
    if rows.stt is None:
        return set()
    numbers = [rows.stt_of(row).rstrip(".").replace(",", ".") if _DOTTED.match(rows.stt_of(row)) else "" for row in data]
    return {
        row
        for row, number, following in zip(data, numbers, numbers[1:], strict=False)
        if number and following.startswith(f"{number}.") and not has_unit_word(rows.name_of(row)) and not rows.is_one_record(row)
    }


def _under_breakdowns(rows: TableRows, data: Sequence[int]) -> set[int]:
    """The dashed rows below a line that only says "Trong đó:"; such a line with figures is set aside by its words.

    Below the total, before any row, it opens the table itself.
    """
    found: set[int] = set()
    is_below = False
    for row in data:
        if opens_a_breakdown(rows.name_of(row)):
            is_below = row != data[0]
            found.add(row)
        elif is_below and _is_dashed(rows, row) and not has_unit_word(_DASHED_NAME.sub("", rows.name_of(row))):
            found.add(row)
        else:
            is_below = False
    return found


def _under_sums(rows: TableRows, data: Sequence[int], labelled: Sequence[int]) -> set[int]:
    """The dashed rows right below a sum of rows without dashes: what the sum is made of, said another way ("- Đúng hạn")."""
    found: set[int] = set()
    for total in labelled:
        at = bisect_left(data, total)
        if at and not _is_dashed(rows, data[at - 1]):
            found.update(takewhile(lambda row: _is_dashed(rows, row) and not rows.is_one_record(row), data[at:]))
    return {row for row in found if not has_unit_word(_DASHED_NAME.sub("", rows.name_of(row)))}


def _is_dashed(rows: TableRows, row: int) -> bool:
    return bool(_DASH.match(rows.stt_of(row)) or _DASHED_NAME.match(rows.name_of(row)))


def _dashed(rows: TableRows, data: Sequence[int]) -> Iterator[tuple[int, list[int]]]:
    """Each row with the dashed ones that follow it."""
    return _with_members(data, lambda row: _is_dashed(rows, row) and not rows.is_one_record(row))


def _unnumbered_below(rows: TableRows, data: Sequence[int]) -> Iterator[tuple[int, list[int]]]:
    """Each numbered row with the unnumbered ones that follow it."""
    return _with_members(data, lambda row: not rows.stt_of(row) and not rows.is_one_record(row))


def _with_members(data: Sequence[int], is_member: Callable[[int], bool]) -> Iterator[tuple[int, list[int]]]:
    head: int | None = None
    members: list[int] = []
    for row in data:
        if is_member(row):
            members.append(row)
            continue
        if head is not None and members:
            yield head, members
        head, members = row, []
    if head is not None and members:
        yield head, members
