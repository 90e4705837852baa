"""A spreadsheet as every reader hands it on: sheets of raw cells, before anything is understood.

Belongs here: the shapes of a sheet, cell addresses, what counts as blank, and a cell's text as written.
Does not belong here: how bytes become sheets (``excel.py``, ``opendocument.py``, ``text_tables.py``, ``markup.py``) and what a cell
means (``values.py``).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from pipelines.ingest.text import clean

Cell = str | int | float | bool | dt.date | dt.time | dt.timedelta | None
"""``dt.datetime`` is a ``dt.date``. A blank cell is ``None`` or an empty string."""

Row = list[Cell]
Span = tuple[int, int, int, int]
"""Top, left, bottom, right of merged cells, 0-based and inclusive."""

EXACT_FLOAT = 1e16
"""Above it a float no longer tells whole numbers apart."""
MAX_CELLS = 3_000_000
"""No report of a commune comes near; a sheet that spans more is refused before it is laid out in memory."""


@dataclass(slots=True)
class Sheet:
    """One sheet, every row from the first one, so that row ``i`` is row ``i + 1`` on the screen."""

    name: str
    index: int
    rows: list[Row]
    hidden: bool = False
    spans: list[Span] = field(default_factory=list)
    uncomputed: frozenset[tuple[int, int]] = frozenset()
    """Cells whose formula has no stored result."""

    def cell(self, row: int, column: int) -> Cell:
        """The cell, or None beyond the sheet's edge."""
        cells = self.rows[row] if row < len(self.rows) else []
        return cells[column] if column < len(cells) else None

    def texts(self) -> Iterator[tuple[int, int, str]]:
        """Every non-empty text with its place."""
        for row_index, row in enumerate(self.rows):
            for column, value in enumerate(row):
                if type(value) is str and value:
                    yield row_index, column, value

    def blank_row(self, row: int) -> bool:
        """Whether nothing but spaces stands in the row and no formula is waiting there."""
        for value in self.rows[row]:  # every row of every sheet is asked: a generator here costs more than the question
            if value is not None and value != "" and not is_blank(value):
                return False
        return not self.is_waiting(row)

    def is_waiting(self, row: int) -> bool:
        """Whether a formula without a stored result stands in the row."""
        return bool(self.uncomputed) and row in _rows_of(self.uncomputed)

    def filled_rows(self) -> int:
        """How many rows hold anything."""
        return sum(1 for row in range(len(self.rows)) if not self.blank_row(row))


@lru_cache(maxsize=8)
def _rows_of(places: frozenset[tuple[int, int]]) -> frozenset[int]:
    """The rows of the places: asked for every row of a sheet, told once."""
    return frozenset(row for row, _ in places)


@dataclass(slots=True)
class Workbook:
    """What a file's bytes hold."""

    container: str
    sheets: list[Sheet]


def is_blank(value: Cell) -> bool:
    """Whether the cell is empty or holds only spaces (of any kind) and invisible letters."""
    if value is None or value == "":
        return True
    return type(value) is str and not clean(value)


@lru_cache(maxsize=4096)
def column_letters(column: int) -> str:
    """0 -> "A", 26 -> "AA"."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_number(letters: str) -> int:
    """ "A" -> 0, "AA" -> 26."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number - 1


def address(row: int, column: int) -> str:
    """The cell as the spreadsheet program names it: (7, 3) -> "D8"."""
    return f"{column_letters(column)}{row + 1}"


def written(value: Cell) -> str:
    """The cell's text as a person would have typed it: whole numbers without ``.0``, dates day first."""
    if type(value) is str:
        return clean(value)
    if type(value) is float:
        return str(int(value)) if value.is_integer() and abs(value) < EXACT_FLOAT else repr(value)
    if isinstance(value, dt.date):
        return _written_date(value)
    return "" if value is None else str(value).upper() if type(value) is bool else str(value)


def _written_date(value: dt.date) -> str:
    day = f"{value.day:02d}/{value.month:02d}/{value.year:04d}"
    if isinstance(value, dt.datetime) and value.time() != dt.time():
        return f"{day} {value.time().isoformat('seconds')}"
    return day
