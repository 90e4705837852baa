"""Grids as bytes: workbooks, text files, and what web systems call ".xls": HTML tables and SpreadsheetML 2003.

Belongs here: one function a container. Does not belong here: which file gets which (``look.py``), paths (``write.py``).
No clock: a workbook is made on the day that the office is said to have sent it.
"""

from __future__ import annotations

import csv
import html
import io
from datetime import date, datetime
from typing import Any

import xlsxwriter

from pipelines.demo.dress import Grid, Shown
from pipelines.demo.look import Look
from pipelines.demo.spelling import cp1258

SPREADSHEETML = "urn:schemas-microsoft-com:office:spreadsheet"


def midnight(day: date) -> datetime:
    """The day as a spreadsheet keeps it: a moment without a zone."""
    return datetime(day.year, day.month, day.day)  # noqa: DTZ001 - spreadsheets know no zones


def typed(cell: Shown) -> str:
    """The cell as text, as a program that saves text would put it."""
    if cell is None:
        return ""
    if isinstance(cell, date):
        return f"{cell:%d/%m/%Y}"
    return str(cell)


def _put(sheet: Any, row: int, column: int, cell: Shown, *, day_format: Any) -> None:
    if isinstance(cell, str):
        sheet.write_string(row, column, cell)
    elif isinstance(cell, date):
        sheet.write_datetime(row, column, midnight(cell), day_format)
    elif cell is not None:
        sheet.write_number(row, column, cell)


def workbook(grids: list[Grid], made_on: date) -> bytes:
    """An .xlsx; XlsxWriter itself dates the parts of the archive to 1980."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    book.set_properties({"created": midnight(made_on), "author": "soxom demo"})
    day_format = book.add_format({"num_format": "dd/mm/yyyy"})
    for grid in grids:
        sheet = book.add_worksheet(grid.name)
        for top, left, bottom, right in grid.merges:
            sheet.merge_range(top, left, bottom, right, "")
        for row_number, row in enumerate(grid.rows):
            for column, cell in enumerate(row):
                _put(sheet, row_number, column, cell, day_format=day_format)
        if grid.hidden:
            sheet.hide()
    book.close()
    return out.getvalue()


def text(grid: Grid, look: Look) -> bytes:
    """Delimited text in the look's encoding."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=look.delimiter, lineterminator="\r\n")
    width = max(len(row) for row in grid.rows)
    for row in grid.rows:
        writer.writerow([typed(cell) for cell in row] + [""] * (width - len(row)))
    if look.encoding == "cp1258":
        return cp1258(out.getvalue())
    if look.encoding == "utf-16":
        return ("\ufeff" + out.getvalue()).encode("utf-16-le")  # named, so that the machine's byte order does not matter
    return out.getvalue().encode(look.encoding)


def web_table(grid: Grid) -> bytes:
    """An HTML table; merged cells become spans, and the cells that they cover are left out."""
    spans = {(top, left): (bottom - top + 1, right - left + 1) for top, left, bottom, right in grid.merges}
    covered = {
        (row, column)
        for top, left, bottom, right in grid.merges
        for row in range(top, bottom + 1)
        for column in range(left, right + 1)
        if (row, column) != (top, left)
    }
    lines = ['<html><head><meta charset="utf-8"></head><body><table border="1">']
    for row_number, row in enumerate(grid.rows):
        cells: list[str] = []
        for column, cell in enumerate(row):
            if (row_number, column) not in covered:
                down, across = spans.get((row_number, column), (1, 1))
                marks = (f' rowspan="{down}"' if down > 1 else "") + (f' colspan="{across}"' if across > 1 else "")
                cells.append(f"<td{marks}>{html.escape(typed(cell))}</td>")
        lines.append(f"<tr>{''.join(cells)}</tr>")
    return "\n".join([*lines, "</table></body></html>"]).encode()


def _xml_cell(column: int, cell: Shown) -> str:
    if isinstance(cell, str):
        kind, shown = "String", html.escape(cell)
    elif isinstance(cell, date):
        kind, shown = "DateTime", f"{cell.isoformat()}T00:00:00.000"
    else:
        kind, shown = "Number", str(cell)
    return f'<Cell ss:Index="{column}"><Data ss:Type="{kind}">{shown}</Data></Cell>'


def spreadsheetml(grids: list[Grid]) -> bytes:
    """SpreadsheetML 2003: blank cells are left out, the next one says its column."""
    lines = ['<?xml version="1.0" encoding="utf-8"?>', '<?mso-application progid="Excel.Sheet"?>']
    lines.append(f'<Workbook xmlns="{SPREADSHEETML}" xmlns:ss="{SPREADSHEETML}">')
    for grid in grids:
        lines.append(f'<Worksheet ss:Name="{html.escape(grid.name)}"><Table>')
        for row in grid.rows:
            cells = "".join(_xml_cell(column, cell) for column, cell in enumerate(row, start=1) if cell is not None)
            lines.append(f"<Row>{cells}</Row>")
        lines.append("</Table></Worksheet>")
    return "\n".join([*lines, "</Workbook>"]).encode()
