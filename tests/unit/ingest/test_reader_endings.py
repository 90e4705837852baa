"""Where a table ends: a value below a note is still the table's; below the last one stand notes and signatures, whatever their words."""

from __future__ import annotations

from datetime import date

import pytest

from pipelines.ingest.lines import read_lines
from tests import corpus
from tests.readings import CATALOGUE, EXPECTED, SUMS, data, read, totals

TITLE, HEADER, *ROWS, TOTAL = corpus.vneid_rows()
SIGNER = "Đại úy Nguyễn Văn Bịa"


def with_lines(place, *lines):
    """The three hamlets and their total with lines before one of them."""
    body = [*ROWS, TOTAL]
    return corpus.xlsx([TITLE, HEADER, *body[:place], *lines, *body[place:]])


NOTES = [
    ["Ghi chú: số liệu tạm tính"],
    ["", "Ghi chú: xóm 2 chưa cập nhật"],
    ["Trang 1/2"],
    ["", "", "", "", "", "", "Trang 1"],
    ["Ngày 14/6/2026"],
    ["* Khu vực Nghĩa Sơn"],
    ["Nguồn: Công an xã"],
    ["Đại diện xóm"],
    ["", "Tổ trưởng"],
    ["", "(Số liệu tính đến ngày 14/6/2026)"],
]


@pytest.mark.parametrize("note", NOTES)
@pytest.mark.parametrize("place", range(4))
def test_a_note_within_the_table_ends_nothing(note, place):
    reading = read(with_lines(place, note))
    assert data(reading) == EXPECTED
    assert totals(reading) == [SUMS]
    assert reading.rows_set_aside == 1


def test_a_page_that_is_signed_is_followed_by_the_next():
    signed = [[], ["", "CÔNG AN XÃ", "", "Thủ trưởng đơn vị"], ["", SIGNER], [], ["", "Trang 2"], HEADER]
    for lines in (signed, signed[:-1], signed[1:3]):
        reading = read(with_lines(2, *lines))
        assert data(reading) == EXPECTED
        assert "Bịa" not in str(reading.as_dict())


def test_a_log_by_days_keeps_its_visits():
    header = ["Ngày", "Xóm", "Mã tổ viên", "Mã hộ", "Số người được hỗ trợ"]
    visits = [[date(2026, 6, day), "Xóm 1", "TV001", f"X01-H00{day}", day] for day in (1, 2, 3)]
    rows = [["NHẬT KÝ HỖ TRỢ"], header, ["Ngày 01/6/2026"], visits[0], ["Ghi chú: tuần 2"], ["Ngày 02/6/2026"], *visits[1:]]
    assert data(read(corpus.xlsx(rows)), ("household_id",)) == [("X01-H001",), ("X01-H002",), ("X01-H003",)]


def test_a_row_that_nobody_filled_in_is_one_below_a_note_too():
    blank = [4, "Bắc Hải"]
    for lines in ([["Ghi chú: tạm tính"], blank], [["Trang 1"], blank], [["Trang 1"], ["", "Xóm Bắc Hải"]]):
        rows = [TITLE, HEADER, *ROWS, *lines]
        for after in ([[5, "Xóm 5", 1, 1, 1, 1, 1]], []):
            reading = read(corpus.xlsx([*rows, *after]))
            assert data(reading)[3] == (lines[-1][1], None, None, None, None)


def test_an_unfilled_row_whose_remark_reads_like_a_note_stays():
    rows = [TITLE, [*HEADER, "Ghi chú"], *ROWS, [4, "Bắc Hải", "", "", "", "", "", "Ghi chú: chưa gửi"], [5, "Xóm 5", 1, 1, 1, 1, 1]]
    assert [row[0] for row in data(read(corpus.xlsx(rows)))][3:] == ["Bắc Hải", "Xóm 5"]
    rows[-2][0], rows[-2][1] = "", "Xóm Bắc Hải"
    assert [row[0] for row in data(read(corpus.xlsx(rows)))][3:] == ["Xóm Bắc Hải", "Xóm 5"]


SIGNED_AS = [
    "TRẠM TRƯỞNG", "CHÁNH VĂN PHÒNG", "PHÓ TRƯỞNG CÔNG AN XÃ", "THƯ KÝ", "CÁN BỘ Y TẾ", "Chuyên viên", "UBND XÃ NGHĨA SƠN",
    "PHÒNG VĂN HÓA - XÃ HỘI", "LẬP BẢNG", "Xóm trưởng", "Bản sao",
]  # fmt: skip


@pytest.mark.parametrize("role", SIGNED_AS)
@pytest.mark.parametrize("gap", [[], [[]]])
@pytest.mark.parametrize("total", [[], [TOTAL]])
def test_who_signs_is_no_hamlet_whatever_the_role(role, gap, total):
    """Below the total, below a blank line, and right below rows that have their numbers."""
    for signature in (
        [["", role], [], ["", SIGNER]],
        [["", role, "", role], ["", SIGNER, "", SIGNER]],
        [["", role], ["", SIGNER, "0912345678"]],
    ):
        reading = read(corpus.xlsx([TITLE, HEADER, *ROWS, *total, *gap, *signature]))
        assert data(reading) == EXPECTED
        assert reading.rows_set_aside == 2
        assert "Bịa" not in str(reading.as_dict())


