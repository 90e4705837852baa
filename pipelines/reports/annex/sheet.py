"""One printed sheet of the annex: heading, table, print set-up, and cells that can be nothing but text or a number.

Belongs here: looks and safety. Does not belong here: what a sheet shows (``sheets.py``).

Text is always written as text, whatever it begins with, so no cell becomes a formula or a link. A missing figure is an empty cell.
Number formats name Vietnamese: #,##0 is 1.234 and 0.0% is 65,9%, in a program set to another language too where it heeds the name
(LibreOffice does; Excel goes by the computer's own settings).
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from pipelines.reports.tables import STATUS_WORDS, plain

FONT = "Times New Roman"
_VI = "[$-42A]"
"""Vietnamese, as a number format names a language."""
COUNT, POINTS, SCORE, DAY = f"{_VI}#,##0", f"{_VI}+0.0;{_VI}-0.0;{_VI}0.0", f"{_VI}0.00", "dd/mm/yyyy"
COLOURS = {"met": "#C6E0B4", "on_track": "#E2EFDA", "behind": "#FFE699", "missed": "#F4B6B6", "no_data": "#D9D9D9"}
HELD_WORDS, _HELD_COLOUR = "đang giữ", "#D9D9D9"
"""A colour never stands alone: the words are in the column beside it."""
_MARGIN_INCHES = {"left": 0.6, "right": 0.6, "top": 0.8, "bottom": 0.7}
_A4 = 9
_LONGEST_CELL = 32_767
_LINE_POINTS = 15
_MOST_LINES = 20
_LETTER, _BOLD_LETTER = 0.9, 1.0
"""How wide a letter is on average, in the units of a column's width (measured over titles, messages and file names)."""
_INDENT, _EDGES = 1.5, 0.5
"""What the gap before words takes of a column, and its edges, in the same units."""
_RAGGED = 1.07
"""Lines break at words, so a text of several lines takes so much more."""
_LINES_OF_HEADING, _HEADING_AIR = 2, 4
"""A heading has room for so many lines at least, and so many points around them."""
NOTHING = "Không có."
"""Under the headings of an empty table, so that nobody takes it for one that was cut off."""
_ONE_PAGE_LINES = 40
"""A table of so many lines goes on one page; a longer one runs on, with its headings repeated."""


@dataclass(frozen=True)
class Share:
    """A fraction of 1 beside the target that it must not seem to meet."""

    value: float | None
    target: float | None = None

    @property
    def number_format(self) -> str:
        """One decimal, or as many as it takes for a share below its target to look so: 74.96% is not 75%."""
        decimals = 1
        if self.value is not None and self.target is not None and self.value < self.target:
            while decimals < 6 and round(self.value * 100, decimals) >= round(self.target * 100, decimals):
                decimals += 1
        return f"{_VI}0.{'0' * decimals}%"


class Exact(float):
    """A number that is written down to its last binary digit. XlsxWriter asks for sixteen digits, which another double may share."""

    def __format__(self, _digits: str) -> str:
        return repr(float(self))


@dataclass(frozen=True)
class Points:
    """A difference of two shares, shown in percentage points."""

    value: float | None


@dataclass(frozen=True)
class Score:
    """A score out of 100 with two decimals."""

    value: float | Decimal | None


@dataclass(frozen=True)
class Head:
    """A column: its heading, the heading that it shares with its neighbours (if any), its width in characters, where its cells stand."""

    text: str
    width: float
    group: str = ""
    align: str = ""


@dataclass
class Book:
    """The workbook being written, with its formats made once each."""

    workbook: Any
    edition_mark: str
    provenance: str
    formats: dict[tuple[tuple[str, Any], ...], Any] = field(default_factory=dict)

    def format(self, **looks: Any) -> Any:
        """A cell format in the document's font."""
        key = tuple(sorted(looks.items()))
        if key not in self.formats:
            self.formats[key] = self.workbook.add_format({"font_name": FONT, "font_size": 11, **looks})
        return self.formats[key]


