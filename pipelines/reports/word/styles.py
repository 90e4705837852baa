"""The form of an administrative document: page, styles, lines (Nghị định 30/2020/NĐ-CP, Phụ lục I).

Belongs here: sizes, positions and styles, each once. Does not belong here: words.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Any

from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

FONT = "Times New Roman"
PAGE_MM = (210, 297)
TOP_MM, BOTTOM_MM, LEFT_MM, RIGHT_MM = 20, 20, 30, 15
HEADER_MM = 9
TEXT_MM = PAGE_MM[0] - LEFT_MM - RIGHT_MM
HEAD_MM = (65, 100)
"""The two columns of the head: issuer, and Quốc hiệu."""
FOOT_MM = (60, 105)
"""The two columns of the foot: recipients, and signer."""
FIRST_LINE_MM = 12.7
SHORT_RULE = 0.42
"""The short lines are a third to a half of the text above them."""

CENTRE, LEFT, RIGHT, BOTH = (
    WD_ALIGN_PARAGRAPH.CENTER,
    WD_ALIGN_PARAGRAPH.LEFT,
    WD_ALIGN_PARAGRAPH.RIGHT,
    WD_ALIGN_PARAGRAPH.JUSTIFY,
)


@dataclass(frozen=True)
class Form:
    """A paragraph style: size in points, weight, place."""

    size: float
    align: Any
    bold: bool = False
    italic: bool = False
    caps: bool = False
    first_line_mm: float = 0
    before: float = 0
    after: float = 0
    keep: bool = False
    level: int | None = None
    """Outline level, for headings."""
    exact: float | None = None
    """Line height in points, for paragraphs that hold a line or a space and no text."""


FORMS: dict[str, Form] = {
    "Normal": Form(14, BOTH, first_line_mm=FIRST_LINE_MM, after=6),
    "VB Quốc hiệu": Form(12, CENTRE, bold=True, caps=True),
    "VB Tiêu ngữ": Form(13, CENTRE, bold=True),
    "VB Cơ quan chủ quản": Form(12, CENTRE, caps=True),
    "VB Cơ quan ban hành": Form(12, CENTRE, bold=True, caps=True),
    "VB Số ký hiệu": Form(13, CENTRE, before=3),
    "VB Địa danh ngày tháng": Form(13, CENTRE, italic=True, before=3),
    "VB Tên loại": Form(14, CENTRE, bold=True, caps=True, before=14),
    "VB Trích yếu": Form(14, CENTRE, bold=True),
    "VB Kính gửi": Form(14, CENTRE, before=12, after=12),
    "Heading 1": Form(14, LEFT, bold=True, caps=True, first_line_mm=FIRST_LINE_MM, before=6, after=6, keep=True, level=0),
    "Heading 2": Form(14, LEFT, bold=True, first_line_mm=FIRST_LINE_MM, before=0, after=6, keep=True, level=1),
    "Caption": Form(13, CENTRE, bold=True, before=6, after=4, keep=True),
    "VB Ô đầu bảng": Form(12, CENTRE, bold=True),
    "VB Ô chữ": Form(12, LEFT, before=1, after=1),
    "VB Ô nhiều tên": Form(11, LEFT, before=1, after=1),
    "VB Ô giữa": Form(12, CENTRE, before=1, after=1),
    "VB Ô số": Form(12, RIGHT, before=1, after=1),
    "VB Ghi chú": Form(12, BOTH, italic=True, before=4, after=6),
    "VB Hình": Form(14, CENTRE, before=4, after=2, keep=True),
    "VB Nơi nhận": Form(12, LEFT, bold=True, italic=True),
    "VB Nơi nhận chi tiết": Form(11, LEFT),
    "VB Chức vụ người ký": Form(14, CENTRE, bold=True, caps=True),
    "VB Họ tên người ký": Form(14, CENTRE, bold=True, before=72),
    "VB Số trang": Form(14, LEFT),
    "VB Tình trạng số liệu": Form(12, RIGHT, bold=True),
    "VB Nguồn số liệu": Form(11, CENTRE, italic=True),
    "VB Đường kẻ": Form(2, CENTRE, before=3, exact=4),
    "VB Sau bảng": Form(2, LEFT, exact=8),
}
"""Built-in names where Word gives them a meaning (headings, captions); ours begin with VB (văn bản)."""

_BUILT_IN = {
    "Normal",
    "Default Paragraph Font",
    "Normal Table",
    "No List",
    "Heading 1",
    "Heading 2",
    "Caption",
    "Table Grid",
    "Header",
    "Footer",
}
_SLOTS = ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia")
_THEMES = ("w:asciiTheme", "w:hAnsiTheme", "w:cstheme", "w:eastAsiaTheme")


def set_page(document: Document) -> None:
    """A4 upright with the decree's margins; the first page's header is its own, because it shows no number."""
    section = document.sections[0]
    section.page_width, section.page_height = Mm(PAGE_MM[0]), Mm(PAGE_MM[1])
    section.top_margin, section.bottom_margin = Mm(TOP_MM), Mm(BOTTOM_MM)
    section.left_margin, section.right_margin = Mm(LEFT_MM), Mm(RIGHT_MM)
    section.header_distance, section.footer_distance = Mm(HEADER_MM), Mm(HEADER_MM)
    section.different_first_page_header_footer = True


def set_styles(document: Document) -> None:
    """Only the styles that the document uses, each with the font in every slot and Vietnamese as its language."""
    styles = document.styles
    for style in list(styles):
        if style.name not in _BUILT_IN:
            style.element.getparent().remove(style.element)
    defaults = styles.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
    _font_slots(defaults)
    _language(defaults)
    for name, form in FORMS.items():
        style = styles[name] if name in _BUILT_IN else styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        _apply(style, form, based_on=None if name in ("Normal", "Table Grid") else styles["Normal"])
    for name in ("Header", "Footer"):
        _font_slots(styles[name].element.get_or_add_rPr())


def _apply(style: Any, form: Form, based_on: Any) -> None:
    style.base_style = based_on
    style.hidden, style.quick_style = False, True
    font, layout = style.font, style.paragraph_format
    font.name, font.size, font.color.rgb = FONT, Pt(form.size), RGBColor(0, 0, 0)
    font.bold, font.italic, font.all_caps = form.bold, form.italic, form.caps
    _font_slots(style.element.get_or_add_rPr())
    _language(style.element.get_or_add_rPr())
    layout.alignment, layout.first_line_indent, layout.left_indent = form.align, Mm(form.first_line_mm), Mm(0)
    layout.space_before, layout.space_after = Pt(form.before), Pt(form.after)
    layout.line_spacing_rule = WD_LINE_SPACING.SINGLE
    layout.keep_with_next, layout.widow_control = form.keep, True
    if form.exact is not None:
        layout.line_spacing_rule, layout.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(form.exact)
    if form.level is not None:
        for border in style.element.iter(qn("w:pBdr")):
            border.getparent().remove(border)


def _font_slots(properties: Any) -> None:
    fonts = properties.find(qn("w:rFonts"))
    if fonts is None:
        fonts = OxmlElement("w:rFonts")
        properties.insert(0, fonts)
    for slot in _SLOTS:
        fonts.set(qn(slot), FONT)
    for theme in _THEMES:
        fonts.attrib.pop(qn(theme), None)


def _language(properties: Any) -> None:
    for old in properties.findall(qn("w:lang")):
        properties.remove(old)
    language = OxmlElement("w:lang")
    for slot in ("w:val", "w:eastAsia"):
        language.set(qn(slot), "vi-VN")
    properties.append(language)


_THOUSANDTHS = {
    278: "il",
    250: " ,.",
    333: "-fjt",
    389: "sI",
    444: "cerz",
    500: "agovxyJ",
    556: "bdhknpquS",
    611: "FP",
    667: "BELTZ",
    722: "wACDĐKNRUVXY",
    778: "GHOQ",
    833: "m",
    944: "M",
    1000: "W",
}
"""Widths of upright bold Times letters (Adobe's metrics, rounded to the nearest class, which Times New Roman keeps)."""
_WIDTHS = {letter: width for width, letters in _THOUSANDTHS.items() for letter in letters}
_OTHER = 500


def width_mm(text: str, size: float) -> float:
    """How long bold text runs, in millimetres. Letters with marks are as wide as without."""
    bare = (letter for letter in unicodedata.normalize("NFD", text.replace("đ", "d")) if not unicodedata.combining(letter))
    return sum(_WIDTHS.get(letter, _OTHER) for letter in bare) / 1000 * size * 25.4 / 72


def set_rule(paragraph: Any, length_mm: float, within_mm: float) -> None:
    """Make an empty paragraph a solid line of that length in the middle of its place."""
    properties = paragraph._p.get_or_add_pPr()
    for old in properties.findall(qn("w:pBdr")):
        properties.remove(old)
    border, top = OxmlElement("w:pBdr"), OxmlElement("w:top")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "0"), ("color", "000000")):
        top.set(qn(f"w:{name}"), value)
    border.append(top)
    properties.insert_element_before(border, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr")
    side = Mm(max(within_mm - length_mm, 0) / 2)
    paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = side
