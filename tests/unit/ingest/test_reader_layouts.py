"""Odd but good files: every layout and container gives the same rows, exactly."""

from __future__ import annotations

import datetime as dt
import unicodedata

import pytest

from pipelines.ingest.legacy import _TCVN3, _VNI
from pipelines.ingest.reader import read_file
from tests import corpus
from tests.readings import CATALOGUE, EXPECTED, SUMS, data, read, totals


def typed_in(text, letters):
    """The text as it looks when typed with a legacy keyboard: capitals with marks have no letter of their own in TCVN3."""
    return "".join(letters.get(letter) or letters.get(letter.lower()) or letter for letter in unicodedata.normalize("NFC", text))


TCVN3 = {meant: chr(typed) for typed, meant in _TCVN3.items()}
TCVN3 = {(chr(meant) if isinstance(meant, int) else meant): typed for meant, typed in TCVN3.items()}
VNI: dict[str, str] = {}
for _typed, _meant in _VNI.items():
    VNI.setdefault(_meant, _typed)


def everywhere(rows, change):
    return [[change(value) if isinstance(value, str) else value for value in row] for row in rows]


CONTAINERS = {
    "xlsx": corpus.xlsx,
    "xls": corpus.xls,
    "ods": corpus.ods,
    "html": corpus.html_table,
    "xml2003": corpus.xml2003,
    **{
        f"{delimiter} {encoding}": lambda rows, delimiter=delimiter, encoding=encoding: corpus.delimited(rows, delimiter, encoding)
        for delimiter in (",", ";", "\t")
        for encoding in ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1258")
    },
}


@pytest.mark.parametrize("container", CONTAINERS)
@pytest.mark.parametrize("ending", ["xlsx", "xls", "csv"])
def test_the_bytes_decide_what_a_file_is(container, ending):
    reading = read(CONTAINERS[container](corpus.vneid_rows()), f"a/b.{ending}")
    assert reading.source == "vneid"
    assert data(reading) == EXPECTED
    assert totals(reading) == [SUMS]
    assert reading.evidence.title == "2026-06"
    assert reading.rows_set_aside == 0


@pytest.mark.parametrize(("build", "container"), [(corpus.xlsm, "xlsm"), (lambda: corpus.delimited(corpus.vneid_rows(), "\t"), "tsv")])
def test_the_container_is_said(build, container):
    assert read(build()).container == container


@pytest.mark.parametrize("name", ["tcvn3", "vni"])
@pytest.mark.parametrize("build", [corpus.xlsx, corpus.xls, lambda rows: corpus.delimited(rows, ";", "latin-1")])
def test_legacy_letters_are_read_right_throughout(name, build):
    rows = everywhere(corpus.vneid_rows(), lambda text: typed_in(text, {"tcvn3": TCVN3, "vni": VNI}[name]))
    reading = read(build(rows))
    assert data(reading) == EXPECTED
    assert totals(reading) == [SUMS]
    assert reading.evidence.title == "2026-06"


@pytest.mark.parametrize("letters", [TCVN3, VNI])
def test_one_legacy_column_among_unicode_is_converted_alone(letters):
    rows = corpus.vneid_rows()
    for row in rows[2:5]:
        row[1] = typed_in(row[1], letters)
    assert data(read(corpus.xlsx(rows))) == EXPECTED


def test_names_that_only_lean_to_a_legacy_font_are_converted_together():
    rows = corpus.vneid_rows()
    for number, row in enumerate(rows[2:5], start=1):
        row[1] = typed_in(f"Xóm {number}", TCVN3)
    assert [row[0] for row in data(read(corpus.xlsx(rows)))] == ["Xóm 1", "Xóm 2", "Xóm 3"]


def test_foreign_names_are_left_alone():
    rows = corpus.vneid_rows()
    rows[2][1] = "Xóm Müller"
    assert data(read(corpus.xlsx(rows)))[0][0] == "Xóm Müller"


def test_a_stray_legacy_cell_changes_no_other():
    rows = corpus.vneid_rows()
    rows[2][1], rows[3][1], rows[4][1] = "Xóm Tú", "Xóm Bùi", typed_in("Xóm Đông Tĩnh", TCVN3)
    assert [row[0] for row in data(read(corpus.xlsx(rows)))] == ["Xóm Tú", "Xóm Bùi", "Xóm Đông Tĩnh"]


TWO_LEVELS = [
    [corpus.VNEID_TITLE],
    [],
    ["STT", "Xóm", "Nhân khẩu", "", "Tài khoản đã kích hoạt", "", "Tỷ lệ mức 2 (%)"],
    ["", "", "Dân số", "Đủ điều kiện", "Mức 1", "Mức 2", ""],
    *corpus.vneid_rows()[2:],
]


