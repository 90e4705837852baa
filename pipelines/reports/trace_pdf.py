"""A figure's trace as a PDF: one A4 page with its own letters, the same bytes for the same figure.

Belongs here: where things stand on the paper. Does not belong here: what is told (``trace.py``).

The font comes with the programme (``fonts/``, SIL Open Font License): a machine without Vietnamese fonts prints the same page.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipelines.catalogue import Catalogue
from pipelines.quarter.explain import Explanation
from pipelines.reports.tables import count
from pipelines.reports.trace import CHECKS_ON_PAGE, FINDINGS_ON_PAGE, Room, trace_content

if TYPE_CHECKING:
    from fpdf import FPDF

FONTS = Path(__file__).parent / "fonts"
_FAMILY = "Liberation Sans"
_NO_DAY = datetime(2026, 1, 1, tzinfo=UTC)
"""A property of every PDF: it must be a day, and always the same."""
_MARGIN_MM, _WIDTH_MM = 9, 192
_TITLE, _HEADING, _FACT, _SMALL = 12.5, 9.5, 8.5, 7.2
"""Sizes in points."""
_MM_OF_POINT = 0.3528
_SPACING = 1.2
_ROOMS = ((CHECKS_ON_PAGE, FINDINGS_ON_PAGE), (6, 4), (2, 2), (0, 0))
"""Checks and findings on the page: fewer when even one row would not fit beside them."""
_ROWS_AT_MOST = 80
"""More lines than a page has."""
_SCALES = (1.0, 0.9, 0.8, 0.7, 0.6)
_LACKING = "□"
"""Stands for a letter that the font lacks."""

_SPANNED = "\0"
"""Not a cell: the one before reaches over it."""
_WIDE = (_SPANNED,) * 3

Cells = Sequence[str]


def trace_pdf(explanation: Explanation, catalogue: Catalogue) -> bytes:
    """The page as PDF. As many rows as fit; what is left is given as one sum, so that the columns still add up."""
    most = min(len(explanation.rows), _ROWS_AT_MOST)

    def drawn(rows: int, checks: int, findings: int, scale: float) -> FPDF | None:
        pdf = _draw(trace_content(explanation, catalogue, Room(rows, checks, findings)), scale)
        return pdf if pdf.page == 1 else None

    for scale in _SCALES:
        for checks, findings in _ROOMS:
            fits, fails = drawn(min(most, 1), checks, findings, scale), most + 1
            shown = min(most, 1)
            while fits is not None and fails - shown > 1:
                tried = (shown + fails) // 2
                more = drawn(tried, checks, findings, scale)
                fits, shown, fails = (fits, shown, tried) if more is None else (more, tried, fails)
            if fits is not None:
                return bytes(fits.output())
    raise ValueError("the figure's facts do not fit on one page at any size")


def _draw(content: dict[str, Any], scale: float) -> FPDF:
    pen = _Pen(scale)
    pen.line(content["commune"], _FACT)
    pen.line(f"Truy nguồn số liệu: {content['title']}", _TITLE, bold=True)
    pen.table(None, content["facts"], (36, 156), _FACT, bold_first=True)
    pen.heading("Các quy tắc kiểm tra")
    rest = "; dưới đây là các quy tắc không đạt hoặc chưa xét được" if content["checks"] else ""
    pen.line(f"{content['passed']} quy tắc đạt ở mọi chỗ đã xét{rest}.", _FACT)
    pen.table(("Quy tắc", "Nguồn", "Đạt", "Không đạt", "Chưa xét được"), _checks(content), (52, 56, 12, 17, 55), _SMALL, numbers=(2, 3))
    pen.table(("Phát hiện", "Mức độ", "Xử lý"), _findings(content), (142, 22, 28), _SMALL)
    pen.heading("Các dòng tạo nên số liệu")
    weighted = content["sums"].is_weighted
    heads = ("Xóm", "Dòng là gì", "Tệp, trang tính, dòng", "Chữ trong ô", "Tử số", "Mẫu số", *(("Trọng số",) if weighted else ()))
    widths = (13, 31, 52, 54, 14, 14, 14) if weighted else (13, 31, 56, 64, 14, 14)
    pen.table(heads, _rows(content, weighted=weighted), widths, _SMALL, numbers=range(4, len(heads)), bold_last=True)
    if content["files"]:
        pen.heading("Tệp nguồn (SHA-256)")
        files = "; ".join(f"{line['file']} ({line['sha256'][:16]}…, {count(line['rows'])} dòng)" for line in content["files"])
        more = f"; … và {content['files_more']} tệp nữa" if content["files_more"] else ""
        pen.line(f"{files}{more}.", _SMALL)
    pen.line(f"In từ sổ xóm; lệnh: {content['command']}", _FACT)
    pen.line("Người kiểm tra (ký, ghi rõ họ tên): ……………………………", _FACT, right=True)
    pen.pdf.set_title(f"Truy nguồn số liệu: {content['title']}")
    return pen.pdf


def _checks(content: dict[str, Any]) -> list[Cells]:
    lines: list[Cells] = [
        (line["check"], line["source"], count(line["pass"]), count(line["fail"]), line["not_evaluated"]) for line in content["checks"]
    ]
    return [*lines, (f"… và {content['checks_more']} quy tắc nữa.", "", "", "", "")] if content["checks_more"] else lines


def _findings(content: dict[str, Any]) -> list[Cells]:
    lines: list[Cells] = [(line["message"], line["severity"], line["state"]) for line in content["findings"]]
    return [*lines, (f"… và {content['findings_more']} phát hiện nữa.", "", "")] if content["findings_more"] else lines


def _rows(content: dict[str, Any], *, weighted: bool) -> list[Cells]:
    lines: list[Cells] = []
    for row in content["rows"]:
        what = f"{row['what']}, {row['month']}" if row["month"] else row["what"]
        weight = ("" if row["weight"] is None else count(row["weight"]),) if weighted else ()
        place = f"{row['file']}, {row['sheet']}, dòng {row['row']}"
        lines.append((row["unit"], what, place, row["text"], count(row["numerator"]), count(row["denominator"]), *weight))
    blank = ("",) if weighted else ()
    if content["rest"]:
        told = f"… và {count(content['rest'])} dòng nữa; xem đủ: {content['command']}"
        lines.append((told, *_WIDE, count(content["rest_numerator"]), count(content["rest_denominator"]), *blank))
    lines.append(("Cộng", *_WIDE, count(content["sums"].numerator), count(content["sums"].denominator), *blank))
    return lines


class _Pen:
    """Writes down the page from the top; a second page means that it did not fit."""

    def __init__(self, scale: float) -> None:
        from fpdf import FPDF  # noqa: PLC0415 - heavy
        from fpdf.fonts import TTFFont  # noqa: PLC0415 - heavy

        self._scale = scale
        self.pdf = FPDF(format="A4")
        self.pdf.set_creation_date(_NO_DAY)
        self.pdf.set_lang("vi")
        self.pdf.set_margin(_MARGIN_MM)
        self.pdf.set_auto_page_break(auto=True, margin=_MARGIN_MM)
        self.pdf.add_font(_FAMILY, fname=FONTS / "LiberationSans-Regular.ttf")
        self.pdf.add_font(_FAMILY, style="B", fname=FONTS / "LiberationSans-Bold.ttf")
        self._letters = {code for font in self.pdf.fonts.values() if isinstance(font, TTFFont) for code in font.cmap}
        self.pdf.add_page()
        self.pdf.set_line_width(0.1)
        self.pdf.set_draw_color(102)

    def line(self, text: str, points: float, *, bold: bool = False, right: bool = False) -> None:
        """A paragraph."""
        self._font(points, bold=bold)
        self.pdf.multi_cell(0, self._height(points), self._printable(text), align="R" if right else "L", new_x="LMARGIN", new_y="NEXT")

    def heading(self, text: str) -> None:
        """A heading with some air above."""
        self.pdf.ln(2 * self._scale)
        self.line(text, _HEADING, bold=True)

    def table(
        self,
        heads: Cells | None,
        lines: Iterable[Cells],
        widths: Sequence[float],
        points: float,
        *,
        numbers: Iterable[int] = (),
        bold_first: bool = False,
        bold_last: bool = False,
    ) -> None:
        """A table; ``numbers`` are the columns set to the right. Nothing where there are no lines."""
        from fpdf.fonts import FontFace  # noqa: PLC0415 - heavy

        told = list(lines)
        if not told:
            return
        self._font(points)
        bold, right = FontFace(emphasis="BOLD"), set(numbers)
        with self.pdf.table(
            col_widths=tuple(widths),
            width=_WIDTH_MM,
            line_height=self._height(points),
            text_align=tuple("RIGHT" if place in right else "LEFT" for place in range(len(widths))),
            padding=(0.3 * self._scale, 0.8),
            v_align="TOP",
            first_row_as_headings=heads is not None,
            headings_style=FontFace(emphasis="BOLD", fill_color=238),
        ) as table:
            for place, cells in enumerate([heads, *told] if heads is not None else told):
                row = table.row()
                is_last = bold_last and place == len(told) - (heads is None)
                for at, cell in enumerate(cells):
                    if cell != _SPANNED:
                        reach = len(list(takewhile(lambda other: other == _SPANNED, cells[at + 1 :]))) + 1
                        row.cell(self._printable(cell), style=bold if is_last or (bold_first and at == 0) else None, colspan=reach)

    def _font(self, points: float, *, bold: bool = False) -> None:
        self.pdf.set_font(_FAMILY, style="B" if bold else "", size=points * self._scale)

    def _height(self, points: float) -> float:
        return points * self._scale * _MM_OF_POINT * _SPACING

    def _printable(self, text: str) -> str:
        """On one line, marks joined to their letters; a letter that the font lacks is shown to be missing."""
        whole = unicodedata.normalize("NFC", " ".join(str(text).split()))
        return "".join(letter if ord(letter) in self._letters else _LACKING for letter in whole)
