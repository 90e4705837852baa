"""Bad files: each gets its verdict and a sentence that names the file, the place and the mend. None stops the others."""

from __future__ import annotations

import pytest

from pipelines.catalogue.load import load_catalogue
from pipelines.ingest.reader import read_file
from pipelines.ingest.verdicts import sentence
from tests import corpus

CATALOGUE = load_catalogue()
NAME = "vneid/T06.2026.xlsx"


def missing_column():
    return corpus.xlsx([[*row[:5], *row[6:]] if len(row) > 2 else row for row in corpus.vneid_rows()])


def log_of_unknown_dates(*, title: str):
    header = ["STT", "Lúc đến", "Xóm", "Mã tổ viên", "Họ tên tổ viên", "Mã hộ", "Chủ hộ", "Số người được hỗ trợ", "Nội dung", "Kết quả"]
    return corpus.xlsx([[title], header, [1, "20/5/2026", "Xóm 5", "TV012", None, "X05-H012", None, 2, "VNeID", "Xong"]])


def months_side_by_side():
    may = corpus.vneid_rows(title=corpus.VNEID_TITLE.replace("6/2026", "5/2026"))
    return corpus.xlsx({"T5": may, "T6": corpus.vneid_rows()})


def side_by_side():
    rows = corpus.vneid_rows(total=None)
    return corpus.xlsx([rows[0], *(row + row for row in rows[1:])])


def numbered_side_by_side():
    header = ["Xóm", "Mức 2", "Xóm 1", "Mức 2 1"]
    return corpus.xlsx([[corpus.VNEID_TITLE], header, ["Xóm 1", 5, "Xóm 2", 6], ["Xóm 3", 7, "Xóm 4", 8]])


def unclear_letters():
    rows = corpus.vneid_rows(total=None)
    for row, word in zip(rows[2:], ("Qþzk ÷ørt", "Wñgh ¼jf", "Þþzz ¾kj"), strict=True):
        row[1] = word
    return corpus.xlsx(rows)


CASES = {
    "empty": (lambda: b"", "empty", ("trống",)),
    "only spaces": (lambda: b" \r\n\t\r\n", "empty", ("trống",)),
    "a workbook without a cell": (lambda: corpus.xlsx([]), "empty", ("trống",)),
    "a workbook of spaces": (lambda: corpus.xlsx([[" ", "\u00a0"]]), "empty", ("trống",)),
    "password, new Excel": (corpus.encrypted_office, "password", ("mật khẩu",)),
    "password, old Excel": (corpus.xls_with_password, "password", ("mật khẩu",)),
    "password, zip": (corpus.encrypted_zip, "password", ("mật khẩu",)),
    "half a workbook": (lambda: corpus.xlsx(corpus.vneid_rows())[:3000], "damaged", ("hỏng",)),
    "no workbook behind PK": (lambda: b"PK\x03\x04" + b"x" * 400, "damaged", ("hỏng",)),
    "half an old workbook": (lambda: corpus.xls(corpus.vneid_rows())[:1500], "damaged", ("hỏng",)),
    "broken XML": (lambda: corpus.xml2003(corpus.vneid_rows())[:-40], "damaged", ("hỏng",)),
    "compressed bomb": (corpus.compressed_bomb, "compressed_bomb", ("400,0 MB",)),
    "far corner": (corpus.far_corner, "blank_rows", ("1048576", "Số liệu")),
    "far corner, old Excel": (corpus.xls_far_corner, "blank_rows", ("65536", "Số liệu")),
    "repeated cells, OpenDocument": (lambda: corpus.ods(corpus.vneid_rows(), repeat=(100_000, 10_000)), "blank_rows", ("Số liệu",)),
    "a million blank rows, the last filled": (lambda: corpus.million_blank_rows(last_filled=True), "blank_rows", ("1048576", "Số liệu")),
    "too large": (lambda: b"x;1\n" * 17_000_000, "too_large", ("68,0 MB",)),
    "PDF": (lambda: corpus.PDF, "not_a_table", ("PDF", "Excel")),
    "picture": (lambda: corpus.PNG, "not_a_table", ("PNG",)),
    "photo": (lambda: corpus.JPEG, "not_a_table", ("JPEG",)),
    "Word": (corpus.word_document, "not_a_table", ("Word",)),
    "binary": (lambda: bytes(range(256)) * 4, "not_a_table", ("nhị phân",)),
    "header only": (lambda: corpus.xlsx(corpus.vneid_rows()[:2]), "no_rows", ("VNeID", "Số liệu")),
    "blank form": (lambda: corpus.xlsx([row[:1] for row in corpus.form_rows()]), "no_rows", ("Tổ công nghệ số",)),
    "unknown layout": (lambda: corpus.xlsx([["Lịch trực"], ["Thứ", "Buổi"], ["Hai", "Sáng"]]), "unknown_layout", ("Gần nhất", "Số liệu")),
    "a month a sheet": (months_side_by_side, "several_periods", ("«T5»", "5/2026", "«T6»", "6/2026")),
    "a log is no roster": (lambda: log_of_unknown_dates(title="NHẬT KÝ HỖ TRỢ THÁNG 6/2026"), "missing_column", ("Nhật ký", "Ngày")),
    "nor without its title": (lambda: log_of_unknown_dates(title="Biểu 3"), "unknown_layout", ("Nhật ký", "Ngày")),
    "missing column": (missing_column, "missing_column", ("VNeID", "Mức 2", "Số liệu")),
    "missing label": (lambda: corpus.xlsx(corpus.form_rows()[:7] + corpus.form_rows()[8:]), "missing_column", ("01 nền tảng số",)),
    "side by side": (side_by_side, "side_by_side", ("Số liệu", "Mức 2")),
    "side by side, numbered": (numbered_side_by_side, "side_by_side", ("Số liệu",)),
    "formula without a value": (corpus.formula_without_value, "formula_without_value", ("F4", "Số liệu")),
    "formula without a value, old Excel": (corpus.xls_with_formula, "formula_without_value", ("F4", "Số liệu")),
    "residents": (corpus.resident_list, "personal_list", ("số căn cước", "C2", "Số liệu")),
    "letters of no encoding": (unclear_letters, "unknown_encoding", ("B3", "Số liệu")),
}


