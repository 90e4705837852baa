"""Makes the report's template, ``templates/bao-cao.docx``: ``python -m pipelines.reports.word.template``.

Belongs here: what stands on which line, with the blanks that ``fill.py`` fills in. Does not belong here: sizes and positions
(``styles.py``), the sentences of the parts (``parts.py``).

The committed file is what this makes; a test holds the two together. An officer who wants other words copies it into the home's
``templates/`` and edits the copy in Word.
"""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

from docx import Document
from docx.shared import Mm

from pipelines.reports.packages import with_fixed_dates
from pipelines.reports.word.fill import TEMPLATE
from pipelines.reports.word.layout import add_field, bare_table, lined_table, mark_row
from pipelines.reports.word.parts import PARTS, Line, Table
from pipelines.reports.word.styles import (
    FOOT_MM,
    FORMS,
    HEAD_MM,
    SHORT_RULE,
    TEXT_MM,
    set_page,
    set_rule,
    set_styles,
    width_mm,
)

MOTTO = "Độc lập - Tự do - Hạnh phúc"
SUBJECT = "Kết quả hoạt động Tổ công nghệ số cộng đồng {{ quarter_title }}"
FIXED_DATE = dt.datetime(2026, 1, 1, tzinfo=dt.UTC).replace(tzinfo=None)  # Word keeps no zone
_SPOKEN = "Quý II năm 2026"


def build() -> bytes:
    """The template's bytes; the same each time."""
    document = Document()
    set_page(document)
    set_styles(document)
    _header(document)
    _head(document)
    for part in PARTS:
        _part(document, part)
    _foot(document)
    properties = document.core_properties
    properties.author, properties.last_modified_by, properties.comments = "Sổ Xóm", "Sổ Xóm", ""
    properties.title = "{{ document_title }}"
    properties.language, properties.revision = "vi-VN", 1
    properties.created = properties.modified = FIXED_DATE
    out = io.BytesIO()
    document.save(out)
    return with_fixed_dates(out.getvalue())


def _header(document: Any) -> None:
    """The status of the figures on every page, the number from page 2 on, what they were made from at the foot."""
    section = document.sections[0]
    first = section.first_page_header.paragraphs[0]
    first.style, first.text = document.styles["VB Tình trạng số liệu"], "{{ edition_mark }}"
    later = section.header.paragraphs[0]
    later.style = document.styles["VB Số trang"]
    later.paragraph_format.tab_stops.add_tab_stop(Mm(TEXT_MM / 2), 1)
    later.paragraph_format.tab_stops.add_tab_stop(Mm(TEXT_MM), 2)
    later.add_run("\t")
    add_field(later, "PAGE")
    mark = later.add_run("\t{{ edition_mark }}")
    mark.bold, mark.font.size = True, document.styles["VB Tình trạng số liệu"].font.size
    for footer in (section.first_page_footer, section.footer):
        line = footer.paragraphs[0]
        line.style, line.text = document.styles["VB Nguồn số liệu"], "{{ provenance }}"


def _head(document: Any) -> None:
    table = bare_table(document, HEAD_MM, rows=2)
    left, right = table.rows[0].cells
    _paragraph(document, left, "{%p if superior %}", "VB Cơ quan chủ quản", first=True)
    _paragraph(document, left, "{{ superior }}", "VB Cơ quan chủ quản")
    _paragraph(document, left, "{%p endif %}", "VB Cơ quan chủ quản")
    _paragraph(document, left, "{%p for line in issuer_lines %}", "VB Cơ quan ban hành")
    _paragraph(document, left, "{{ line }}", "VB Cơ quan ban hành")
    _paragraph(document, left, "{%p endfor %}", "VB Cơ quan ban hành")
    issuer_size = FORMS["VB Cơ quan ban hành"].size
    set_rule(_paragraph(document, left, "", "VB Đường kẻ"), SHORT_RULE * width_mm("ỦY BAN NHÂN DÂN", issuer_size), HEAD_MM[0])
    _paragraph(document, right, "Cộng hòa xã hội chủ nghĩa Việt Nam", "VB Quốc hiệu", first=True)
    _paragraph(document, right, MOTTO, "VB Tiêu ngữ")
    set_rule(_paragraph(document, right, "", "VB Đường kẻ"), width_mm(MOTTO, FORMS["VB Tiêu ngữ"].size), HEAD_MM[1])
    left, right = table.rows[1].cells
    _paragraph(document, left, "Số:          /{{ code }}", "VB Số ký hiệu", first=True)
    _paragraph(document, right, "{{ place }}, ngày       tháng {{ month }} năm {{ year }}", "VB Địa danh ngày tháng", first=True)
    document.add_paragraph("Báo cáo", style="VB Tên loại")
    document.add_paragraph(SUBJECT, style="VB Trích yếu")
    subject = SUBJECT.replace("{{ quarter_title }}", _SPOKEN)
    set_rule(document.add_paragraph(style="VB Đường kẻ"), SHORT_RULE * width_mm(subject, FORMS["VB Trích yếu"].size), TEXT_MM)
    document.add_paragraph("{%p if addressee %}")
    document.add_paragraph("Kính gửi: {{ addressee }}.", style="VB Kính gửi")
    document.add_paragraph("{%p endif %}")


def _part(document: Any, part: Line | Table) -> None:
    if isinstance(part, Line):
        document.add_paragraph(part.text, style=part.style)
        return
    lined_table(document, part)


def _foot(document: Any) -> None:
    said = document.paragraphs[-1]
    between = document.add_paragraph(style="VB Đường kẻ")
    table = bare_table(document, FOOT_MM, rows=1)
    mark_row(table.rows[0], "w:cantSplit")  # nobody signs on a page without a word of the text, nor with the post on another one
    said.paragraph_format.keep_with_next = between.paragraph_format.keep_with_next = True
    left, right = table.rows[0].cells
    _paragraph(document, left, "Nơi nhận:", "VB Nơi nhận", first=True)
    for text in ("{%p for line in recipients %}", "- {{ line }}", "{%p endfor %}"):
        _paragraph(document, left, text, "VB Nơi nhận chi tiết")
    _paragraph(document, right, "{%p for line in authority %}", "VB Chức vụ người ký", first=True)
    for text in ("{{ line }}", "{%p endfor %}"):
        _paragraph(document, right, text, "VB Chức vụ người ký")
    _paragraph(document, right, "", "VB Họ tên người ký")
    last = document.add_paragraph(style="VB Đường kẻ")  # Word wants a paragraph after a table
    last.paragraph_format.space_after = Mm(0)


def _paragraph(document: Any, cell: Any, text: str, style: str, *, first: bool = False) -> Any:
    paragraph = cell.paragraphs[0] if first else cell.add_paragraph()
    paragraph.style = document.styles[style]
    paragraph.add_run(text)
    return paragraph


def main() -> None:
    """Write the template where the programme looks for it."""
    TEMPLATE.write_bytes(build())


if __name__ == "__main__":
    main()