@dataclass(frozen=True)
class Page:
    """What a sheet shows."""

    name: str
    title: str
    heads: tuple[Head, ...]
    rows: Sequence[Sequence[Any]]
    notes: tuple[str, ...] = ()
    freeze_columns: int = 2
    status_columns: tuple[int, ...] = ()
    """Columns that hold status words; they and the column before them are coloured by them."""
    strong_rows: frozenset[int] = frozenset()
    """Rows in bold, from 0: totals."""


def write_page(book: Book, page: Page, above: Sequence[tuple[str, dict[str, Any]]] = ()) -> None:
    """Add the sheet. ``above`` are lines that stand over its title, as text and looks."""
    sheet = book.workbook.add_worksheet(page.name)
    last = len(page.heads) - 1
    row = 0
    for text, looks in (*above, (page.title, {"bold": True, "font_size": 13, "align": "center"})):
        _merged(sheet, row, (0, last), text, book.format(valign="vcenter", text_wrap=True, **looks))
        sheet.set_row(row, _LINE_POINTS / 11 * float(str(looks["font_size"])))
        row += 1
    row += 1
    first = _headings(book, sheet, row, page.heads)
    for offset, cells in enumerate(page.rows):
        for column, value in enumerate(cells):
            looks = {"bold": True} if offset in page.strong_rows else {}
            if page.heads[column].align:
                looks["align"] = page.heads[column].align
            write_cell(book, sheet, (first + offset, column), value, **looks)
        sheet.set_row(first + offset, _LINE_POINTS * _lines(cells, page.heads))
    end = first + len(page.rows)
    notes = page.notes if page.rows else (NOTHING, *page.notes)
    for offset, note in enumerate(notes):
        _merged(sheet, end + 1 + offset, (0, last), note, book.format(italic=True, text_wrap=True, valign="top"))
        sheet.set_row(end + 1 + offset, _LINE_POINTS * math.ceil(len(note) * _LETTER / sum(head.width for head in page.heads)))
    _colours(book, sheet, page, first, end - 1)
    _print_setup(book, sheet, page, (row, first - 1), last)


def write_cell(book: Book, sheet: Any, place: tuple[int, int], value: Any, **given: Any) -> None:
    """One cell by the kind of its value; anything that is no number and no date is text, on one line, written as text."""
    row, column = place
    looks: dict[str, Any] = {"border": 1, "valign": "vcenter", **given}
    if isinstance(value, Share | Points | Score):
        value, looks["num_format"] = _shown(value)
    if value is None or value == "":
        sheet.write_blank(row, column, None, book.format(**looks))
    elif isinstance(value, bool):
        raise TypeError("a truth value is neither a figure nor words")
    elif isinstance(value, int | float | Decimal):
        value = float(value) if isinstance(value, Decimal) else value
        sheet.write_number(row, column, Exact(value) if isinstance(value, float) else value, book.format(**{"num_format": COUNT} | looks))
    elif isinstance(value, dt.date):
        sheet.write_datetime(
            row, column, dt.datetime.combine(value, dt.time()), book.format(**looks | {"num_format": DAY, "align": "center"})
        )
    else:
        gap = {} if "align" in looks else {"indent": 1}
        sheet.write_string(row, column, plain(str(value))[:_LONGEST_CELL], book.format(text_wrap=True, **gap, **looks))


def _shown(value: Share | Points | Score) -> tuple[float | Decimal | None, str]:
    """The number that the cell holds, and how it is shown."""
    if isinstance(value, Share):
        return value.value, value.number_format
    if isinstance(value, Points):
        return None if value.value is None else value.value * 100, POINTS
    return value.value, SCORE


def _lines(cells: Sequence[Any], heads: Sequence[Head]) -> int:
    """How many lines the row's longest text takes: neither Excel nor LibreOffice works it out for a file that was not made by hand."""
    wanted = [
        _wrapped(text, head.width - (_EDGES if head.align else _INDENT), _LETTER)
        for text, head in zip(cells, heads, strict=True)
        if isinstance(text, str)
    ]
    return min(_MOST_LINES, max(1, *wanted, 1))


