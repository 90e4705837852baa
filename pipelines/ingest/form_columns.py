"""Which of the cells beside a form's label is its figure: by the headings over them, else the only figure there.

Belongs here: what a heading such as "Trong tháng", "Lũy kế", "Đơn vị tính" says of its column, and the choice among a label's cells.
Does not belong here: finding labels (``forms.py``), the headers of tables (``headers.py``), what a figure means (``values.py``).

Where two figures stand and nothing tells which is meant, both are handed on as one text: it is no count, so the door says so.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from itertools import takewhile

from pipelines.ingest.grid import Cell, Sheet, is_blank, written
from pipelines.ingest.labels import is_unit_word, names_other_time
from pipelines.ingest.text import fold
from pipelines.ingest.values import is_figure

_LONGEST_HEADING = 60


class Role(Enum):
    """What a heading says of the figures below it."""

    TO_DATE = "to_date"
    PERIOD = "period"
    FIGURE = "figure"
    """A figure of no said time: "Số liệu", "Kết quả", "Thực hiện"."""
    ASIDE = "aside"
    """No figure of the report: a unit, a remark, a rate, a plan, another month."""


TIMES = frozenset({Role.TO_DATE, Role.PERIOD})

_TO_DATE = re.compile(
    r"^(?:so |tong |ket qua |thuc hien )*(?:luy ke|cong don|tu dau nam)(?: (?:den|toi|tu|tinh|thuc hien|ca|ky|nam|so)\b.*)?$"
)
_PERIOD = re.compile(
    r"^(?:so |ket qua |thuc hien |phat sinh )*(?:trong (?:thang|ky|quy)|thang nay|ky nay)(?: (?:nay|bao cao|[0-9].*))?$|^phat sinh$"
)
_FIGURE = re.compile(r"^(?:so lieu|so luong|ket qua|thuc hien|gia tri|tong so|so)(?: (?:bao cao|thuc hien|dat duoc))?$")
_ASIDE = re.compile(r"^(?:dvt|don vi(?: tinh)?|ghi chu|gc|giai trinh|dien giai|nhan xet|(?:ty|ti) le|dat)\b.*$")


@lru_cache(maxsize=4096)
def role_of(text: str) -> Role | None:
    """What the text says of its column, if it is a heading and nothing else."""
    folded = fold(text)
    if not folded or len(folded) > _LONGEST_HEADING:
        return None
    if names_other_time(text) or _ASIDE.match(folded):
        return Role.ASIDE
    return next(
        (role for role, words in ((Role.TO_DATE, _TO_DATE), (Role.PERIOD, _PERIOD), (Role.FIGURE, _FIGURE)) if words.match(folded)), None
    )


@dataclass(frozen=True, slots=True)
class Heading:
    """One column's heading: what it says, and its words."""

    role: Role
    text: str


@dataclass(frozen=True, slots=True)
class Place:
    """A cell beside a label. ``waiting``: its formula has no stored result."""

    column: int
    value: Cell
    waiting: bool = False

    @property
    def filled(self) -> bool:
        return self.waiting or not is_blank(self.value)


def heading_row(sheet: Sheet, row: int) -> dict[int, Heading]:
    """The headings of a row by column. Two make a row of headings, or one that says a time beside other words: alone it is a title."""
    found = {}
    for column, value in enumerate(sheet.rows[row]):
        role = role_of(written(value)) if type(value) is str and value else None
        if role is not None:
            found[column] = Heading(role, written(value))
    if len(found) < 2 and not (any(heading.role in TIMES for heading in found.values()) and _filled(sheet.rows[row]) > 1):
        return {}
    for top, left, _, right in sheet.spans:
        if top == row and left in found:
            found |= dict.fromkeys(range(left + 1, right + 1), found[left])
    return found


def _filled(cells: Sequence[Cell]) -> int:
    return sum(1 for value in cells if not is_blank(value))


def choose(places: Sequence[Place], headings: Mapping[int, Heading], wanted: Role | None) -> Place:
    """The place of a label's figure. ``wanted`` is the time that the field is of.

    A blank in the right column stays a blank: the figure of another time is never taken for it.
    """
    roles = {column: heading.role for column, heading in headings.items()}
    usable = [place for place in places if roles.get(place.column) is not Role.ASIDE and not _is_unit(place)]
    for role in (wanted, Role.FIGURE):
        fitting = [place for place in usable if roles.get(place.column) is role] if role else []
        if fitting:
            return _only_figure(fitting)
    if TIMES & set(roles.values()):
        usable = [place for place in usable if place.column in roles]
        others = [place for place in usable if place.filled]
        if others:
            return _in_doubt(others, [f"{written(place.value)} ({headings[place.column].text})" for place in others])
    return _only_figure(usable) if usable else Place(places[0].column, None)


def _is_unit(place: Place) -> bool:
    return type(place.value) is str and is_unit_word(place.value)


def _only_figure(places: Sequence[Place]) -> Place:
    """The first filled place; where different figures follow each other, a place that holds them all."""
    filled = [place for place in places if place.filled]
    if not filled:
        return Place(places[0].column, None)
    figures = list(takewhile(lambda place: is_figure(place.value), filled))
    texts = [written(place.value) for place in figures]
    return _in_doubt(figures, texts) if len(set(texts)) > 1 else filled[0]


def _in_doubt(places: Sequence[Place], texts: Sequence[str]) -> Place:
    waiting = next((place for place in places if place.waiting and is_blank(place.value)), None)
    return waiting or Place(places[0].column, " | ".join(texts))
