"""Bytes on disk: workbooks, text files and web systems' tables, the same for the same seed.

Belongs here: containers and writing the files. Does not belong here: what stands in them.
No clock: a workbook is made, and a file last modified, on the day that the office is said to have sent it.
"""

from __future__ import annotations

import csv
import html
import io
import os
from collections.abc import Iterable
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]

from pipelines.demo.dress import Grid, Shown, Wardrobe, dress
from pipelines.demo.look import PLAIN, Look, draw_look
from pipelines.demo.sheets import Sheetful
from pipelines.demo.spelling import cp1258, spellings
from pipelines.demo.truth import Truth

VIETNAM = timezone(timedelta(hours=7))


def _typed(cell: Shown) -> str:
    """The cell as text, as a program that saves text would put it."""
    if cell is None:
        return ""
    if isinstance(cell, date):
        return f"{cell:%d/%m/%Y}"
    return str(cell)


def _put(sheet: Any, row: int, column: int, cell: Shown, day_format: Any) -> None:
    if isinstance(cell, str):
        sheet.write_string(row, column, cell)
    elif isinstance(cell, date):
        sheet.write_datetime(row, column, datetime(cell.year, cell.month, cell.day), day_format)  # noqa: DTZ001 - a spreadsheet's date
    elif cell is not None:
        sheet.write_number(row, column, cell)


def _workbook(grids: list[Grid], made_on: date) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    book.set_properties({"created": datetime(made_on.year, made_on.month, made_on.day), "author": "soxom demo"})  # noqa: DTZ001
    day_format = book.add_format({"num_format": "dd/mm/yyyy"})
    for grid in grids:
        sheet = book.add_worksheet(grid.name)
        for top, left, bottom, right in grid.merges:
            sheet.merge_range(top, left, bottom, right, "")
        for row_number, row in enumerate(grid.rows):
            for column, cell in enumerate(row):
                _put(sheet, row_number, column, cell, day_format)
        if grid.hidden:
            sheet.hide()
    book.close()
    return out.getvalue()


def _text(grid: Grid, look: Look) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=look.delimiter, lineterminator="\r\n")
    width = max(len(row) for row in grid.rows)
    for row in grid.rows:
        writer.writerow([_typed(cell) for cell in row] + [""] * (width - len(row)))
    if look.encoding == "cp1258":
        return cp1258(out.getvalue())
    if look.encoding == "utf-16":
        return ("\ufeff" + out.getvalue()).encode("utf-16-le")  # named, so that the machine's byte order does not matter
    return out.getvalue().encode(look.encoding)


def _web_table(grid: Grid) -> bytes:
    lines = ['<html><head><meta charset="utf-8"></head><body><table border="1">']
    lines.extend("<tr>" + "".join(f"<td>{html.escape(_typed(cell))}</td>" for cell in row) + "</tr>" for row in grid.rows)
    return "\n".join([*lines, "</table></body></html>"]).encode()


def file_bytes(sheet: Sheetful, look: Look, wardrobe: Wardrobe) -> bytes:
    """The file's bytes."""
    grids = dress(sheet, look, wardrobe)
    if look.container == "text":
        return _text(grids[0], look)
    return _web_table(grids[0]) if look.container == "html" else _workbook(grids, sheet.received)


def wardrobe_of(truth: Truth) -> Wardrobe:
    """How this commune's hamlets are spelled."""
    return Wardrobe(truth.seed, spellings(truth.hamlets))


def write_sheets(folder: Path, truth: Truth, sheets: Iterable[Sheetful], *, messy: bool) -> list[Path]:
    """Write every sheet below the folder; the paths in order."""
    wardrobe = wardrobe_of(truth)
    paths: list[Path] = []
    for sheet in sheets:
        look = draw_look(truth.seed, sheet) if messy else PLAIN
        path = folder / sheet.folder / f"{sheet.name}.{look.extension}"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(file_bytes(sheet, look, wardrobe))
        moment = datetime(sheet.received.year, sheet.received.month, sheet.received.day, 8, tzinfo=VIETNAM).timestamp()
        os.utime(path, (moment, moment))
        paths.append(path)
    return paths
