"""Broken and odd files, made here byte by byte. Every name, number and figure in them is invented.

Belongs here: builders that return a file's bytes. Does not belong here: what the reader must say of them (``unit/ingest``).
"""

from __future__ import annotations

import io
import zipfile
from typing import Any

import openpyxl
import xlwt
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import CoveredTableCell, Table, TableCell, TableRow
from odf.text import P
from openpyxl.styles import Font

Rows = list[list[Any]]

VNEID_TITLE = "THỐNG KÊ TÀI KHOẢN ĐỊNH DANH ĐIỆN TỬ VNeID THÁNG 6/2026"
VNEID_HEADER = ["STT", "Xóm", "Dân số", "Số người đủ điều kiện", "Mức 1", "Mức 2", "Tỷ lệ mức 2 (%)"]
HAMLETS = ("Xóm 1", "Xóm 2", "Xóm Bắc Sơn")
FIGURES = ((1145, 925, 83, 694, 60.61), (541, 448, 47, 292, 53.97), (822, 700, 20, 511, 62.17))
SUMS = tuple(sum(figures[column] for figures in FIGURES) for column in range(4))


def vneid_rows(*, total: str | None = "Tổng cộng", title: str = VNEID_TITLE, header: list[str] | None = None) -> Rows:
    """The police's export in its plainest form: three hamlets and a total."""
    rows: Rows = [[title], header or list(VNEID_HEADER)]
    rows += [[number, name, *figures] for number, (name, figures) in enumerate(zip(HAMLETS, FIGURES, strict=True), start=1)]
    if total is not None:
        rows.append(["", total, *SUMS, ""])
    return rows


def signature_rows(hamlets: tuple[str, ...] = HAMLETS) -> Rows:
    """The service centre's count of digital signatures."""
    rows: Rows = [
        ["TỔNG HỢP CHỮ KÝ SỐ CÁ NHÂN"],
        ["(Số liệu tính đến ngày 14/6/2026)"],
        [],
        ["STT", "Xóm", "Số người trưởng thành", "Số người có chữ ký số"],
    ]
    return rows + [[number, name, 400 + number, 80 + number] for number, name in enumerate(hamlets, start=1)]


def form_rows(hamlet: Any = "Xóm Bắc Sơn", obstacles: Any = "Mạng yếu") -> Rows:
    """A team leader's monthly form."""
    return [
        ["BÁO CÁO KẾT QUẢ HOẠT ĐỘNG TỔ CÔNG NGHỆ SỐ CỘNG ĐỒNG"],
        ["Xóm:", hamlet],
        ["Kỳ báo cáo", None, "Tháng 6/2026"],
        ["Ngày nộp :", "12/6/2026"],
        ["I. Kết quả"],
        [],
        ["Số hộ được tuyên truyền (lũy kế):", None, 133],
        ["Số hộ sử dụng ít nhất 01 nền tảng số (lũy kế)", "126"],
        ["Số lượt hỗ trợ trong tháng", 70],
        ["II. Khó khăn, vướng mắc"],
        ["Nội dung vướng mắc :", None, obstacles],
    ]


def xlsx(
    rows: Rows | dict[str, Rows],
    *,
    merges: tuple[str, ...] = (),
    hidden: tuple[str, ...] = (),
    fonts: dict[str, str] | None = None,
) -> bytes:
    """An Excel workbook. ``merges`` and ``fonts`` (cell to font name) are for its first sheet."""
    sheets = rows if isinstance(rows, dict) else {"Số liệu": rows}
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, lines in sheets.items():
        sheet = book.create_sheet(name)
        sheet.sheet_state = "hidden" if name in hidden else "visible"
        for row, line in enumerate(lines, start=1):
            for column, value in enumerate(line, start=1):
                if value not in (None, ""):
                    sheet.cell(row, column, value)
    for span in merges:
        book.worksheets[0].merge_cells(span)
    for cell, font in (fonts or {}).items():
        book.worksheets[0][cell].font = Font(name=font)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def repack(content: bytes, *, change: dict[str, bytes] | None = None, add: dict[str, bytes] | None = None) -> bytes:
    """The package with some parts changed or added."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            new.writestr(entry.filename, (change or {}).get(entry.filename, old.read(entry.filename)))
        for name, data in (add or {}).items():
            new.writestr(name, data)
    return out.getvalue()


def sheet_xml(content: bytes, part: str = "xl/worksheets/sheet1.xml") -> bytes:
    """One part of a package."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read(part)


