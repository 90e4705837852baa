"""Blank forms: a workbook a source, to be filled in by people and read back whole.

Belongs here: where cells stand, drop-downs, limits, sums, locks. Does not belong here: the words (``catalogue/forms.yml``), what is known
of hamlets and members (``quarter.known``).

A form asks for what the source declares, but for what nobody needs to type: stated rates, remarks, and names of people where the row
is not itself a person of the roster. Its title and headers are the source's own, so that it is recognised by them.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from pipelines.catalogue import Cadence, Catalogue, FieldKind, Source, SourceField, load_catalogue
from pipelines.catalogue.units import load_units
from pipelines.ingest.grid import column_letters
from pipelines.ingest.text import fold
from pipelines.quarter.known import Known, KnownPeriod
from pipelines.reports.packages import keep

_NO_DAY = datetime(2026, 1, 1)  # noqa: DTZ001 - a property of the file without a zone: it must be a day, and always the same
_EARLIEST, _LATEST = date(2000, 1, 1), date(2099, 12, 31)
_WIDTHS = {FieldKind.FREE_TEXT: 60, FieldKind.TEXT: 28, FieldKind.NAMES: 24, FieldKind.HAMLET: 24, FieldKind.TEAM: 24}
_WIDTH, _NARROW, _FORM_LABEL, _FORM_VALUE = 15, 6, 46, 44
_FONT = "Times New Roman"
_MARGIN_INCHES = {"left": 0.6, "right": 0.6, "top": 0.7, "bottom": 0.7}
_LINE, _GUIDE_WIDTH = 20, 78
"""The height of a line in points, and how many letters the guide's lines have."""
_HEAD_ROW = 4
"""The header of a table, 0-based: title, period and a note stand above it."""
_MAX_MESSAGE = 255
"""So many letters of a hint are shown by spreadsheet programs."""


def write_forms(folder: Path, known: Known, catalogue: Catalogue | None = None) -> list[Path]:
    """Write the fourteen forms into the folder, in the sources' order. The same knowledge writes the same bytes."""
    catalogue = catalogue or load_catalogue()
    written = []
    for source in catalogue.sources.values():
        path = folder / f"{fold(source.title.vi).replace(' ', '-')}.xlsx"
        keep(path, form_of(source, known, catalogue))
        written.append(path)
    return written


def form_of(source: Source, known: Known, catalogue: Catalogue) -> bytes:
    """One form's bytes."""
    import xlsxwriter  # noqa: PLC0415 - only where a workbook is written

    stream = io.BytesIO()
    options: dict[str, Any] = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    options["default_format_properties"] = {"font_name": _FONT, "font_size": 12}  # columns are measured in its digits
    with xlsxwriter.Workbook(stream, options) as workbook:
        workbook.set_properties({"title": source.title.vi, "author": "Sổ Xóm", "created": _NO_DAY})
        form = _Form(workbook, source, known, catalogue)
        form.draw()
    return stream.getvalue()


