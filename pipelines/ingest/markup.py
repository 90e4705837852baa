"""Spreadsheets that are markup with an Excel ending: HTML tables and SpreadsheetML 2003.

Belongs here: laying their rows and cells out. No entity is expanded and nothing is fetched.
Does not belong here: how the bytes of a page become text (``text_tables.decode``), or what the cells mean.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from pipelines.ingest.grid import MAX_CELLS, Cell, Row, Sheet, Span, Workbook
from pipelines.ingest.text_tables import decode
from pipelines.ingest.verdicts import Refusal

_SS = "{urn:schemas-microsoft-com:office:spreadsheet}"
_X = "{urn:schemas-microsoft-com:office:excel}"
_BLOCKS = ("h1", "h2", "h3", "h4", "h5", "h6", "p", "div", "caption", "center")
_INLINE = ("b", "strong", "span", "font")
_MAX_SPAN = 1000
"""What browsers allow."""
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w\-]+)", re.IGNORECASE)


def read_html(content: bytes) -> Workbook:
    """The page as one sheet: its tables one below the other, text between them as rows of one cell."""
    from lxml import etree, html  # noqa: PLC0415 - slow to import, and few files need it

    found = _CHARSET.search(content[:4096])
    text = _DECLARATION.sub("", decode(content, declared=found[1].decode("ascii") if found else None))
    try:
        root = html.document_fromstring(text, parser=html.HTMLParser(no_network=True, huge_tree=False))
    except (etree.LxmlError, ValueError) as error:
        raise Refusal("damaged") from error
    sheet = Sheet("HTML", 0, [])
    reaching: list[Span] = []
    for node in root.iter("tr", *_BLOCKS, *_INLINE):
        if node.tag == "tr":
            _html_row(node, sheet, reaching)
        elif _stands_alone(node):
            words = " ".join("".join(_pieces(node)).split())
            if words:
                sheet.rows.append([words])
    return Workbook("html", [sheet])


def _stands_alone(node: Any) -> bool:
    """A block of text outside the tables that holds no other block, so that nothing is said twice."""
    if next(node.iterancestors("tr", "caption", *(_BLOCKS if node.tag in _INLINE else ())), None) is not None:
        return False
    return next(node.iterdescendants("table", *_BLOCKS), None) is None


def _spread(text: str | None) -> int:
    return min(int(text), _MAX_SPAN) if text and text.strip().isdecimal() and int(text) > 0 else 1


def _html_row(node: Any, sheet: Sheet, reaching: list[Span]) -> None:
    """Lay one row out around the cells that reach down into it."""
    known = len(sheet.spans)
    row_index = len(sheet.rows)
    reaching[:] = [span for span in reaching if span[2] >= row_index]
    taken = {column for _, left, _, right in reaching for column in range(left, right + 1)}
    row: Row = []
    column = 0
    for cell in node.iterchildren("td", "th"):
        while column in taken:
            column += 1
        row.extend([None] * (column - len(row)))
        across, down = _spread(cell.get("colspan")), _spread(cell.get("rowspan"))
        row.append(_html_value(cell))
        if across > 1 or down > 1:
            sheet.spans.append((row_index, column, row_index + down - 1, column + across - 1))
        column += across
    reaching.extend(span for span in sheet.spans[known:] if span[2] > row_index)
    sheet.rows.append(row)


def _html_value(cell: Any) -> Cell:
    if next(cell.iterdescendants("table"), None) is not None:
        return None
    number = cell.get("x:num")
    if number:
        try:
            return float(number)
        except ValueError:
            pass
    return "".join(_pieces(cell)).strip(" \r\n\t") or None


def _pieces(cell: Any) -> list[str]:
    """The text inside, with a space for each line break."""
    out = [cell.text or ""]
    for child in cell.iterdescendants():
        if child.tag in ("br", "p", "div"):
            out.append(" ")
        if isinstance(child.tag, str):
            out.append(child.text or "")
        out.append(child.tail or "")
    return out


def read_xml2003(content: bytes) -> Workbook:
    """The worksheets of a SpreadsheetML 2003 file."""
    from lxml import etree  # noqa: PLC0415 - slow to import, and few files need it

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(content.lstrip(b"\xef\xbb\xbf \r\n\t"), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Refusal("damaged") from error
    return Workbook("xml2003", [_xml_sheet(node, index) for index, node in enumerate(root.iterfind(f"{_SS}Worksheet"))])


def _xml_sheet(node: Any, index: int) -> Sheet:
    name = node.get(f"{_SS}Name", "")
    visible = node.findtext(f"{_X}WorksheetOptions/{_X}Visible") or ""
    sheet = Sheet(name, index, [], hidden="Hidden" in visible)
    uncomputed: set[tuple[int, int]] = set()
    laid = 0
    for row_node in node.iterfind(f"{_SS}Table/{_SS}Row"):
        target = _index(row_node, len(sheet.rows))
        row, pending = _xml_row(row_node, sheet, target)
        laid += len(row) + target - len(sheet.rows)
        if laid > MAX_CELLS:
            raise Refusal("blank_rows", sheet=name, rows=str(target + 1))
        sheet.rows.extend([] for _ in range(target - len(sheet.rows)))
        sheet.rows.append(row)
        uncomputed |= {(target, column) for column in pending}
    sheet.uncomputed = frozenset(uncomputed)
    return sheet


def _index(node: Any, following: int) -> int:
    text = node.get(f"{_SS}Index")
    return max(following, int(text) - 1) if text and text.isdecimal() and len(text) < 10 else following


def _xml_row(node: Any, sheet: Sheet, row_index: int) -> tuple[Row, list[int]]:
    row: Row = []
    pending: list[int] = []
    column = 0
    for cell in node.iterfind(f"{_SS}Cell"):
        column = _index(cell, column)
        if column > MAX_CELLS:
            raise Refusal("blank_rows", sheet=sheet.name, rows=str(row_index + 1))
        value = _xml_value(cell)
        if value is not None:
            row.extend([None] * (column - len(row)))
            row.append(value)
        elif cell.get(f"{_SS}Formula") and cell.find(f"{_SS}Data") is None:
            pending.append(column)
        across, down = _more(cell, "MergeAcross"), _more(cell, "MergeDown")
        if across or down:
            sheet.spans.append((row_index, column, row_index + down, column + across))
        column += 1 + across
    return row, pending


def _more(cell: Any, name: str) -> int:
    text = cell.get(f"{_SS}{name}") or "0"
    return min(int(text), _MAX_SPAN) if text.isdecimal() else 0


def _xml_value(cell: Any) -> Cell:
    data = cell.find(f"{_SS}Data")
    if data is None:
        return None
    text = "".join(data.itertext())
    kind = data.get(f"{_SS}Type")
    try:
        if kind == "Number":
            return float(text)
        if kind == "DateTime":
            return dt.datetime.fromisoformat(text)
    except ValueError:
        return text or None
    return bool(text == "1") if kind == "Boolean" else text or None
