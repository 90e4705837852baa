"""What each row below a table's header is: data, the total, or something to set aside.

Belongs here: where the table ends, and the lines that are no rows: headers printed again, column numbers, notes, signatures.
Does not belong here: the header (``headers.py``), one row by itself (``table_rows.py``), groups and totals (``sums.py``), words
(``row_words.py``), what a cell means (``values.py``), making rows of the values (``tables.py``).

A line with a value in its column is the table's wherever it stands: only another table's header ends a table for it. What has no value
waits until it is known whether such a line follows. Before one, a note is a note and a bare name a row that nobody filled in; with none
to follow, the notes and signatures below the table have begun, whatever their words.
"""

from __future__ import annotations

from typing import Literal

from pipelines.catalogue.model import Source
from pipelines.ingest.grid import Sheet
from pipelines.ingest.headers import Header
from pipelines.ingest.labels import Lookup
from pipelines.ingest.row_words import group_mark, is_page_number, names_a_hamlet, opens_a_group, says_to_date
from pipelines.ingest.sums import Aside, Body, settle_sums
from pipelines.ingest.table_rows import TableRows

__all__ = ["Aside", "Body", "sort_rows"]

_Kind = Literal["other_table", "header", "below_header", "data", "total", "ending", "page", "note", "bare", "bare_total"]
"""``data`` and ``total`` have a value; ``bare`` is a name alone or beside words, ``bare_total`` a total's label alone."""
_Place = Literal["joined", "apart", "ended"]
"""How a line without values stands to the table: right below its rows; below a blank line, the total or a page's number; among notes."""
_ROWS_ASKED = 5


def sort_rows(sheet: Sheet, header: Header, source: Source, lookup: Lookup) -> Body:
    """Every filled row below the header, as data, total or set aside."""
    rows = TableRows(sheet, header, source, lookup)
    walk = _Walk(rows)
    data, watch = walk.body.data, True
    for row in range(header.bottom + 1, len(sheet.rows)):
        if sheet.blank_row(row):
            watch = True
        elif not watch and rows.is_plain_data(row):
            data.append(row)
        else:
            watch = walk.take(row)
    walk.settle("below_table", ends=True)
    settle_sums(rows, walk.body, walk.labelled)
    walk.body.aside.sort()
    return walk.body