@pytest.mark.parametrize("merges", [(), ("C3:D3", "E3:F3", "A3:A4", "B3:B4", "G3:G4", "A1:G1")])
def test_two_levels_of_header_merged_or_not(merges):
    reading = read(corpus.xlsx(TWO_LEVELS, merges=merges))
    assert data(reading) == EXPECTED
    assert reading.rows[0].row_number == 5


def test_two_levels_of_header_in_text_and_old_excel_and_opendocument():
    assert data(read(corpus.delimited(TWO_LEVELS, ";"))) == EXPECTED
    merged = [*TWO_LEVELS[:2], ["STT", "Xóm", "", "", "", "", "Tỷ lệ mức 2 (%)"], *TWO_LEVELS[3:]]
    spans = ((2, 2, 2, 3, "Nhân khẩu"), (2, 2, 4, 5, "Tài khoản đã kích hoạt"))
    assert data(read(corpus.xls(merged, merges=spans))) == EXPECTED
    header = ["STT", "Xóm", ("Nhân khẩu", 2, 1), ("covered",), ("Tài khoản đã kích hoạt", 2, 1), ("covered",), "Tỷ lệ mức 2 (%)"]
    assert data(read(corpus.ods([*TWO_LEVELS[:2], header, *TWO_LEVELS[3:]]))) == EXPECTED


def test_three_levels_of_header():
    rows = [
        [corpus.VNEID_TITLE],
        ["STT", "Xóm", "Số liệu đến kỳ báo cáo", "", "", "", ""],
        ["", "", "Nhân khẩu", "", "Tài khoản", "", "Tỷ lệ mức 2 (%)"],
        ["", "", "Dân số", "Đủ điều kiện", "Mức 1", "Mức 2", ""],
        *corpus.vneid_rows()[2:],
    ]
    assert data(read(corpus.xlsx(rows, merges=("C2:G2", "C3:D3", "E3:F3", "A2:A4", "B2:B4", "G3:G4")))) == EXPECTED


def test_blank_rows_and_columns_anywhere_around():
    rows = [[], [], *[["", "", *row] for row in corpus.vneid_rows()]]
    rows.insert(4, [])
    rows.insert(6, ["", "", "\u00a0"])
    reading = read(corpus.xlsx(rows))
    assert data(reading) == EXPECTED
    assert reading.rows[0].cells["level2"] == "H6"


def test_synonyms_in_another_order_with_extra_columns():
    header = ["Ghi chú", "Định danh mức độ 2", "Thôn/xóm", "Số máy tính", "Nhân khẩu", "TT"]
    rows = [[corpus.VNEID_TITLE], header, *([None, f[3], name, 7, f[0], 1] for name, f in zip(corpus.HAMLETS, corpus.FIGURES, strict=True))]
    reading = read(corpus.xlsx(rows))
    assert data(reading, ("hamlet", "population", "level2")) == [(row[0], row[1], row[4]) for row in EXPECTED]
    assert reading.columns_extra == ("Số máy tính",)
    assert set(reading.columns_missing) == {"eligible", "level1", "level2_rate"}
    assert "7" not in reading.rows[0].original.values()


def test_one_source_over_several_sheets_and_a_note_sheet():
    rows = corpus.vneid_rows(total=None)
    reading = read(corpus.xlsx({"Ghi chú": [["Biểu này dùng nội bộ"], ["x"]], "Một": rows[:4], "Hai": [rows[0], rows[1], rows[4]]}))
    assert data(reading) == EXPECTED
    assert reading.sheets_read == ("Một", "Hai")
    assert [row.sheet for row in reading.rows] == ["Một", "Một", "Hai"]
    assert [row.sheet_index for row in reading.rows] == [1, 1, 2]
    assert reading.rows_set_aside == 2


@pytest.mark.parametrize("build", [corpus.xlsx, corpus.xls])
def test_hidden_sheets_are_read_only_when_nothing_else_holds_the_table(build):
    rows = corpus.vneid_rows()
    both = read(build({"Chính": rows, "Nháp": rows}, hidden=("Nháp",)))
    assert both.sheets_read == ("Chính",)
    assert both.rows_set_aside == len(rows)
    assert data(read(build({"Bìa": [["Kính gửi"]], "Nháp": rows}, hidden=("Nháp",)))) == EXPECTED


def test_a_merged_hamlet_speaks_for_each_of_its_rows():
    header = ["Ngày", "Xóm", "Mã tổ viên", "Mã hộ", "Số người được hỗ trợ"]
    rows = [
        ["NHẬT KÝ HỖ TRỢ THÁNG 6/2026"],
        header,
        ["1/6/2026", "Xóm 1", "TV001", "X01-H001", 1],
        ["", "", "TV002", "X01-H002", 2],
        ["2/6/2026", "Xóm 2", "TV003", "X02-H001", 1],
    ]
    reading = read(corpus.xlsx(rows, merges=("A3:A4", "B3:B4")))
    assert data(reading, ("visit_date", "hamlet", "people_helped")) == [
        ("2026-06-01", "Xóm 1", "1"),
        ("2026-06-01", "Xóm 1", "2"),
        ("2026-06-02", "Xóm 2", "1"),
    ]