def _wrapped(text: str, width: float, letter: float) -> int:
    """Lines that a text takes in so much room."""
    lines = len(text) * letter / max(width, 1)
    return math.ceil(lines if lines <= 1 else lines * _RAGGED)


def _headings(book: Book, sheet: Any, row: int, heads: Sequence[Head]) -> int:
    """One row of headings, or two when some share one. Returns the first row below."""
    looks = book.format(bold=True, border=1, align="center", valign="vcenter", text_wrap=True, bg_color="#EDEDED")
    two = any(head.group for head in heads)
    column = 0
    while column < len(heads):
        head = heads[column]
        until = column
        while head.group and until + 1 < len(heads) and heads[until + 1].group == head.group:
            until += 1
        if head.group:
            _merged(sheet, row, (column, until), head.group, looks)
            for inner in range(column, until + 1):
                sheet.write_string(row + 1, inner, heads[inner].text, looks)
        elif two:
            sheet.merge_range(row, column, row + 1, column, "", looks)
            sheet.write_string(row, column, head.text, looks)
        else:
            sheet.write_string(row, column, head.text, looks)
        column = until + 1
    for index, head in enumerate(heads):
        sheet.set_column(index, index, head.width)
    shared = {head.group: sum(other.width for other in heads if other.group == head.group) for head in heads if head.group}
    own = max((_wrapped(head.text, head.width - _EDGES, _BOLD_LETTER) for head in heads if head.group or not two), default=1)
    above = max((_wrapped(text, width, _BOLD_LETTER) for text, width in shared.items()), default=1)
    alone = max((_wrapped(head.text, head.width - _EDGES, _BOLD_LETTER) for head in heads if two and not head.group), default=1)
    if two:
        sheet.set_row(row, _LINE_POINTS * max(above, alone - own, _LINES_OF_HEADING) + _HEADING_AIR)
        sheet.set_row(row + 1, _LINE_POINTS * own + _HEADING_AIR)
        return row + 2
    sheet.set_row(row, _LINE_POINTS * max(own, _LINES_OF_HEADING) + _HEADING_AIR)
    return row + 1


def _merged(sheet: Any, row: int, columns: tuple[int, int], text: str, looks: Any) -> None:
    first, last = columns
    if last > first:
        sheet.merge_range(row, first, row, last, "", looks)
    sheet.write_string(row, first, plain(text)[:_LONGEST_CELL], looks)


def _colours(book: Book, sheet: Any, page: Page, first: int, last: int) -> None:
    if last < first:
        return
    said = {STATUS_WORDS[status]: colour for status, colour in COLOURS.items()} | {HELD_WORDS: _HELD_COLOUR}
    for column in page.status_columns:
        for words, colour in said.items():
            rule = {
                "type": "formula",
                "criteria": f'=LEFT(${_letters(column)}{first + 1},{len(words)})="{words}"',
                "format": book.workbook.add_format({"bg_color": colour}),
            }
            sheet.conditional_format(first, column - 1, last, column, rule)


def _letters(column: int) -> str:
    from xlsxwriter.utility import xl_col_to_name  # noqa: PLC0415 - heavy

    return str(xl_col_to_name(column))


def _print_setup(book: Book, sheet: Any, page: Page, heading_rows: tuple[int, int], last_column: int) -> None:
    """A4 landscape, one page wide, headings on every page, the status of the figures and the page's number in the margins."""
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.set_margins(**_MARGIN_INCHES)
    sheet.fit_to_pages(1, 1 if sum(_lines(cells, page.heads) for cells in page.rows) <= _ONE_PAGE_LINES else 0)
    sheet.repeat_rows(*heading_rows)
    sheet.freeze_panes(heading_rows[1] + 1, min(page.freeze_columns, last_column))
    sheet.hide_gridlines(2)
    sheet.set_header(f'&C&"{FONT},Regular"&14&P&R&"{FONT},Bold"&12{_in_margin(book.edition_mark)}')
    sheet.set_footer(f'&C&"{FONT},Italic"&10{_in_margin(book.provenance)}')


def _in_margin(text: str) -> str:
    """An ampersand begins a command in a margin's text."""
    return plain(text).replace("&", "&&")