class _Walk:
    """Goes down the rows of one table, holding back those without values until it is known whether the table goes on."""

    def __init__(self, rows: TableRows) -> None:
        self.rows, self.body = rows, Body()
        self.labelled: list[int] = []
        """Rows labelled as a sum."""
        self.held: list[tuple[int, _Kind]] = []
        self.under_header = True
        self.has_values = False
        """Whether any row of data had a value: in a form that nobody filled in none has."""
        self.over = False
        """Whether another table's header was met, and not this one's again."""

    def take(self, row: int) -> bool:
        """Sort one row. Says whether the next one needs to be looked at as closely."""
        kind = self._kind_of(row)
        if kind == "header" and not (self.over and len(self.rows.filled(row)) < 2):
            self.settle("note", ends=True)
            self.under_header, self.over = True, self._is_year_so_far(row)
            self.body.put_aside(row, "note")
            if not self.over:
                self.body.headers.append(row)
        elif self.over or kind == "other_table":
            self.settle("below_table", ends=True)
            self.over = True
            self.body.put_aside(row, "below_table")
        else:
            self._take_own(row, kind)
        return bool(self.held) or self.under_header or self.over or kind == "total"

    def _is_year_so_far(self, header: int) -> bool:
        """Whether the table under a header that stands again holds a flow's sums of the year so far: the month's own stand above.

        The first table's title printed again on the next page says nothing new.
        """
        if self.rows.source.nature != "flow" or not self.has_values:
            return False
        last = max((*self.body.data[-1:], *self.labelled[-1:]), default=self.rows.header.bottom)
        said = {text for row in range(last + 1, header) for _, text in self.rows.texts(row) if says_to_date(text)}
        return bool(said) and not said <= {text for row in range(self.rows.header.top) for _, text in self.rows.texts(row)}

    def _take_own(self, row: int, kind: _Kind) -> None:
        if kind == "below_header":
            self.body.put_aside(row, "below_header")
        elif kind in ("data", "total"):
            self.settle("note", ends=False)
            (self.body.data if kind == "data" else self.labelled).append(row)
            self.under_header, self.has_values = False, True
        else:
            self.held.append((row, kind))

    def _kind_of(self, row: int) -> _Kind:
        again = None if self.rows.is_plain_data(row) and self.rows.anchors(row) else self.rows.repeats_header(row)
        if again is not None:
            return "header" if again else "other_table"
        if self.rows.numbers_columns(row, under_header=self.under_header):
            return "below_header"
        if self.rows.is_ending(row) and not (self.rows.name_of(row) and self._follows_on(row)):
            return "page" if all(is_page_number(text) for _, text in self.rows.texts(row)) else "ending"
        if self.rows.is_note(row):
            return "note"
        valued = self.rows.anchors(row, below_a_signature=any(held == "ending" for _, held in self.held))
        if self.rows.total_label(row):
            return "total" if valued else "bare_total"
        return "data" if valued else "bare"

    def settle(self, why: Aside, *, ends: bool) -> None:
        """Sort what was held back: before a row of the table (``ends`` false), or with none to follow in this part."""
        if not self.held:
            return
        last = max((*self.body.data[-1:], *self.labelled[-1:]), default=self.rows.header.bottom)
        place: _Place = "apart" if last in self.labelled[-1:] else "joined"
        for row, kind in self.held:
            if place == "joined" and any(self.rows.sheet.blank_row(between) for between in range(last + 1, row)):
                place = "apart"
            place = self._settle_one(row, kind, place, why, ends=ends)
            last = row
        self.held.clear()

    def _settle_one(self, row: int, kind: _Kind, place: _Place, why: Aside, *, ends: bool) -> _Place:
        """Sort one held row; gives the place of the next."""
        if kind == "bare":
            if self._is_row(row, place) if ends else self._is_row_before_others(row, place):
                self.body.data.append(row)
                return place
            self.body.put_aside(row, why)
            return "ended"
        if kind == "bare_total" and place != "ended":
            self.labelled.append(row)
            return "apart"
        self.body.put_aside(row, "note" if kind == "note" and place == "joined" else why)
        if kind == "ending":
            return "ended"
        is_number = kind == "note" and self.rows.number_of(row) is not None
        return "apart" if place == "joined" and not is_number else place

    def _is_row(self, row: int, place: _Place) -> bool:
        """Whether a line without values, with no row of the table after it, is a row that nobody filled in: signers have no numbers."""
        if place == "ended":
            return self._follows_on(row)
        name = self.rows.name_of(row)
        if self.rows.number_of(row) is not None or group_mark(self.rows.stt_of(row)):
            return True
        if self.rows.by_hamlet and (names_a_hamlet(name) or opens_a_group(name)):
            return True
        if place != "joined":
            return False
        return self.rows.has_hard_value(row) or self.rows.says_more_than_a_name(row) or not self._is_known_otherwise()

    def _is_row_before_others(self, row: int, place: _Place) -> bool:
        """The same where rows of the table follow: only what stands among notes is doubted."""
        if place != "ended" or self.rows.number_of(row) is not None:
            return True
        return self.rows.by_hamlet and names_a_hamlet(self.rows.name_of(row))

    def _follows_on(self, row: int) -> bool:
        """Whether the row's number is the next one."""
        before = self.rows.number_of(self.body.data[-1]) if self.body.data else 0
        return before is not None and self.rows.number_of(row) == before + 1

    def _is_known_otherwise(self) -> bool:
        """Whether a row would have shown itself: by a number, as the last ones do, or as a hamlet, which is reported if it is missing."""
        asked = self.body.data[-_ROWS_ASKED:]
        return self.has_values and (self.rows.by_hamlet or all(self.rows.number_of(row) is not None for row in asked))