def xlsm() -> bytes:
    """A workbook with a macro project beside its sheets."""
    return repack(xlsx(vneid_rows()), add={"xl/vbaProject.bin": b"\xd0\xcf invented"})


def formula_without_value() -> bytes:
    """F4 holds a formula as a library writes it: with no result."""
    rows = vneid_rows()
    rows[3][5] = "=C4-D4"
    return xlsx(rows)


def excel_error() -> bytes:
    """F4 shows #REF!."""
    content = xlsx(vneid_rows())
    xml = sheet_xml(content)
    before, after = xml.split(b'<c r="F4"', 1)
    changed = before + b'<c r="F4" t="e"><v>#REF!</v></c>' + after.split(b"</c>", 1)[1]
    return repack(content, change={"xl/worksheets/sheet1.xml": changed})


def million_blank_rows(*, last_filled: bool) -> bytes:
    """A sheet that was formatted down to its last row; with ``last_filled`` something stands there."""
    content = xlsx(vneid_rows())
    xml = sheet_xml(content)
    rows = b"".join(b'<row r="%d"><c r="A%d" s="0"/></row>' % (row, row) for row in range(20, 1_048_576))
    last = b'<row r="1048576"><c r="H1048576"><v>1</v></c></row>' if last_filled else b""
    return repack(content, change={"xl/worksheets/sheet1.xml": xml.replace(b"</sheetData>", rows + last + b"</sheetData>")})


def far_corner() -> bytes:
    """A thousand bytes that ask for sixteen thousand million cells."""
    content = xlsx(vneid_rows())
    corner = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    return repack(content, change={"xl/worksheets/sheet1.xml": sheet_xml(content).replace(b"</sheetData>", corner)})


