"""The auditor's worksheet: what was drawn, where to look, what the program says, and room for what the auditor finds.

Belongs here: laying out a ``Draw``, as lines and as a workbook. Does not belong here: the draw (``pipelines.quarter.sample``).
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipelines.catalogue import Catalogue
from pipelines.quarter.period import spoken
from pipelines.quarter.sample import Draw
from pipelines.quarter.whereto import Answer
from pipelines.reports.reasons import CONTRIBUTIONS, told_amounts, why_sentence
from pipelines.reports.tables import publication_words
from pipelines.reports.trace import place_name, told_text

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

Row = dict[str, Any]

_NO_DAY = datetime(2026, 1, 1)  # noqa: DTZ001 - a property of the file without a zone: it must be a day, and always the same
COLUMNS = (
    "number",
    "kind",
    "period",
    "indicator",
    "hamlet",
    "numerator",
    "denominator",
    "value",
    "publication",
    "version",
    "rows",
    "file",
    "sha256",
    "sheet",
    "row",
    "text",
    "outcome",
)
"""The columns of ``soxom sample``: ``kind`` is figure or row; ``rows``: how many a figure rests on; ``outcome``: what became of a row."""

_HEADINGS = {
    "number": ("STT", 4),
    "kind": ("Loại", 7),
    "what": ("Số liệu", 24),
    "numerator": ("Tử số", 8),
    "denominator": ("Mẫu số", 8),
    "value": ("Giá trị", 8),
    "place": ("Mở tệp, trang tính, dòng", 30),
    "text": ("Chữ trong ô", 30),
    "outcome": ("Chương trình cho biết", 34),
}
_BLANKS = (("Tính lại: tử số", 9), ("Tính lại: mẫu số", 9), ("Khớp (C/K)", 7), ("Nhận xét của người kiểm tra", 20))
_CELL = {"border": 1, "valign": "top", "text_wrap": True, "font_size": 9}
_ROW_HEADINGS = (
    ("STT", 5), ("Dòng là gì", 30), ("Xóm", 10), ("Tháng", 9), ("Tệp", 36), ("Trang tính", 14), ("Dòng", 7), ("Chữ trong ô", 50),
    ("Vào tử số", 10), ("Vào mẫu số", 10), ("Trọng số", 10), ("Người kiểm tra đọc được", 22),
)  # fmt: skip


def outcome_text(answer: Answer, catalogue: Catalogue) -> str:
    """What became of a row: the figures that it went into with its amounts, or why into none."""
    if not answer.uses:
        return why_sentence(answer.reason, catalogue) if answer.reason else ""
    places: dict[tuple[str, str], list[str]] = {}
    for use in answer.uses:
        places.setdefault((use["title_vi"], told_amounts(use)), []).append(f"{use['period']} {use['hamlet']}")
    return "; ".join(f"{title} ({', '.join(where)}): {told}" for (title, told), where in places.items())


def sample_lines(drawn: Draw, catalogue: Catalogue) -> list[Row]:
    """One line an item, figures first."""
    blank = dict.fromkeys(COLUMNS)
    lines: list[Row] = []
    for one in drawn.figures:
        figure = {
            name: one.figure[name]
            for name in ("period", "indicator", "hamlet", "numerator", "denominator", "value", "publication", "version")
        }
        files = sorted({row["file"] for row in one.rows})
        lines.append(
            blank | figure | {"kind": "figure", "rows": len(one.rows), "file": files[0] if len(files) == 1 else f"{len(files)} tệp"}
        )
    for answer in drawn.rows:
        place = {"file": answer.file, "sha256": answer.sha256, "sheet": answer.sheet, "row": answer.row}
        text = "; ".join(f"{title}: {told}" for title, told in answer.text.items())
        lines.append(blank | place | {"kind": "row", "period": drawn.period, "text": text, "outcome": outcome_text(answer, catalogue)})
    return [line | {"number": number} for number, line in enumerate(lines, start=1)]


def write_sample_sheet(drawn: Draw, catalogue: Catalogue, out: Path) -> None:
    """Write the workbook. Every text is written as text: no cell can become a formula."""
    import xlsxwriter  # noqa: PLC0415 - only this command writes workbooks

    out.parent.mkdir(parents=True, exist_ok=True)
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(str(out), options) as book:
        book.set_properties({"created": _NO_DAY, "title": f"Phiếu kiểm tra {drawn.period}"})
        _worksheet(book, drawn, catalogue)
        _rows_sheet(book, drawn, catalogue)


def _worksheet(book: Workbook, drawn: Draw, catalogue: Catalogue) -> None:
    sheet, cell, head = _sheet(book, "Phiếu kiểm tra")
    title = book.add_format({"bold": True, "font_size": 14})
    share = book.add_format(_CELL | {"num_format": "0.00%"})
    standing = {publication_words(one.figure["publication"], one.figure["version"]) for one in drawn.figures}
    sheet.write_string(
        0, 0, " ".join([f"PHIẾU KIỂM TRA SỐ LIỆU {spoken(drawn.period).upper()}", *(f"({words})" for words in standing)]), title
    )
    picked = f"Rút {len(drawn.figures)} trong {drawn.figures_known} số liệu và {len(drawn.rows)} trong {drawn.rows_known} dòng"
    sheet.write_string(1, 0, f"{picked}; số gieo {drawn.seed}. Các dòng của từng số liệu ở trang «Dòng của số liệu».")
    columns = [*_HEADINGS.values(), *_BLANKS]
    sheet.set_row(3, 25)
    _heads(sheet, 3, columns, head)
    known = {(one.figure["indicator"], one.figure["hamlet"]): one.figure for one in drawn.figures}
    line_number = 3
    for line_number, line in enumerate(sample_lines(drawn, catalogue), start=4):
        figure = known.get((line["indicator"], line["hamlet"]))
        what = f"{figure['title_vi']}, {place_name(figure)}" if figure else ""
        shown = line | {"what": what, "kind": "Số liệu" if figure else "Dòng", "place": line["file"]}
        if not figure:
            shown["place"] = f"{line['file']}, trang «{line['sheet']}», dòng {line['row']}"
        else:
            shown["outcome"] = f"{line['rows']} dòng tạo nên số liệu"
        sheet.set_row(line_number, _height([(str(shown[name] or ""), width) for name, (_, width) in _HEADINGS.items()]))
        for column, name in enumerate(_HEADINGS):
            _write(sheet, (line_number, column), shown[name], share if name == "value" else cell)
        for column in range(len(_HEADINGS), len(columns)):
            sheet.write_blank(line_number, column, None, cell)
    sheet.write_string(line_number + 2, 1, "Ngày kiểm tra: ……/……/………")
    sheet.write_string(line_number + 2, len(_HEADINGS) - 1, "Người kiểm tra (ký, ghi rõ họ tên): ……………………………………")
    _print_setup(sheet, 3)


def _rows_sheet(book: Workbook, drawn: Draw, catalogue: Catalogue) -> None:
    sheet, cell, head = _sheet(book, "Dòng của số liệu")
    _heads(sheet, 0, _ROW_HEADINGS, head)
    line = 0
    for number, one in enumerate(drawn.figures, start=1):
        for row in one.rows:
            line += 1
            values = (
                number, CONTRIBUTIONS[row["contribution"]], row["unit"], row["month"], row["file"], row["sheet"], row["row"],
                told_text(row, one.figure, catalogue), row["numerator_amount"], row["denominator_amount"], row["weight_amount"], None,
            )  # fmt: skip
            sheet.set_row(line, _height([(str(value or ""), width) for value, (_, width) in zip(values, _ROW_HEADINGS, strict=True)]))
            for column, value in enumerate(values):
                _write(sheet, (line, column), value, cell)
    _print_setup(sheet, 0)


def _height(texts: list[tuple[str, int]]) -> float:
    """A row's height in points, so that every letter shows in any program."""
    return 12.5 * max(-(-len(text) // width) if text else 1 for text, width in texts)


def _sheet(book: Workbook, name: str) -> tuple[Worksheet, Format, Format]:
    return book.add_worksheet(name), book.add_format(_CELL), book.add_format(_CELL | {"bold": True, "bg_color": "#EEEEEE"})


def _heads(sheet: Worksheet, line: int, columns: Any, style: Format) -> None:
    for column, (heading, width) in enumerate(columns):
        sheet.set_column(column, column, width)
        sheet.write_string(line, column, heading, style)


def _write(sheet: Worksheet, place: tuple[int, int], value: Any, style: Format) -> None:
    if isinstance(value, int | float):
        sheet.write_number(*place, value, style)
    elif value:
        sheet.write_string(*place, str(value), style)
    else:
        sheet.write_blank(*place, None, style)


def _print_setup(sheet: Worksheet, heading_line: int) -> None:
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(heading_line)
    sheet.freeze_panes(heading_line + 1, 0)
    sheet.set_footer("&CTrang &P/&N")