@pytest.mark.parametrize("case", CASES)
def test_a_bad_file_gets_its_sentence(case):
    build, verdict, words = CASES[case]
    content = build()
    reading = read_file(content, NAME, CATALOGUE)
    assert reading.verdict == verdict
    assert reading.status == CATALOGUE.verdicts[verdict].status
    assert not reading.rows
    text = sentence(reading, CATALOGUE)
    assert NAME in text
    assert "?" not in text
    for word in words:
        assert word in text
    assert reading.keep_bytes is (verdict != "personal_list")


def test_a_formula_without_a_value_in_opendocument_is_named():
    rows = corpus.vneid_rows()
    rows[3][5] = "=[.C4]"
    reading = read_file(corpus.ods(rows), NAME, CATALOGUE)
    assert (reading.verdict, reading.details["cell"]) == ("formula_without_value", "F4")


def test_a_zero_that_was_never_computed_is_no_figure():
    """A library stores 0 for each formula and asks Excel to compute on opening."""
    rows = corpus.vneid_rows()
    rows[3][5] = "=C4-D4"
    content = corpus.xlsx(rows)
    xml = corpus.sheet_xml(content).replace(b"<v></v>", b"<v>0</v>").replace(b"<v/>", b"<v>0</v>")
    reading = read_file(corpus.repack(content, change={"xl/worksheets/sheet1.xml": xml}), NAME, CATALOGUE)
    assert (reading.verdict, reading.details["cell"]) == ("formula_without_value", "F4")


def test_a_total_that_was_never_computed_turns_nothing_away():
    rows = corpus.vneid_rows()
    rows[-1] = ["", "Tổng cộng", "=SUM(C3:C5)", "=SUM(D3:D5)", "", "", ""]
    reading = read_file(corpus.xlsx(rows), NAME, CATALOGUE)
    assert reading.status == "accepted"
    assert [row.kind for row in reading.rows] == ["data", "data", "data", "total"]


def test_an_excel_error_stays_as_written():
    reading = read_file(corpus.excel_error(), NAME, CATALOGUE)
    row = reading.rows[1]
    assert (row.values["level2"], row.original["level2"], row.cells["level2"]) == ("#REF!", "#REF!", "F4")


def test_a_million_blank_rows_below_the_data_do_no_harm():
    reading = read_file(corpus.million_blank_rows(last_filled=False), NAME, CATALOGUE)
    assert reading.status == "accepted"
    assert len(reading.rows) == 4