@pytest.mark.parametrize(
    ("rows", "value"),
    [
        ([["STT", "Xóm", "Mức 2", ""], ["", "", "Trong tháng", "Lũy kế"], [1, "Xóm 1", 5, 700], [2, "Xóm 2", 6, 800]], "700"),
        ([["STT", "Xóm", "Tháng trước", "Tháng này"], ["", "", "Mức 2", "Mức 2"], [1, "Xóm 1", 690, 700], [2, "Xóm 2", 6, 800]], "700"),
        ([["STT", "Xóm", "Mức 2", ""], ["", "", "Số lượng", "Tỷ lệ"], [1, "Xóm 1", 700, 60.5], [2, "Xóm 2", 800, 50.1]], "700"),
    ],
)
def test_of_two_times_side_by_side_the_cumulative_one_is_read(rows, value):
    assert data(read(corpus.xlsx([[corpus.VNEID_TITLE], *rows])), ("level2",))[0] == (value,)


@pytest.mark.parametrize("header", ["Số người chưa có chữ ký số", "Tỷ lệ có chữ ký số (%)", "Số chữ ký số tăng trong tháng"])
def test_another_figure_with_like_words_is_not_taken(header):
    rows = [["TỔNG HỢP CHỮ KÝ SỐ"], ["STT", "Xóm", header], [1, "Xóm 1", 5], [2, "Xóm 2", 6]]
    assert read_file(corpus.xlsx(rows), "x", CATALOGUE).verdict == "missing_column"


EACH_SOURCE = {
    "health_book": (
        "BÁO CÁO SỔ SỨC KHỎE ĐIỆN TỬ QUÝ",
        [["TT", "Thôn, xóm", "Lũy kế sổ sức khỏe điện tử", "Tạo mới trong tháng"], [1, "Xóm 1", 50, 5]],
        {"books": "50", "books_new": "5"},
    ),
    "signature": ("", [["Đơn vị", "CKS"], ["Xóm 1", "1.234"]], {"holders": "1234"}),
    "access_survey": (
        "KHẢO SÁT",
        [["Xóm", "Số người được khảo sát", "Y tế", "Ít nhất 1 dịch vụ"], ["Xóm 1", 10, 5, 8]],
        {"adults_surveyed": "10", "health": "5", "any_service": "8"},
    ),
    "bank_survey": (
        "",
        [
            ["Mã phiếu", "Ngày", "Xóm", "Mã hộ", "Số người 15 tuổi trở lên", "TKNH"],
            ["P1", dt.date(2026, 6, 1), "Xóm 1", "x01 - h001", 3, 2],
        ],
        {"surveyed_on": "2026-06-01", "household_id": "X01-H001", "people_with_account": "2"},
    ),
    "dvc": (
        "HỒ SƠ DỊCH VỤ CÔNG",
        [
            ["Lĩnh vực", "Tổng số hồ sơ", "Trực tuyến", "", "Trực tiếp"],
            ["", "", "Toàn trình", "Một phần", ""],
            ["Hộ tịch", 10, 5, 3, 2],
        ],
        {"files_full": "5", "files_partial": "3", "files_direct": "2"},
    ),
    "edocs": (
        "VĂN BẢN",
        [["Cơ quan", "Tổng số văn bản", "Xử lý trên môi trường điện tử"], ["Công an xã", 10, 9]],
        {"office": "Công an xã", "documents_electronic": "9"},
    ),
    "schools": (
        "",
        [["Tên trường", "Học sinh", "HS tiếp cận học liệu số", "Giáo viên", "GV được tập huấn"], ["Trường TH A", 300, 200, 30, 20]],
        {"students_digital": "200", "teachers_trained": "20"},
    ),
    "ocop": (
        "",
        [
            ["Sản phẩm OCOP", "Thôn", "Số sao", "PostMart", "Vỏ Sò", "Sàn TMĐT khác"],
            ["Nước mắm", "Xóm 1", 3, "✓", "", "https://a.vn/b"],
        ],
        {"postmart": "yes", "voso": None, "other_site": "yes"},
    ),
    "training": (
        "",
        [["Ngày tập huấn", "Mã TV", "Họ tên", "Tham dự"], ["14/6/2026", "TV001", "Người Bịa", "Có"]],
        {"class_date": "2026-06-14", "present": "yes"},
    ),
    "registry": (
        "DANH MỤC XÓM",
        [
            ["Mã thôn", "Tên thôn", "Số hộ", "Số khẩu", "Từ 15 tuổi", "Từ 18 tuổi trở lên", "Từ ngày"],
            ["x01", "Xóm 1", 100, 400, 300, 280, 46023],
        ],
        {"hamlet_code": "X01", "population": "400", "adults": "280", "valid_from": "2026-01-01"},
    ),
}