def test_who_signs_is_no_office_no_school_and_no_field_of_service():
    tables = {
        "edocs": (["STT", "Đơn vị", "Tổng số văn bản", "Xử lý điện tử"], [[1, "Phòng Kinh tế", 9, 8], [2, "Công an xã", 7, 7]]),
        "dvc": (
            ["Lĩnh vực", "Tổng số hồ sơ", "Trực tuyến toàn trình", "Trực tuyến một phần"],
            [["Hộ tịch", 9, 5, 4], ["Đất đai", 7, 4, 3], ["Tổng cộng", 16, 9, 7]],
        ),
    }
    for source, (header, rows) in tables.items():
        name = header.index("Đơn vị" if source == "edocs" else "Lĩnh vực")
        signature = [[*[""] * name, "CÁN BỘ MỘT CỬA", "", "TRUNG TÂM PVHCC"], [], [*[""] * name, SIGNER, "", "Lê Văn Bịa"]]
        reading = read(corpus.xlsx([[""], header, *rows, [], *signature]))
        assert reading.source == source
        assert len(data(reading, ())) == 2
        assert "Bịa" not in str(reading.as_dict())


@pytest.mark.parametrize("names", [("Xóm 1", "Xóm 2"), ("Bắc Hải", "Cộng Hòa")])
def test_who_signs_right_below_hamlets_with_no_numbers_is_none(names):
    rows = [["", ""], ["Xóm", "Số người có chữ ký số"], *([name, 5] for name in names), ["TRẠM TRƯỞNG"], [SIGNER]]
    assert data(read(corpus.xlsx(rows)), ("hamlet",)) == [(name,) for name in names]


def test_the_last_hamlets_with_nothing_filled_in_are_rows():
    for lines in ([[4, "Bắc Hải"], [5, "Nam Hải"]], [[], [4, "Bắc Hải"], [5, "Nam Hải"]], [["", "Xóm 4"], ["", "Xóm 5"]]):
        reading = read(corpus.xlsx([TITLE, HEADER, *ROWS, *lines, [], ["", "TRẠM TRƯỞNG"], ["", SIGNER]]))
        assert [row[0] for row in data(reading)][3:] == [line[1] for line in lines if line]


def test_a_form_with_nothing_filled_in_has_all_its_hamlets():
    body = [[number, name] for number, name in enumerate(("Bắc Hải", "Xóm 2", "Cộng Hòa", "Tống Xá"), start=1)]
    for note in ([], [["Ghi chú: ghi số lũy kế"]]):
        reading = read(corpus.xlsx([TITLE, HEADER, *note, *body, [], ["", "CHÁNH VĂN PHÒNG"], ["", SIGNER]]))
        assert [row[0] for row in data(reading)] == ["Bắc Hải", "Xóm 2", "Cộng Hòa", "Tống Xá"]


def test_after_another_table_this_one_may_go_on_below_its_header():
    other = [["TT", "Thôn", "Mức 1"], [1, "Xóm 1", 50]]
    reading = read(corpus.xlsx([TITLE, HEADER, *ROWS[:2], [], *other, [], HEADER, ROWS[2], TOTAL]))
    assert data(reading) == EXPECTED
    assert totals(reading) == [SUMS]


UPPER = ["STT", "Xóm", "Nhân khẩu", "", "Tài khoản đã kích hoạt", "", "Tỷ lệ mức 2 (%)"]
LOWER = ["", "", "Dân số", "Đủ điều kiện", "Mức 1", "Mức 2", ""]


@pytest.mark.parametrize("merges", [(), ("C2:D2", "E2:F2", "A2:A3", "B2:B3", "G2:G3")])
@pytest.mark.parametrize("place", range(4))
def test_a_header_of_two_levels_printed_again_is_set_aside(merges, place):
    body = [*ROWS, TOTAL]
    for again in ([UPPER, LOWER], [UPPER, LOWER, [f"({number})" for number in range(1, 8)]], [[], [TITLE[0]], UPPER, LOWER]):
        reading = read(corpus.xlsx([TITLE, UPPER, LOWER, *body[:place], *again, *body[place:]], merges=merges))
        assert data(reading) == EXPECTED
        assert totals(reading) == [SUMS]
        assert reading.rows_set_aside == sum(1 for line in again if line)


@pytest.mark.parametrize(
    "again",
    [
        ["TT", "Tên xóm", "Nhân khẩu", "Đủ điều kiện", "Mức độ 1", "Mức độ 2", "Tỷ lệ"],
        ["STT", "Xóm", "Dân số", "Số người đủ điều kiện", "Mức 1", "Mức II (tài khoản)", "Tỷ lệ mức 2 (%)"],
        [*HEADER, "Trang 2"],
    ],
)
def test_a_header_printed_again_in_other_words_is_the_same_header(again):
    reading = read(with_lines(2, again))
    assert data(reading) == EXPECTED
    assert reading.rows_set_aside == 1