def test_a_fault_of_our_own_becomes_a_verdict(monkeypatch):
    def broken(*_):
        raise RuntimeError("Xóm 1 036198000001")

    monkeypatch.setattr("pipelines.ingest.reader.recognise", broken)
    reading = read_file(corpus.xlsx(corpus.vneid_rows()), NAME, CATALOGUE)
    assert reading.verdict == "unreadable_by_fault"
    assert sentence(reading, CATALOGUE).count("RuntimeError") == 1
    assert "036198" not in sentence(reading, CATALOGUE)


def test_no_sentence_holds_a_personal_number():
    reading = read_file(corpus.PDF, "Zalo 0912 345 678.pdf", CATALOGUE)
    assert "0912" not in sentence(reading, CATALOGUE)


def test_a_refused_list_tells_its_kind_and_place_only():
    reading = read_file(corpus.resident_list(), NAME, CATALOGUE)
    assert "0361980" not in str(reading.as_dict())
    assert "Người Bịa" not in str(reading.as_dict())


@pytest.mark.parametrize(
    "header", ["CCCD", "Số CMND/CCCD", "Số định danh cá nhân", "Căn cước công dân", "Mã số BHXH", "Số thẻ BHYT", "STK", "Số tài khoản"]
)
def test_a_known_form_with_a_personal_column_is_refused(header):
    rows = corpus.vneid_rows()
    rows[1].append(header)
    for number, row in enumerate(rows[2:5]):
        row.append(f"DN40136123456{number}{number}" if "BHYT" in header else f"03619800012{number}")
    assert read_file(corpus.xlsx(rows), NAME, CATALOGUE).verdict == "personal_list"


@pytest.mark.parametrize("header", ["Số CCCD đã cấp", "Số người có tài khoản", "STK"])
def test_counts_under_such_words_are_no_list(header):
    rows = corpus.vneid_rows()
    rows[1].append(header)
    for number, row in enumerate(rows[2:5]):
        row.append(700 + number)
    assert read_file(corpus.xlsx(rows), NAME, CATALOGUE).status == "accepted"


def test_citizen_numbers_without_a_header_are_found_even_as_numbers():
    rows = corpus.vneid_rows()
    for number, row in enumerate(rows[2:5]):
        row.append(36198000120 + number)
    assert read_file(corpus.xlsx(rows), NAME, CATALOGUE).verdict == "personal_list"


def test_the_rosters_own_names_and_phones_are_expected_and_left_behind():
    rows = [
        ["DANH SÁCH THÀNH VIÊN TỔ CÔNG NGHỆ SỐ CỘNG ĐỒNG"],
        ["STT", "Mã thành viên", "Họ và tên", "Xóm", "Vai trò", "Số điện thoại", "Từ ngày"],
        [1, "tv 001", "Người Bịa Một", "Tổ cấp xã", "Tổ trưởng", "0912000001", "1/11/2025"],
        [2, "TV002", "Người Bịa Hai", "Xóm 1", "Tổ viên", "0912000002", "1/11/2025"],
    ]
    reading = read_file(corpus.xlsx(rows), "a.xlsx", CATALOGUE)
    assert reading.source == "roster"
    assert [(row.values["member_code"], row.values["role"]) for row in reading.rows] == [("TV001", "leader"), ("TV002", "member")]
    assert "Người Bịa" not in str(reading.as_dict())
    assert "0912" not in str(reading.as_dict())


@pytest.mark.parametrize("place", ["A1048576", "ZZ60000", "XFD9"])
def test_a_far_cell_in_a_row_that_lies_about_its_number_is_refused(place):
    """The library follows the cell's own address: it would lay out every cell up to it, and abort for lack of memory."""
    content = corpus.xlsx(corpus.vneid_rows())
    xml = corpus.sheet_xml(content)
    for quote in ('"', "'"):
        cells = "".join(f"<c r={quote}{address}{quote}><v>1</v></c>" for address in (place, "XFC7", "B99999"))
        changed = xml.replace(b"</row></sheetData>", (cells + "</row></sheetData>").encode())
        reading = read_file(corpus.repack(content, change={"xl/worksheets/sheet1.xml": changed}), NAME, CATALOGUE)
        assert reading.verdict == "blank_rows"