def compressed_bomb() -> bytes:
    """A package whose sheet unpacks to 400 MB of spaces."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        archive.writestr("[Content_Types].xml", b"<Types/>")
        archive.writestr("xl/workbook.xml", b"<workbook/>")
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part:
            for _ in range(100):
                part.write(b" " * 4_000_000)
    return out.getvalue()


def encrypted_office() -> bytes:
    """The outside of a password-protected .xlsx: an OLE container with an EncryptedPackage stream."""
    return (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + bytes(504)
        + "EncryptionInfo".encode("utf-16-le")
        + bytes(64)
        + "EncryptedPackage".encode("utf-16-le")
        + bytes(64)
    )


def encrypted_zip() -> bytes:
    """A workbook whose parts are marked as encrypted."""
    content = bytearray(xlsx(vneid_rows()))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = content.find(signature)
        while start >= 0:
            content[start + offset] |= 1
            start = content.find(signature, start + 4)
    return bytes(content)


def xls(rows: Rows | dict[str, Rows], *, merges: tuple[tuple[int, int, int, int, Any], ...] = (), hidden: tuple[str, ...] = ()) -> bytes:
    """An old Excel workbook (BIFF8). ``merges`` are row, last row, column, last column and the value."""
    sheets = rows if isinstance(rows, dict) else {"Số liệu": rows}
    book = xlwt.Workbook(encoding="utf-8")
    for name, lines in sheets.items():
        sheet = book.add_sheet(name)
        sheet.visibility = int(name in hidden)
        for row, line in enumerate(lines):
            for column, value in enumerate(line):
                if value not in (None, ""):
                    sheet.write(row, column, value)
        if name == next(iter(sheets)):
            for top, bottom, left, right, value in merges:
                sheet.write_merge(top, bottom, left, right, value)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def xls_with_formula() -> bytes:
    """F4 holds a formula without a result."""
    rows = vneid_rows()
    rows[3][5] = xlwt.Formula("C4-D4")
    return xls(rows)


def xls_with_password() -> bytes:
    """A workbook with the record that says its contents are encrypted, in place of the one that names the writer."""
    content = xls(vneid_rows())
    return content.replace(b"\x5c\x00\x70\x00", b"\x2f\x00\x70\x00", 1)


def xls_far_corner() -> bytes:
    """Two cells in opposite corners of the largest old sheet."""
    rows = vneid_rows()
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("Số liệu")
    for row, line in enumerate(rows):
        for column, value in enumerate(line):
            sheet.write(row, column, value)
    sheet.write(65_535, 255, 1)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def ods(rows: Rows, *, repeat: tuple[int, int] | None = None) -> bytes:
    """An OpenDocument spreadsheet. ``repeat`` adds one figure repeated over so many rows and columns."""
    document = OpenDocumentSpreadsheet()
    table = Table(name="Số liệu")
    for line in rows:
        row = TableRow()
        for value in line:
            row.addElement(_ods_cell(value))
        table.addElement(row)
    blank = TableRow(numberrowsrepeated=1_048_000)
    blank.addElement(TableCell(numbercolumnsrepeated=16_384))
    table.addElement(blank)
    if repeat:
        row = TableRow(numberrowsrepeated=repeat[0])
        row.addElement(TableCell(valuetype="float", value="1", numbercolumnsrepeated=repeat[1]))
        table.addElement(row)
    document.spreadsheet.addElement(table)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _ods_cell(value: Any) -> Any:
    if value in (None, ""):
        return TableCell()
    if isinstance(value, tuple):
        if value == ("covered",):
            return CoveredTableCell()
        cell = TableCell(valuetype="string", numbercolumnsspanned=value[1], numberrowsspanned=value[2])
        cell.addElement(P(text=value[0]))
        return cell
    if isinstance(value, str) and value.startswith("="):
        return TableCell(formula=f"of:{value}")
    cell = TableCell(valuetype="float", value=str(value)) if isinstance(value, int | float) else TableCell(valuetype="string")
    cell.addElement(P(text=str(value)))
    return cell


def delimited(rows: Rows, delimiter: str = ",", encoding: str = "utf-8") -> bytes:
    """A text table. ``encoding`` may be ``cp1258``, whose letters are base and tone apart."""
    import csv  # noqa: PLC0415
    import unicodedata  # noqa: PLC0415

    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(rows)
    text = out.getvalue()
    if encoding == "cp1258":
        text = "".join(_for_cp1258(letter) for letter in unicodedata.normalize("NFC", text))
    return text.encode(encoding)


def _for_cp1258(letter: str) -> str:
    import unicodedata  # noqa: PLC0415

    try:
        letter.encode("cp1258")
    except UnicodeEncodeError:
        decomposed = unicodedata.normalize("NFD", letter)
        tones = [mark for mark in decomposed if mark in "\u0300\u0301\u0303\u0309\u0323"]
        rest = "".join(mark for mark in decomposed if mark not in tones)
        return unicodedata.normalize("NFC", rest) + "".join(tones)
    return letter


def html_table(rows: Rows) -> bytes:
    """What web systems export as .xls: a page with a BOM, a title above the table, and merged header cells."""
    lines = ["<tr>" + "".join(f"<td>{'' if value is None else value}</td>" for value in row) + "</tr>" for row in rows[1:]]
    page = f"<html><head><meta charset='utf-8'></head><body><h3>{rows[0][0]}</h3><table border=1>{''.join(lines)}</table></body></html>"
    return b"\xef\xbb\xbf" + page.encode()


def xml2003(rows: Rows, *, doctype: str = "") -> bytes:
    """SpreadsheetML 2003 with a BOM."""

    def cell(value: Any) -> str:
        kind = "Number" if isinstance(value, int | float) else "String"
        return f'<Cell><Data ss:Type="{kind}">{value}</Data></Cell>' if value not in (None, "") else "<Cell/>"

    body = "".join("<Row>" + "".join(map(cell, row)) + "</Row>" for row in rows)
    text = (
        f'<?xml version="1.0"?>{doctype}<?mso-application progid="Excel.Sheet"?>'
        '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">'
        f'<Worksheet ss:Name="Số liệu"><Table>{body}</Table></Worksheet></Workbook>'
    )
    return b"\xef\xbb\xbf" + text.encode()


def resident_list() -> bytes:
    """A list of invented residents with invented citizen numbers."""
    rows: Rows = [["DANH SÁCH NHÂN KHẨU"], ["STT", "Họ và tên", "Số CCCD", "Xóm"]]
    rows += [[number, f"Người Bịa {number}", f"0361980{number:05d}", "Xóm 1"] for number in range(1, 6)]
    return xlsx(rows)


def word_document() -> bytes:
    """The outside of a .docx."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("[Content_Types].xml", b"<Types/>")
        archive.writestr("word/document.xml", b"<document/>")
    return out.getvalue()


PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(32)
JPEG = b"\xff\xd8\xff\xe0" + bytes(32)
