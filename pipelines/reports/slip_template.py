"""Draws ``templates/phieu-tra-lai.docx``, the page that every return slip is filled into.

Belongs here: paper, fonts, fixed words and where the blanks stand. Does not belong here: what fills them (``slips.py``).

The template is a Word file, so that its words can be changed in Word: a copy at ``templates/phieu-tra-lai.docx`` of a home is
used instead of this one. ``python -m pipelines.reports.slip_template`` draws ours again; ``--check`` says whether it is as drawn.
Fonts and margins follow Nghị định 30/2020/NĐ-CP, Phụ lục I, as far as a slip within the commune has those elements.
"""

from __future__ import annotations

import io
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipelines.reports.packages import with_fixed_dates

if TYPE_CHECKING:
    from docx.document import Document as Page
    from docx.table import _Cell
    from docx.text.paragraph import Paragraph

TEMPLATE = Path(__file__).parent / "templates" / "phieu-tra-lai.docx"
FONT = "Times New Roman"
_NO_DAY = datetime(2026, 1, 1)  # noqa: DTZ001 - a property of the file without a zone: it must be a day, and always the same
_WIDTHS_MM = (9, 14, 32, 45, 35, 35)
_HEADINGS = ("TT", "Dòng", "Xóm", "Cột", "Đã ghi", "Cần là, đối chiếu")
_BLANKS = ("{{ item.number }}", "{{ item.row }}", "{{ item.hamlet }}", "{{ item.column }}", "{{ item.observed }}", "{{ item.expected }}")


def build() -> bytes:
    """The template's bytes: A4, the head, the request, a table with one blank line a finding, the foot."""
    from docx import Document  # noqa: PLC0415 - only where a document is drawn

    page = Document()
    _paper(page)
    _head(page)
    _request(page)
    _findings(page)
    _foot(page)
    properties = page.core_properties
    properties.author, properties.title, properties.comments = "Sổ Xóm", "Phiếu trả lại số liệu", ""
    properties.created = properties.modified = _NO_DAY
    stream = io.BytesIO()
    page.save(stream)
    return with_fixed_dates(stream.getvalue())


def _paper(page: Page) -> None:
    from docx.oxml.ns import qn  # noqa: PLC0415
    from docx.shared import Mm, Pt  # noqa: PLC0415

    section = page.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin = section.bottom_margin = Mm(20)
    section.left_margin, section.right_margin = Mm(25), Mm(15)
    style: Any = page.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(13)
    fonts = style.element.rPr.rFonts
    for slot in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.set(qn(slot), FONT)
    style.element.rPr.append(_element("w:lang", val="vi-VN"))
    style.paragraph_format.space_after = Pt(0)
    style.paragraph_format.line_spacing = 1


def _head(page: Page) -> None:
    from docx.enum.table import WD_ALIGN_VERTICAL  # noqa: PLC0415
    from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN  # noqa: PLC0415
    from docx.shared import Mm, Pt  # noqa: PLC0415

    table = page.add_table(rows=1, cols=2)
    left, right = table.rows[0].cells
    left.width, right.width = Mm(80), Mm(90)
    _write(left.paragraphs[0], "UBND {{ commune }}", size=12, align=ALIGN.CENTER)
    _write(left.add_paragraph(), "{{ office_caps }}", size=12, bold=True, align=ALIGN.CENTER)
    _write(right.paragraphs[0], "Gửi lại trước ngày {{ due }}", size=13, bold=True, align=ALIGN.CENTER)
    _borders(right, 8)
    right.vertical_alignment = WD_ALIGN_VERTICAL.CENTER
    _write(page.add_paragraph(), "PHIẾU TRẢ LẠI SỐ LIỆU", size=14, bold=True, align=ALIGN.CENTER).paragraph_format.space_before = Pt(16)
    _write(page.add_paragraph(), "{{ period }}", size=14, bold=True, align=ALIGN.CENTER).paragraph_format.space_after = Pt(10)


def _request(page: Page) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN  # noqa: PLC0415
    from docx.shared import Mm, Pt  # noqa: PLC0415

    to = _write(page.add_paragraph(), "Kính gửi: ", size=13)
    to.add_run("{{ sender }}").bold = True
    text = (
        "{{ office }} đã kiểm tra số liệu {{ period }} nhận được và thấy {{ count }} chỗ cần xem lại"
        "{% if blocking %}; {{ blocking }} chỗ ghi «Phải sửa» chưa được tính vào chỉ tiêu cho tới khi sửa xong{% endif %}. "
        "Đề nghị sửa trong tệp gốc rồi gửi lại cả tệp trước ngày {{ due }}. Số nào đúng như đã ghi thì báo lại lý do."
    )
    body = _write(page.add_paragraph(), text, size=13, align=ALIGN.JUSTIFY)
    to.paragraph_format.space_after = Pt(6)
    body.paragraph_format.first_line_indent, body.paragraph_format.space_after = Mm(10), Pt(8)