class _Form:
    """One workbook being drawn."""

    def __init__(self, workbook: Any, source: Source, known: Known, catalogue: Catalogue) -> None:
        self.source, self.known, self.catalogue, self.words = source, known, catalogue, catalogue.forms
        self.sheet, self.guide, self.lists = (
            workbook.add_worksheet(name) for name in (self.words.sheet, self.words.guide, self.words.lists)
        )
        self.lists.hide()
        base = {"font_name": _FONT, "font_size": 12, "valign": "vcenter"}
        boxed = {**base, "border": 1, "text_wrap": True}
        self.title = workbook.add_format({**base, "bold": True, "font_size": 14})
        self.plain = workbook.add_format(base)
        self.sentence = workbook.add_format({**base, "text_wrap": True})
        self.head = workbook.add_format({**boxed, "bold": True, "align": "center", "bg_color": "#D9D9D9"})
        self.label = workbook.add_format({**boxed, "indent": 1, "bg_color": "#F2F2F2"})
        self.number = workbook.add_format({**boxed, "align": "center", "bg_color": "#F2F2F2"})
        self.sum = workbook.add_format({**boxed, "bold": True, "bg_color": "#F2F2F2", "num_format": "#,##0"})
        blank = {**boxed, "locked": False}
        self.free = {
            FieldKind.COUNT: workbook.add_format({**blank, "num_format": "#,##0"}),
            FieldKind.DATE: workbook.add_format({**blank, "num_format": "dd/mm/yyyy"}),
        }
        self.text = workbook.add_format({**blank, "num_format": "@"})
        self.where: dict[str, str] = {}
        """The cell or column of each field, for the guide."""

    # what is asked for

    @cached_property
    def fields(self) -> list[SourceField]:
        """The columns or labels, in the declared order."""
        left_out = {FieldKind.IGNORED, FieldKind.PERCENT} | ({FieldKind.PERSONAL} if self.source.nature != "reference" else set())
        return [field for field in self.source.fields if field.kind not in left_out]

    @cached_property
    def periods(self) -> Sequence[KnownPeriod]:
        """What the file may be about; none for what is dated row by row or changes when it changes."""
        if self.source.cadence is Cadence.MONTHLY:
            return self.known.months
        return self.known.quarters if self.source.cadence is Cadence.QUARTERLY else ()

    @cached_property
    def rows(self) -> list[dict[str, Any]]:
        """The rows that are known beforehand: a hamlet each, or all that the registry or the roster holds."""
        if self.source.key == ("hamlet",) and self.source.layout == "table":
            return [{"hamlet": hamlet.label} for hamlet in self.known.present]
        if "hamlet_code" in self.source.key:
            names = ("name", "aliases", "former_commune", "made_of", "valid_from", "valid_to")
            fields = {name: "hamlet_name" if name == "name" else name for name in names}
            return [
                {"hamlet_code": one.code, **{field: getattr(one, name) for name, field in fields.items()}} for one in self.known.hamlets
            ]
        if self.source.nature == "reference":
            return [
                {
                    "member_code": one.code,
                    "team": one.team or self.words.commune_team,
                    "role": next(iter(self.source.field("role").choices.get(one.role or "", ())), None),
                    "valid_from": one.valid_from,
                    "valid_to": one.valid_to,
                }
                for one in self.known.members
            ]
        return []

    @cached_property
    def is_closed(self) -> bool:
        """Whether the known rows are all there are: one for each hamlet, with the total below them."""
        return bool(self.rows) and self.source.nature != "reference"

    # drawing

    def draw(self) -> None:
        """The form, its drop-downs' sheet, its guide."""
        self._lists()
        self.sheet.write_string(0, 0, self.source.title.vi, self.title)
        self.sheet.set_default_row(_LINE)
        (self._labels if self.source.layout == "form" else self._table)()
        self._guide()
        self.sheet.protect("", {"format_cells": True, "format_columns": True, "format_rows": True, "sort": True})
        for sheet in (self.sheet, self.guide):
            sheet.set_paper(9)
            sheet.fit_to_pages(1, 0)
            sheet.set_margins(**_MARGIN_INCHES)
            sheet.center_horizontally()
        self.sheet.activate()

    def _lists(self) -> None:
        """A column a drop-down, without headings: with them it could be taken for a registry or a roster."""
        hamlets = [hamlet.label for hamlet in self.known.present]
        members = sorted({member.code for member in self.known.members if member.is_active})
        columns = (hamlets, [*hamlets, self.words.commune_team], members, [period.words for period in self.periods])
        for column, values in enumerate(columns):
            for row, value in enumerate(values):
                self.lists.write_string(row, column, value)
        for row, period in enumerate(self.periods):
            for column, day in ((4, period.first), (5, period.last)):
                if day is not None:
                    self.lists.write_datetime(row, column, day, self.free[FieldKind.DATE])
        self.lengths = [len(values) for values in columns]

    def _labels(self) -> None:
        """A label and the cell beside it. Nothing stands right of that cell: it would be read as the answer."""
        self.sheet.write_string(1, 0, f"({self.words.note})", self.plain)
        self.sheet.set_column(0, 0, _FORM_LABEL)
        self.sheet.set_column(1, 1, _FORM_VALUE)
        names = [field.id for field in self.fields]
        period = next((3 + names.index(field.id) for field in self.fields if field.kind is FieldKind.PERIOD), None)
        self.period_cell = None if period is None else f"$B${period + 1}"
        for row, field in enumerate(self.fields, start=3):
            self.sheet.write_string(row, 0, f"{field.title.vi}:", self.label)
            self._blank(row, 1, field, self.periods[0].words if field.kind is FieldKind.PERIOD and len(self.periods) == 1 else None)
            self._limit(row, 1, row, 1, field)
            self.where[field.id] = f"Ô B{row + 1}"
            if field.kind is FieldKind.FREE_TEXT:
                self.sheet.set_row(row, 120)
        self.sheet.set_portrait()

    def _table(self) -> None:
        """The period, a header, the known rows and their total; or the total, and lines to fill in below it."""
        self.sheet.set_landscape()
        self.period_cell = "$B$2" if self.periods else None
        if self.periods:
            self.sheet.write_string(1, 0, f"{self.words.period}:", self.plain)
            period = SourceField(id="period", kind=FieldKind.PERIOD, title=self.source.title)
            self._blank(1, 1, period, self.periods[0].words if len(self.periods) == 1 else None)
            self._limit(1, 1, 1, 1, period)
        self.sheet.write_string(2, 0, f"({self.words.note})", self.plain)
        for row in range(_HEAD_ROW):
            self.sheet.set_row(row, _LINE, self.plain)
        self.sheet.set_row(_HEAD_ROW, 2 * _LINE)
        self.sheet.write_string(_HEAD_ROW, 0, self.words.row_label, self.head)
        self.sheet.set_column(0, 0, 14 if self.periods else _NARROW)
        summed = [field for field in self.fields if self._is_summed(field)]
        first = _HEAD_ROW + 1 + (bool(summed) and not self.is_closed)
        last = first + (len(self.rows) if self.is_closed else self.words.free_rows) - 1
        for column, field in enumerate(self.fields, start=1):
            letters = column_letters(column)
            self.where[field.id] = f"Cột {letters}"
            self.sheet.write_string(_HEAD_ROW, column, field.title.vi, self.head)
            self.sheet.set_column(column, column, _WIDTHS.get(field.kind, _WIDTH), None if self.is_closed else self._format(field))
            self._limit(first, column, last, column, field)
        for row, values in enumerate(self.rows, start=first):
            if self.is_closed:
                self.sheet.write_number(row, 0, row - first + 1, self.number)
            for column, field in enumerate(self.fields, start=1):
                self._blank(row, column, field, values.get(field.id))
        if summed:
            self._total(last + 1 if self.is_closed else _HEAD_ROW + 1, first, last)
        self.sheet.freeze_panes(first if not self.is_closed else _HEAD_ROW + 1, 2)
        self.sheet.repeat_rows(_HEAD_ROW)

    def _total(self, row: int, first: int, last: int) -> None:
        self.sheet.write_blank(row, 0, None, self.sum)
        self.sheet.write_string(row, 1, self.words.total, self.sum)
        for column, field in enumerate(self.fields[1:], start=2):
            letters = column_letters(column)
            if self._is_summed(field):
                self.sheet.write_formula(row, column, f"=SUM({letters}{first + 1}:{letters}{last + 1})", self.sum, 0)
            else:
                self.sheet.write_blank(row, column, None, self.sum)

    def _is_summed(self, field: SourceField) -> bool:
        return field.kind is FieldKind.COUNT and self.source.nature != "reference" and field.unit not in self.words.not_summed

    def _format(self, field: SourceField) -> Any:
        return self.free.get(field.kind, self.text)

    def _blank(self, row: int, column: int, field: SourceField, value: Any) -> None:
        """A cell to fill in, or what is known of it. A hamlet that has its row is not chosen again."""
        if value is None:
            self.sheet.write_blank(row, column, None, self._format(field))
        elif isinstance(value, date):
            self.sheet.write_datetime(row, column, value, self._format(field))
        else:
            fixed = field.kind is FieldKind.HAMLET and self.is_closed
            self.sheet.write_string(row, column, str(value), self.label if fixed else self._format(field))

    # limits

    def _limit(self, top: int, left: int, bottom: int, right: int, field: SourceField) -> None:
        rule = self._rule(field, top)
        hint = self._hint(field)[:_MAX_MESSAGE]
        shown = {"input_message": hint, "error_title": self.words.refused, "error_message": hint}
        self.sheet.data_validation(top, left, bottom, right, {**rule, **shown})

    def _rule(self, field: SourceField, row: int) -> dict[str, Any]:
        if field.kind is FieldKind.COUNT:
            return {"validate": "integer", "criteria": "between", "minimum": 0, "maximum": self._largest(field, row)}
        if field.kind is FieldKind.DATE:
            first, last = self._days(field)
            return {"validate": "date", "criteria": "between", "minimum": first, "maximum": last}
        if field.kind is FieldKind.MARK:
            return {"validate": "list", "source": [self.words.tick]}
        if field.kind is FieldKind.CHOICE:
            return {"validate": "list", "source": [words[0] for words in field.choices.values()]}
        column = self._list_of(field)
        if column is not None and self.lengths[column]:
            letters = column_letters(column)
            return {"validate": "list", "source": f"={self.words.lists}!${letters}$1:${letters}${self.lengths[column]}"}
        return {"validate": "any"}

    def _list_of(self, field: SourceField) -> int | None:
        """The drop-down's column. The registry and the roster name new ones, so they are not held to what is known."""
        if field.kind in (FieldKind.HAMLET, FieldKind.TEAM, FieldKind.PERIOD):
            return {FieldKind.HAMLET: 0, FieldKind.TEAM: 1, FieldKind.PERIOD: 3}[field.kind]
        return 2 if field.id == "member_code" and self.source.nature != "reference" else None

    def _largest(self, field: SourceField, row: int) -> int | str:
        """The whole of the same row where it is filled in and stands in this form."""
        names = [other.id for other in self.fields]
        if field.whole not in names or self.source.layout == "form":
            return self.words.largest_count
        cell = f"${column_letters(names.index(field.whole) + 1)}{row + 1}"
        return f'=IF({cell}="",{self.words.largest_count},{cell})'

    def _is_dated(self, field: SourceField) -> bool:
        """Whether the date must lie in the period: the rule that asks for it names the fields."""
        return field.id in self.catalogue.checks["date_outside_period"].columns

    def _days(self, field: SourceField) -> tuple[Any, Any]:
        """The first and last day of the chosen period; of all of them until one is chosen; else any day of the century."""
        spans = [(one.first, one.last) for one in self.periods or self.known.months if one.first is not None and one.last is not None]
        if not self._is_dated(field) or not spans:
            return _EARLIEST, _LATEST
        bounds = min(first for first, _ in spans), max(last for _, last in spans)
        if self.period_cell is None or len(spans) < len(self.periods):
            return bounds
        table = f"{self.words.lists}!$D$1:$F${len(self.periods)}"
        return tuple(
            f"=IFERROR(VLOOKUP({self.period_cell},{table},{place},FALSE),DATE({day.year},{day.month},{day.day}))"
            for place, day in zip((2, 3), bounds, strict=True)
        )  # type: ignore[return-value] # a pair

    # words

    def _hint(self, field: SourceField) -> str:
        parts = [self.words.hints[field.kind]]
        if field.id in self.words.examples:
            parts.append(f"Ví dụ: {self.words.examples[field.id]}.")
        if field.kind is FieldKind.COUNT and field.unit in load_units():
            parts.insert(0, f"Đơn vị: {load_units()[field.unit].vi}.")
        if field.whole is not None and field.whole in {other.id for other in self.fields}:
            parts.append(self.words.not_above.format(whole=self.source.field(field.whole).title.vi))
        if field.kind is FieldKind.DATE and self._is_dated(field):
            parts.append(self.words.in_period)
        return " ".join(parts)

    def _guide(self) -> None:
        """How to fill it in, a sentence a line. A form's labels are not said again: they would be read as another form."""
        office = self.catalogue.organisations[self.catalogue.slips.office].title.vi
        cell = "" if self.period_cell is None else self.period_cell.replace("$", "")
        lines = [self.source.description.vi]
        steps = [step for step in self.words.steps if cell or "{period}" not in step]
        lines += [f"{number}. {step.format(period=cell, office=office)}" for number, step in enumerate(steps, start=1)]
        for field in self.fields:
            name = "" if self.source.layout == "form" else f" «{field.title.vi}»"
            lines.append(f"{self.where[field.id]}{name}: {self._hint(field)}")
        self.guide.set_column(0, 0, _GUIDE_WIDTH)
        self.guide.write_string(0, 0, self.words.guide.upper(), self.title)
        for row, line in enumerate(lines, start=1):
            self.guide.write_string(row, 0, line, self.sentence)
            self.guide.set_row(row, _LINE * (1 + len(line) // _GUIDE_WIDTH))
        self.guide.protect()
