"""OpenDocument spreadsheets (.ods).

Belongs here: walking ``content.xml``. It is done here and not by the Excel library because that one lays out repeated cells as they are
counted, and a file of two kilobytes can ask for more memory than there is.
Does not belong here: other containers, or what the cells mean.
"""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from typing import Any

from pipelines.ingest.grid import MAX_CELLS, Cell, Row, Sheet, Workbook
from pipelines.ingest.sniff import BROKEN_ZIP
from pipelines.ingest.verdicts import Refusal

_NS = "{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}"
_OFFICE, _TABLE, _TEXT, _STYLE = (_NS % name for name in ("office", "table", "text", "style"))
_CALC = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"
_ROWS = (f"{_TABLE}table-row",)
_CELLS = (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell")


def read_opendocument(content: bytes) -> Workbook:
    """Every sheet of the document, hidden ones too."""
    from lxml import etree  # noqa: PLC0415 - slow to import, and few files need it

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            root = etree.fromstring(archive.read("content.xml"), parser)
    except (*BROKEN_ZIP, etree.XMLSyntaxError) as error:
        raise Refusal("damaged") from error
    hidden_styles = _hidden_styles(root)
    tables = root.iterfind(f"{_OFFICE}body/{_OFFICE}spreadsheet/{_TABLE}table")
    return Workbook("ods", [_sheet(table, index, hidden_styles) for index, table in enumerate(tables)])


def _hidden_styles(root: Any) -> set[str]:
    properties = root.iter(f"{_STYLE}table-properties")
    return {node.getparent().get(f"{_STYLE}name") for node in properties if node.get(f"{_TABLE}display") == "false"}


def _count(node: Any, name: str) -> int:
    text = node.get(f"{_TABLE}{name}", "1")
    return int(text) if text.isdecimal() and text != "0" else 1


def _sheet(table: Any, index: int, hidden_styles: set[str]) -> Sheet:
    name = table.get(f"{_TABLE}name", "")
    sheet = Sheet(name, index, [], hidden=table.get(f"{_TABLE}style-name") in hidden_styles)
    uncomputed: set[tuple[int, int]] = set()
    waiting = laid = 0
    for node in table.iter(*_ROWS):
        if node.iterancestors(f"{_TABLE}table").__next__() is not table:
            continue
        row, pending = _row(node, sheet, len(sheet.rows) + waiting)
        repeat = _count(node, "number-rows-repeated")
        if not row and not pending:
            waiting += repeat
            continue
        laid += waiting + len(row) * repeat
        if laid > MAX_CELLS:
            raise Refusal("blank_rows", sheet=name, rows=str(len(sheet.rows) + waiting + repeat))
        sheet.rows.extend([] for _ in range(waiting))
        waiting = 0
        uncomputed |= {(len(sheet.rows), column) for column in pending}
        sheet.rows.extend(list(row) for _ in range(repeat))
    sheet.uncomputed = frozenset(uncomputed)
    return sheet


def _row(node: Any, sheet: Sheet, row_index: int) -> tuple[Row, list[int]]:
    """The row's cells up to its last filled one, and the columns whose formula has no result."""
    row: Row = []
    pending: list[int] = []
    column = 0
    for cell in node.iterchildren(*_CELLS):
        value = _value(cell)
        repeat = _count(cell, "number-columns-repeated")
        if value is not None:
            if column + repeat > MAX_CELLS:
                raise Refusal("blank_rows", sheet=sheet.name, rows=str(row_index + 1))
            row.extend([None] * (column - len(row)))
            row.extend([value] * repeat)
        elif cell.get(f"{_TABLE}formula") is not None and cell.get(f"{_OFFICE}value-type") is None:
            pending.append(column)
        _add_span(cell, sheet, row_index, column)
        column += repeat
    return row, pending


def _add_span(cell: Any, sheet: Sheet, row: int, column: int) -> None:
    across, down = _count(cell, "number-columns-spanned"), _count(cell, "number-rows-spanned")
    if across > 1 or down > 1:
        sheet.spans.append((row, column, row + down - 1, column + across - 1))


def _value(cell: Any) -> Cell:
    kind = cell.get(f"{_OFFICE}value-type") or ""
    if cell.get(f"{_CALC}value-type") == "error":
        return _text(cell) or "#VALUE!"
    if kind in ("float", "currency", "percentage"):
        return _number(cell.get(f"{_OFFICE}value"), cell)
    if kind == "date":
        return _date(cell.get(f"{_OFFICE}date-value"), cell)
    if kind == "boolean":
        return bool(cell.get(f"{_OFFICE}boolean-value") == "true")
    return _text(cell) or None


def _number(text: str | None, cell: Any) -> Cell:
    try:
        return float(text or "")
    except ValueError:
        return _text(cell) or None


def _date(text: str | None, cell: Any) -> Cell:
    try:
        stamp = dt.datetime.fromisoformat(text or "")
    except ValueError:
        return _text(cell) or None
    return stamp if "T" in (text or "") else stamp.date()


def _text(cell: Any) -> str:
    """The cell's paragraphs, a line each; notes attached to the cell are not its text."""
    return "\n".join(_paragraph(node) for node in cell.iterchildren(f"{_TEXT}p"))


def _paragraph(node: Any) -> str:
    out = node.text or ""
    for child in node:
        if child.tag == f"{_TEXT}s":
            out += " " * min(int(child.get(f"{_TEXT}c", "1")), 100)
        elif child.tag in (f"{_TEXT}tab", f"{_TEXT}line-break"):
            out += " "
        elif isinstance(child.tag, str) and not child.tag.startswith(_OFFICE):
            out += _paragraph(child)
        out += child.tail or ""
    return out