@pytest.mark.parametrize("source", EACH_SOURCE)
def test_each_source_is_told_from_the_others(source):
    title, rows, expected = EACH_SOURCE[source]
    reading = read(corpus.xlsx([[title], *rows]))
    assert reading.source == source
    assert {field: reading.rows[0].values[field] for field in expected} == expected


def test_a_name_breaks_no_more_than_a_tie():
    assert read(corpus.xlsx(corpus.vneid_rows()), "signature/chu ky so.xlsx").source == "vneid"


def test_the_cells_and_the_text_as_written_are_kept():
    rows = corpus.vneid_rows()
    rows[2][2:] = ["1 145", "925", 83.0, "694", "60,61"]
    row = read(corpus.xlsx(rows)).rows[0]
    assert row.original == {
        "hamlet": "Xóm 1",
        "population": "1 145",
        "eligible": "925",
        "level1": "83",
        "level2": "694",
        "level2_rate": "60,61",
    }
    assert (row.values["population"], row.values["level2_rate"]) == ("1145", "60.61")
    assert row.cells["population"] == "C3"


def test_the_scale_of_rates_is_the_columns():
    rows = corpus.vneid_rows()
    for row, rate in zip(rows[2:5], (0.6061, "0,5397", 1), strict=True):
        row[6] = rate
    assert [row[0] for row in data(read(corpus.xlsx(rows)), ("level2_rate",))] == ["60.61", "53.97", "100"]


def test_an_html_page_with_rows_and_columns_spanned():
    page = """<html><body><p>THỐNG KÊ TÀI KHOẢN ĐỊNH DANH ĐIỆN TỬ THÁNG 6/2026</p><table>
    <tr><th rowspan=2>STT</th><th rowspan="2">Xóm</th><th colspan=2>Tài khoản</th></tr><tr><th>Mức 1</th><th>Mức 2</th></tr>
    <tr><td>1</td><td>Xóm<br>1</td><td x:num="83">83,0</td><td>1.694</td></tr></table></body></html>"""
    reading = read(page.encode())
    assert data(reading, ("hamlet", "level1", "level2")) == [("Xóm 1", "83", "1694")]
    assert reading.evidence.title == "2026-06"


def test_entities_and_files_named_in_xml_are_not_fetched():
    doctype = '<!DOCTYPE Workbook [<!ENTITY who SYSTEM "file:///etc/passwd">]>'
    content = corpus.xml2003(corpus.vneid_rows(), doctype=doctype).replace("Xóm 1".encode(), b"X&who;")
    reading = read_file(content, "x", CATALOGUE)
    assert "root" not in str(reading.as_dict())


@pytest.mark.parametrize(("font", "name"), [(".VnTime", "Xóm Lửu"), ("VnTime", "Xóm Lửu"), ("VNI-Times", "Xóm Lưu")])
def test_where_letters_do_not_tell_the_font_does(font, name):
    rows = corpus.vneid_rows(total=None)
    rows[2][1] = "löu"
    reading = read(corpus.xlsx(rows, fonts={"B3": font}))
    assert f"Xóm {data(reading)[0][0].capitalize()}" == name


def test_where_neither_letters_nor_font_tell_the_cell_is_named():
    rows = corpus.vneid_rows(total=None)
    rows[2][1] = "löu"
    reading = read_file(corpus.xlsx(rows), "x", CATALOGUE)
    assert (reading.verdict, reading.details["cell"]) == ("unknown_encoding", "B3")


def test_men_and_women_apart_are_not_the_whole():
    rows = [[corpus.VNEID_TITLE], ["STT", "Xóm", "Mức 2", ""], ["", "", "Nam", "Nữ"], [1, "Xóm 1", 5, 6], [2, "Xóm 2", 7, 8]]
    assert read_file(corpus.xlsx(rows), "x", CATALOGUE).verdict == "missing_column"


@pytest.mark.parametrize("place", ["Tên xóm", "Thôn/xóm", "Thôn, xóm", "Đơn vị", "Địa bàn", "Tổ CNS", "Tổ CNSCĐ", "Tổ", "THÔN XÓM"])
def test_the_words_for_a_place(place):
    reading = read(corpus.xlsx([["x"], ["STT", place, "Định danh mức độ 2"], [1, "Xóm 1", 5], [2, "Xóm 2", 6]]))
    assert data(reading, ("hamlet", "level2")) == [("Xóm 1", "5"), ("Xóm 2", "6")]
