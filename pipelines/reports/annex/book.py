"""Puts the annex together.

Belongs here: the order of the sheets, the annex's own heading, fixed bytes. Does not belong here: what a sheet shows (``sheets.py``).
"""

from __future__ import annotations

import datetime as dt
import io

from pipelines.catalogue import load_catalogue
from pipelines.quarter.period import spoken
from pipelines.quarter.report_facts import QuarterFacts
from pipelines.quarter.standing import Standing
from pipelines.reports.annex import sheets
from pipelines.reports.annex.sheet import FONT, Book, write_page
from pipelines.reports.issuer import Issuer
from pipelines.reports.made_from import page_mark, provenance
from pipelines.reports.packages import with_fixed_dates


def annex_bytes(facts: QuarterFacts, standing: Standing, issuer: Issuer) -> bytes:
    """The annex as an Excel file: the same bytes for the same facts, standing and issuer."""
    import xlsxwriter  # noqa: PLC0415 - heavy

    out = io.BytesIO()
    options: dict[str, object] = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    options["default_format_properties"] = {"font_name": FONT, "font_size": 11}  # columns are measured in its digits
    workbook = xlsxwriter.Workbook(out, options)
    title = f"Phụ lục báo cáo Tổ công nghệ số cộng đồng {spoken(facts.quarter)}"
    moment = dt.datetime.combine(facts.calendar["last_day"], dt.time())
    workbook.set_properties({"title": title, "author": "Sổ Xóm", "created": moment})
    book = Book(workbook, page_mark(standing), provenance(standing, facts.quarter, facts.digest))
    pages = [
        *(sheets.group_page(facts, group) for group in load_catalogue().groups.values()),
        sheets.parts_page(facts),
        sheets.emulation_page(facts),
        sheets.held_page(facts),
        sheets.findings_page(facts),
        sheets.waivers_page(facts),
        sheets.files_page(facts),
        sheets.settings_page(facts),
    ]
    write_page(book, sheets.summary(facts, standing), above=_heading(facts, standing, issuer))
    for page in pages:
        write_page(book, page)
    workbook.close()
    return with_fixed_dates(out.getvalue())


def _heading(facts: QuarterFacts, standing: Standing, issuer: Issuer) -> list[tuple[str, dict[str, object]]]:
    """The decree's lines over an annex (Phụ lục I, mục II.9): number and day are left blank."""
    year = facts.quarter[:4]
    code, body = issuer.text("code"), issuer.text("issuer")
    lines: list[tuple[str, dict[str, object]]] = [
        ("Phụ lục", {"bold": True, "font_size": 14, "align": "center"}),
        (
            f"KẾT QUẢ HOẠT ĐỘNG TỔ CÔNG NGHỆ SỐ CỘNG ĐỒNG {spoken(facts.quarter).upper().replace('/', ' NĂM ')}",
            {"bold": True, "font_size": 14, "align": "center"},
        ),
        (
            f"(Kèm theo Báo cáo số …/{code} ngày … tháng … năm {year} của {body})",
            {"italic": True, "font_size": 13, "align": "center"},
        ),
    ]
    if page_mark(standing):
        lines.append((page_mark(standing), {"bold": True, "font_size": 12, "align": "center"}))
    return lines
