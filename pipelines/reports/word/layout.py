"""Tables and fields that python-docx has no words for.

Belongs here: their XML. Does not belong here: what they say.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from pipelines.reports.word.parts import Table

_CELL_SIDE_TWIPS = 70
_AFTER_WIDTH = tuple(f"w:{name}" for name in ("jc", "tblCellSpacing", "tblInd", "tblBorders", "shd", "tblLayout", "tblCellMar", "tblLook"))
"""What the format wants behind a table's width."""


def add_field(paragraph: Any, code: str) -> None:
    """A field that Word works out itself, such as the page's number."""
    for kind in ("begin", None, "end"):
        run = paragraph.add_run()
        if kind is None:
            text = OxmlElement("w:instrText")
            text.set(qn("xml:space"), "preserve")
            text.text = f" {code} "
            run._r.append(text)
        else:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
            run._r.append(mark)


def bare_table(document: Any, widths_mm: Sequence[float], rows: int) -> Any:
    """A table without lines or inner margins, to put blocks side by side."""
    table = document.add_table(rows=rows, cols=len(widths_mm))
    _frame(table, widths_mm, side=0)
    return table


def lined_table(document: Any, shape: Table) -> Any:
    """A table with lines: heading rows that repeat on each page, and rows that are never cut in two."""
    table = document.add_table(rows=1, cols=len(shape.columns))
    table.style = document.styles["Table Grid"]
    for cell, column in zip(table.rows[0].cells, shape.columns, strict=True):
        _fill(document, cell, column.heading, "VB Ô đầu bảng")
    mark_row(table.rows[0], "w:tblHeader")
    for before, cells, after in shape.bodies():
        for tag in before:
            _fill(document, table.add_row().cells[0], tag, "VB Ô chữ")
        row = table.add_row()
        for cell, column, text in zip(row.cells, shape.columns, cells, strict=True):
            _fill(document, cell, text, column.style)
        for tag in after:
            _fill(document, table.add_row().cells[0], tag, "VB Ô chữ")
    _frame(table, [column.width_mm for column in shape.columns], side=_CELL_SIDE_TWIPS)
    for row in table.rows:
        mark_row(row, "w:cantSplit")
    document.add_paragraph(style="VB Sau bảng")
    return table


def _fill(document: Any, cell: Any, text: str, style: str) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.style = document.styles[style]
    paragraph.add_run(text)
    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER


def mark_row(row: Any, tag: str) -> None:
    """Say something of a row, such as that it is never cut in two."""
    properties = row._tr.get_or_add_trPr()
    mark = OxmlElement(tag)
    if tag == "w:cantSplit":
        properties.insert(0, mark)
    else:
        properties.append(mark)


def _frame(table: Any, widths_mm: Sequence[float], side: int) -> None:
    table.autofit = False
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    properties = table._tbl.tblPr
    for old in properties.findall(qn("w:tblW")):
        properties.remove(old)
    width = OxmlElement("w:tblW")
    width.set(qn("w:w"), str(round(Mm(sum(widths_mm)).twips)))
    width.set(qn("w:type"), "dxa")
    properties.insert_element_before(width, *_AFTER_WIDTH)
    margins = OxmlElement("w:tblCellMar")
    for name in ("left", "right"):
        edge = OxmlElement(f"w:{name}")
        edge.set(qn("w:w"), str(side))
        edge.set(qn("w:type"), "dxa")
        margins.append(edge)
    properties.insert_element_before(margins, "w:tblLook")
    for column, width_mm in zip(table.columns, widths_mm, strict=True):
        column.width = Mm(width_mm)
        for cell in column.cells:
            cell.width = Mm(width_mm)
    for row in table.rows:
        for cell in row.cells:
            for paragraph in cell.paragraphs:
                if paragraph.style.name == "Normal":
                    paragraph.paragraph_format.space_after = Pt(0)
