"""What reading one file yields: the contract between the readers and everything after them.

Belongs here: the shapes only. Does not belong here: how a file is read (``reader.py`` and what it calls).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

FileStatus = Literal["accepted", "unrecognised", "unreadable"]
RowKind = Literal["data", "total"]


@dataclass(frozen=True, slots=True)
class PeriodEvidence:
    """What the file says of its own period, place by place; dbt decides (title, then as-of date, form, file name).

    Labels are ``2026-06``, ``2026-Q2`` or ``2026``; ``as_of`` is an ISO date whose reporting month only the calendar knows.
    """

    title: str | None = None
    as_of: str | None = None
    form: str | None = None
    name: str | None = None


@dataclass(slots=True)
class RawRow:
    """One row as read. ``values`` holds canonical text (or None for blank) by field id; nothing is interpreted.

    A count is its digits ("1234"), a percentage a decimal in points ("75.3"), a date ISO ("2026-06-14"), a mark "yes" or "no",
    a choice its canonical value. What cannot be put so stays as written, and the door turns the row away.
    """

    sheet: str
    sheet_index: int
    row_number: int
    """1-based, as the spreadsheet program shows it."""
    kind: RowKind
    values: dict[str, str | None]
    original: dict[str, str]
    """Field id -> the cell's text as written, for the kept fields that were not blank. No personal field is ever here."""
    cells: dict[str, str] = field(default_factory=dict)
    """Field id -> cell address ("D8"), so that a message can name the cell."""
    row_count: int = 1
    """How many lines of the sheet this row stands for: 1 in a table, the filled-in lines on a form."""


@dataclass(slots=True)
class FileReading:
    """Everything that was learnt from one file's bytes. The same bytes and name always give an equal reading."""

    status: FileStatus
    verdict: str
    """A verdict id of the catalogue."""
    details: dict[str, str] = field(default_factory=dict)
    """What fills the braces of the verdict's sentence."""
    container: str = ""
    """xlsx, xls, ods, csv, html, xml2003, text … by the bytes, never by the extension."""
    source: str | None = None
    closest: str | None = None
    """The closest source when none fits."""
    evidence: PeriodEvidence = PeriodEvidence()
    rows: list[RawRow] = field(default_factory=list)
    rows_set_aside: int = 0
    """Non-blank lines below the header that are no rows of data: notes, signatures, column numbers, other sheets.
    Total rows are in ``rows`` with kind "total" and are not counted here."""
    sheets_read: tuple[str, ...] = ()
    columns_extra: tuple[str, ...] = ()
    columns_missing: tuple[str, ...] = ()
    """Optional fields that the file does not bring."""
    keep_bytes: bool = True
    """False only for a file that brings personal data nobody asked for: it is refused and not archived."""

    @property
    def rows_read(self) -> int:
        """Lines below the header: data, totals and what was set aside."""
        return sum(row.row_count for row in self.rows) + self.rows_set_aside

    def as_dict(self) -> dict[str, Any]:
        """For comparing two readings in tests."""
        return {slot: getattr(self, slot) for slot in self.__slots__}