def _findings(page: Page) -> None:
    """A heading that repeats on each page; a line a file; two lines a finding that stay together."""
    table = page.add_table(rows=0, cols=len(_WIDTHS_MM))
    table.style = page.styles["Table Grid"]
    table.autofit = False
    _room(table)
    heading = _line(table, _HEADINGS, bold=True)
    _shade(heading, "D9D9D9")
    table.rows[0]._tr.get_or_add_trPr().append(_element("w:tblHeader", val="true"))
    _control(table, "{%tr for group in groups %}")
    _whole_line(table, [("{{ group.title }}", True)], shade="F2F2F2")
    _control(table, "{%tr for item in group.findings %}")
    _line(table, _BLANKS, bold=False)
    _whole_line(
        table,
        [
            ("{{ item.weight }}. ", True),
            ("{{ item.rule }} {% if item.cause %}{{ item.cause }} {% endif %}", False),
            ("Cách sửa: ", True),
            ("{{ item.mend }}", False),
        ],
    )
    _control(table, "{%tr endfor %}")
    _control(table, "{%tr endfor %}")
    for row in table.rows:
        row._tr.get_or_add_trPr().append(_element("w:cantSplit", val="true"))


def _foot(page: Page) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN  # noqa: PLC0415
    from docx.shared import Mm, Pt  # noqa: PLC0415

    signer = _write(page.add_paragraph(), "NGƯỜI KIỂM TRA", size=13, bold=True, align=ALIGN.CENTER)
    note = _write(page.add_paragraph(), "(Ký, ghi rõ họ tên)", size=13, italic=True, align=ALIGN.CENTER)
    signer.paragraph_format.space_before, signer.paragraph_format.keep_with_next = Pt(14), True
    for paragraph in (signer, note):
        paragraph.paragraph_format.left_indent = Mm(95)
    foot = page.sections[0].footer.paragraphs[0]
    _write(foot, "Lập từ số liệu {{ period }} đã công bố, chưa chốt. Tên tệp, trang, dòng, cột như trong tệp đã nhận. Trang ", size=10)
    foot.alignment = ALIGN.CENTER
    for name, before in (("PAGE", ""), ("NUMPAGES", "/")):
        _write(foot, before, size=10)
        field, run, properties = _element("w:fldSimple", instr=name), _element("w:r"), _element("w:rPr")
        properties.append(_element("w:sz", val="20"))
        run.append(properties)
        shown = _element("w:t")
        shown.text = "1"
        run.append(shown)
        field.append(run)
        foot._p.append(field)


def _element(tag: str, **attributes: str) -> Any:
    from docx.oxml import OxmlElement  # noqa: PLC0415
    from docx.oxml.ns import qn  # noqa: PLC0415

    element: Any = OxmlElement(tag)
    for name, value in attributes.items():
        element.set(qn(f"w:{name}"), value)
    return element


def _write(paragraph: Paragraph, text: str, *, size: float, bold: bool = False, italic: bool = False, align: Any = None) -> Paragraph:
    from docx.shared import Pt  # noqa: PLC0415

    run = paragraph.add_run(text)
    run.font.size, run.bold, run.italic = Pt(size), bold, italic
    if align is not None:
        paragraph.alignment = align
    return paragraph


def _room(table: Any) -> None:
    """Widths that hold in every program, the table's edges on the text's, and air above and below the words."""
    from docx.shared import Mm  # noqa: PLC0415

    for column, width in zip(table.columns, _WIDTHS_MM, strict=True):
        column.width = Mm(width)
    properties: Any = table._tbl.tblPr
    properties.insert_element_before(_element("w:tblInd", w="0", type="dxa"), "w:tblLayout", "w:tblLook")
    margins = _element("w:tblCellMar")
    for side, twips in (("top", 40), ("left", 85), ("bottom", 40), ("right", 85)):
        margins.append(_element(f"w:{side}", w=str(twips), type="dxa"))
    properties.insert_element_before(margins, "w:tblLook")


def _line(table: Any, texts: tuple[str, ...], *, bold: bool) -> list[_Cell]:
    from docx.shared import Mm  # noqa: PLC0415

    cells = list(table.add_row().cells)
    for cell, text, width in zip(cells, texts, _WIDTHS_MM, strict=True):
        cell.width = Mm(width)
        _write(cell.paragraphs[0], text, size=11, bold=bold).paragraph_format.keep_with_next = True
    return cells


def _whole_line(table: Any, parts: list[tuple[str, bool]], shade: str = "") -> None:
    cells = table.add_row().cells
    whole = cells[0].merge(cells[-1])
    paragraph = whole.paragraphs[0]
    for text, bold in parts:
        _write(paragraph, text, size=11, bold=bold)
    if shade:
        _shade([whole], shade)
        paragraph.paragraph_format.keep_with_next = True


def _control(table: Any, tag: str) -> None:
    """A line that docxtpl takes away: it only says what is repeated."""
    cells = table.add_row().cells
    cells[0].merge(cells[-1]).paragraphs[0].add_run(tag)


def _shade(cells: list[_Cell], colour: str) -> None:
    for cell in cells:
        cell._tc.get_or_add_tcPr().append(_element("w:shd", val="clear", fill=colour))


def _borders(cell: _Cell, eighths: int) -> None:
    borders = _element("w:tcBorders")
    for side in ("top", "left", "bottom", "right"):
        borders.append(_element(f"w:{side}", val="single", sz=str(eighths), color="000000"))
    cell._tc.get_or_add_tcPr().append(borders)


if __name__ == "__main__":
    if "--check" in sys.argv[1:]:
        sys.exit(TEMPLATE.read_bytes() != build())
    TEMPLATE.write_bytes(build())
