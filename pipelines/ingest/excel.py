"""Excel workbooks (.xlsx, .xlsm, .xls) by python-calamine.

Belongs here: opening them and laying what the library reads beside what only the raw bytes tell (``package.py``, ``biff.py``).
Does not belong here: other containers, or what the cells mean.
"""

from __future__ import annotations

import io
from typing import Any

import python_calamine as calamine

from pipelines.ingest import biff, package
from pipelines.ingest.grid import MAX_CELLS, Row, Sheet, Workbook
from pipelines.ingest.verdicts import Refusal


def read_excel(content: bytes, container: str) -> Workbook:
    """Every worksheet of the workbook, hidden ones too."""
    facts = _facts(content, container)
    book = _open(content)
    sheets = []
    for index, meta in enumerate(book.sheets_metadata):
        if meta.typ in (calamine.SheetTypeEnum.WorkSheet, calamine.SheetTypeEnum.MacroSheet):
            sheets.append(_sheet(book, meta, index, facts.get(index, package.SheetFacts(merged=True))))
    return Workbook(container, sheets)


def _facts(content: bytes, container: str) -> dict[int, package.SheetFacts]:
    if container in ("xlsx", "xlsm"):
        return package.look_into(content)
    return biff.look_into(content) if container == "xls" else {}


def _open(content: bytes) -> Any:
    try:
        return calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    except (KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except BaseException as error:  # a panic inside the library is no Exception
        raise Refusal("password" if _asks_for_password(error) else "damaged") from error


def _asks_for_password(error: BaseException) -> bool:
    return isinstance(error, calamine.PasswordError) or "password" in str(error).lower()


def _sheet(book: Any, meta: Any, index: int, facts: package.SheetFacts) -> Sheet:
    try:
        sheet = book.get_sheet_by_index(index)
        if sheet.total_height * sheet.total_width > MAX_CELLS:
            raise Refusal("blank_rows", sheet=meta.name, rows=str(sheet.total_height))
        rows: list[Row] = sheet.to_python(skip_empty_area=False)
        merged = sheet.merged_cell_ranges or [] if facts.merged else []
    except (KeyboardInterrupt, SystemExit, MemoryError, Refusal):
        raise
    except BaseException as error:
        raise Refusal("password" if _asks_for_password(error) else "damaged") from error
    _put_right(rows, facts.errors)
    _put_right(rows, dict.fromkeys(facts.uncomputed, ""))
    spans = [(top, left, bottom, right) for (top, left), (bottom, right) in merged]
    hidden = meta.visible != calamine.SheetVisibleEnum.Visible
    return Sheet(meta.name, index, rows, hidden=hidden, spans=spans, uncomputed=facts.uncomputed)


def _put_right(rows: list[Row], cells: dict[tuple[int, int], str]) -> None:
    """The library reads ``#REF!`` as a blank, and a result that was never computed as 0; both are put right."""
    for (row, column), text in cells.items():
        while len(rows) <= row:
            rows.append([])
        if len(rows[row]) <= column:
            rows[row].extend([""] * (column + 1 - len(rows[row])))
        rows[row][column] = text