def test_a_leader_whose_code_is_missing_ends_no_roster():
    header = ["STT", "Mã thành viên", "Họ và tên", "Tổ", "Vai trò"]
    members = [[1, "TV001", "Bịa", "Xóm 1", "Tổ trưởng"], [2, "", "Bịa", "Xóm 2", "Tổ trưởng"], [3, "TV003", "Bịa", "Xóm 3", "Tổ viên"]]
    found = data(read(corpus.xlsx([["DANH SÁCH THÀNH VIÊN"], header, *members])), ("member_code", "team"))
    assert found == [("TV001", "Xóm 1"), (None, "Xóm 2"), ("TV003", "Xóm 3")]


def test_a_note_right_below_the_header_divides_no_column():
    reading = read(corpus.xlsx([TITLE, HEADER, ["", "", "Ghi chú: tạm tính"], *ROWS, TOTAL]))
    assert data(reading) == EXPECTED


def test_a_product_called_like_its_column_is_a_product():
    rows = [
        ["SẢN PHẨM OCOP"],
        ["STT", "Tên sản phẩm", "Hạng sao", "Voso"],
        [1, "Gạo", 3, "x"],
        [2, "Sản phẩm OCOP", 4, ""],
        [3, "Mắm", 3, ""],
    ]
    assert [row[0] for row in data(read(corpus.xlsx(rows)), ("product",))] == ["Gạo", "Sản phẩm OCOP", "Mắm"]


def test_a_topic_like_a_header_under_a_merged_date_ends_no_list():
    rows = [
        ["DANH SÁCH ĐIỂM DANH TẬP HUẤN"],
        ["Ngày", "Chuyên đề", "Đối tượng", "Mã thành viên", "Có mặt"],
        [date(2026, 5, 20), "Chữ ký số", "Tổ viên", "TV001", "x"],
        [None, "Chữ ký số", "Tổ viên", "TV002", None],
        [None, "Chữ ký số", "Tổ viên", "TV003", "x"],
    ]
    assert [row[0] for row in data(read(corpus.xlsx(rows, merges=("A3:A5",))), ("member_code",))] == ["TV001", "TV002", "TV003"]


COLUMN_NUMBERS = [
    ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)", "(7)"],
    [1, 2, 3, 4, 5, 6, 7],
    ["[1]", "[2]", "[3]", "[4]", "[5]", "[6]", "[7]"],
    [-1, -2, -3, -4, -5, -6, -7],
    ["A", "B", -1, -2, -3, -4, "5=4/1"],
    ["(A)", "(B)", "(1)", "(2)", "(3)", "(4)", "(5)=(4)/(1)"],
    [1, 2, 3, 4, 5, 6, "7=(6):(3)×100"],
    ["", "", "người", "người", "tài khoản", "tài khoản", "%"],
    ["", "ĐVT", "Người", "Người", "Người", "Người", "%"],
]


@pytest.mark.parametrize("numbers", COLUMN_NUMBERS)
def test_column_numbers_and_units_are_told_under_a_header_printed_again_too(numbers):
    reading = read(corpus.xlsx([TITLE, HEADER, numbers, *ROWS[:2], HEADER, numbers, *ROWS[2:], TOTAL]))
    assert data(reading) == EXPECTED
    assert totals(reading) == [SUMS]
    assert reading.rows_set_aside == 3


@pytest.mark.parametrize("numbers", COLUMN_NUMBERS[:6])
def test_column_numbers_come_again_without_a_header(numbers):
    reading = read(corpus.xlsx([TITLE, HEADER, numbers, *ROWS[:2], numbers, ROWS[2], TOTAL]))
    assert data(reading) == EXPECTED
    assert reading.rows_set_aside == 2


def test_hamlets_named_by_bare_numbers_are_no_column_numbers():
    header = ["STT", "Xóm", "Mức 1", "Mức 2"]
    rows = [[TITLE[0]], header, ["A", "B", 1, 2], [1, 1, 2, 3], [2, 2, 3, 4], header, ["A", "B", 1, 2], [3, 3, 4, 5], [4, 4, 5, 6]]
    assert data(read(corpus.xlsx(rows)), ("hamlet", "level1")) == [("1", "2"), ("2", "3"), ("3", "4"), ("4", "5")]


def test_each_line_says_why_it_is_no_row():
    content = corpus.xlsx(
        [TITLE, HEADER, COLUMN_NUMBERS[0], ROWS[0], ["Trang 1"], HEADER, *ROWS[1:], TOTAL, [], ["", "THƯ KÝ"], ["", SIGNER]]
    )
    kinds = [line.kind for line in read_lines(content, "x", CATALOGUE)]
    assert kinds[2:] == ["below_header", "data", "note", "note", "data", "data", "total", "blank", "below_table", "below_table"]
