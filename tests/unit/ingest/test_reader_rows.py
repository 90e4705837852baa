"""Which lines of a table are rows: totals, groups, notes, signatures and printed headers are told from hamlets."""

from __future__ import annotations

from datetime import date

import pytest

from tests import corpus
from tests.readings import EXPECTED, SUMS, data, read, totals


@pytest.mark.parametrize(
    "line",
    [
        ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)", "(7)"],
        [1, 2, 3, 4, 5, 6, 7],
        ["A", "B", 1, 2, 3, 4, "5=4/1"],
        ["A", "B", "(1)", "(2)", "(3)", "(4)", "(5)=(4)/(1)"],
        ["", "(xóm)", "(người)", "(người)", "(người)", "(người)", "(%)"],
    ],
)
def test_a_line_of_column_numbers_or_units_is_set_aside(line):
    rows = corpus.vneid_rows()
    reading = read(corpus.xlsx([*rows[:2], line, *rows[2:]]))
    assert data(reading) == EXPECTED
    assert reading.rows_set_aside == 1


def test_the_first_hamlet_is_no_line_of_column_numbers():
    rows = [[corpus.VNEID_TITLE], ["STT", "Xóm", "Mức 1", "Mức 2"], [1, 1, 2, 3], [2, 2, 5, 6]]
    assert data(read(corpus.xlsx(rows)), ("hamlet", "level2")) == [("1", "3"), ("2", "6")]


@pytest.mark.parametrize(
    "label",
    ["Tổng cộng", "Cộng", "TỔNG SỐ", "Tổng", "Toàn xã", "Tong cong", "Tổng cộng:", "CỘNG TOÀN XÃ", "Cộng (I+II)", "Tổng cộng (28 xóm)"],
)
@pytest.mark.parametrize("column", [0, 1])
def test_a_total_row_is_no_hamlet_whatever_its_label(label, column):
    rows = corpus.vneid_rows(total="")
    rows[-1][column] = label
    reading = read(corpus.xlsx(rows))
    assert data(reading) == EXPECTED
    assert totals(reading) == [SUMS]


def test_a_total_that_does_not_add_up_is_still_the_total():
    rows = corpus.vneid_rows()
    rows[-1][5] = 9999
    assert totals(read(corpus.xlsx(rows)), ("level2",)) == [("9999",)]


def test_a_total_above_its_rows():
    rows = corpus.vneid_rows()
    reading = read(corpus.xlsx([*rows[:2], rows[-1], *rows[2:-1]]))
    assert data(reading) == EXPECTED
    assert totals(reading) == [SUMS]


@pytest.mark.parametrize("mark", ["", 4])
def test_a_total_without_a_label_is_known_by_its_sums(mark):
    rows = corpus.vneid_rows(total="")
    rows[-1][0] = mark
    reading = read(corpus.xlsx(rows))
    assert data(reading) == EXPECTED
    assert totals(reading) == [SUMS]


def test_a_nameless_row_that_is_no_sum_stays_a_row():
    rows = corpus.vneid_rows(total="")
    rows[-1][2:6] = [1, 2, 3, 4]
    assert data(read(corpus.xlsx(rows)))[-1] == (None, "1", "2", "3", "4")


@pytest.mark.parametrize("name", ["Cộng Hòa", "Tống Xá", "Xóm Tổng", "Cộng Lực", "Xóm Không Tên", "Nguồn", "Phần Lăng"])
def test_hamlets_that_sound_like_totals_or_groups_stay(name):
    rows = corpus.vneid_rows()
    rows[2][1] = name
    assert data(read(corpus.xlsx(rows)))[0][0] == name


GROUPED = {
    "subtotal first": [
        ["I", "Xã Nghĩa Lạc cũ", 1686],
        [1, "Xóm 1", 1145],
        [2, "Xóm 2", 541],
        ["II", "Xã Nghĩa Sơn cũ", 1433],
        [1, "Xóm 3", 822],
        [2, "Xóm 4", 611],
    ],
    "subtotal after": [
        ["", "Xã Nghĩa Lạc cũ", ""],
        [1, "Xóm 1", 1145],
        [2, "Xóm 2", 541],
        ["", "Cộng", 1686],
        ["", "Xã Nghĩa Sơn cũ", ""],
        [1, "Xóm 3", 822],
        [2, "Xóm 4", 611],
        ["", "Cộng", 1433],
    ],
    "groups named by words": [
        ["", "Khu vực Nghĩa Lạc", 1686],
        [1, "Xóm 1", 1145],
        [2, "Xóm 2", 541],
        ["", "Khu vực Nghĩa Sơn", 1433],
        [3, "Xóm 3", 822],
        [4, "Xóm 4", 611],
    ],
    "letters": [
        ["A.", "Nghĩa Lạc", 1686],
        [1, "Xóm 1", 1145],
        [2, "Xóm 2", 541],
        ["B.", "Nghĩa Sơn", 1433],
        [3, "Xóm 3", 822],
        [4, "Xóm 4", 611],
    ],
}


@pytest.mark.parametrize("layout", GROUPED)
@pytest.mark.parametrize("total", ["Tổng cộng", "Cộng I + II", ""])
def test_groups_and_subtotals_are_never_hamlets(layout, total):
    body = [[stt, name, figure, figure] for stt, name, figure in GROUPED[layout]]
    reading = read(corpus.xlsx([[corpus.VNEID_TITLE], ["STT", "Xóm", "Dân số", "Mức 2"], *body, ["", total, 3119, 3119]]))
    assert data(reading, ("hamlet", "level2")) == [("Xóm 1", "1145"), ("Xóm 2", "541"), ("Xóm 3", "822"), ("Xóm 4", "611")]
    if total or layout != "subtotal after":
        assert totals(reading, ("level2",)) == [("3119",)]
    assert reading.rows_read == len(body) + 1


def test_an_unknown_name_with_figures_stays_a_row_of_data():
    rows = corpus.vneid_rows()
    rows.insert(4, ["", "Xã Lạ", 10, 9, 8, 7, 70.0])
    assert ("Xã Lạ", "10", "9", "8", "7") in data(read(corpus.xlsx(rows)))


ENDINGS = [
    [["", "Người lập biểu", "", "Thủ trưởng đơn vị"], ["", "(Ký, ghi rõ họ tên)"], [], ["", "Người Bịa", "", "Người Bịa Khác"]],
    [["Ghi chú: số liệu chưa gồm xóm mới."], ["1", "Dòng sau ghi chú"]],
    [["", "", "", "Nghĩa Sơn, ngày 14 tháng 6 năm 2026"], ["", "TỔ TRƯỞNG"]],
    [["Nơi nhận:"], ["- Như trên;"], ["- Lưu: VT."]],
    [["Page 1 of 1"]],
    [["KT. CHỦ TỊCH"], ["PHÓ CHỦ TỊCH"]],
    [["", "", "30 Tháng Bảy 2024"]],
    [["Phụ lục này chỉ lấy số liệu đến hết ngày 14 của tháng."]],
]


@pytest.mark.parametrize("ending", ENDINGS)
def test_notes_and_signatures_below_are_counted_and_dropped(ending):
    reading = read(corpus.xlsx([*corpus.vneid_rows(), [], *ending]))
    assert data(reading) == EXPECTED
    assert totals(reading) == [SUMS]
    assert reading.rows_set_aside == sum(1 for line in ending if line)
    assert "Người Bịa" not in str(reading.as_dict())


def test_leaders_of_a_roster_are_no_signatures():
    rows = [
        ["DANH SÁCH THÀNH VIÊN"],
        ["STT", "Mã thành viên", "Họ và tên", "Tổ", "Vai trò"],
        [1, "TV001", "Người Bịa", "Xóm 1", "Tổ trưởng"],
        [2, "TV002", "Người Bịa", "Xóm 2", "Tổ trưởng"],
    ]
    assert data(read(corpus.xlsx(rows)), ("member_code", "team", "role")) == [("TV001", "Xóm 1", "leader"), ("TV002", "Xóm 2", "leader")]


def test_row_numbers_alone_are_set_aside():
    rows = corpus.vneid_rows(total=None)
    reading = read(corpus.xlsx([*rows, [4], [5]]))
    assert data(reading) == EXPECTED
    assert reading.rows_set_aside == 2


def test_a_header_printed_again_on_the_next_page_is_set_aside():
    rows = corpus.vneid_rows()
    reading = read(corpus.xlsx([*rows[:4], rows[1], *rows[4:]]))
    assert data(reading) == EXPECTED
    assert reading.rows_set_aside == 1


def test_a_row_with_every_figure_blank_is_still_a_row():
    rows = corpus.vneid_rows(total=None)
    rows[3][2:] = []
    assert data(read(corpus.xlsx(rows)))[1] == ("Xóm 2", None, None, None, None)


def test_a_group_numbered_like_its_members_is_known_by_its_sum():
    body = [
        [1, "Xã Nghĩa Lạc cũ", 1686],
        ["1.1", "Xóm 1", 1145],
        ["1.2", "Xóm 2", 541],
        [2, "Xã Nghĩa Sơn cũ", 1433],
        ["2.1", "Xóm 3", 822],
        ["2.2", "Xóm 4", 611],
    ]
    reading = read(corpus.xlsx([[corpus.VNEID_TITLE], ["STT", "Xóm", "Mức 2"], *body]))
    assert [row[0] for row in data(reading, ("hamlet",))] == ["Xóm 1", "Xóm 2", "Xóm 3", "Xóm 4"]
    assert reading.rows_set_aside == 2


def test_roman_row_numbers_throughout_are_no_groups():
    body = [[roman, name, 5] for roman, name in (("I", "Bắc Sơn"), ("II", "Nam Hải"), ("III", "Đông Tĩnh"))]
    reading = read(corpus.xlsx([[corpus.VNEID_TITLE], ["STT", "Xóm", "Mức 2"], *body]))
    assert [row[0] for row in data(reading, ("hamlet",))] == ["Bắc Sơn", "Nam Hải", "Đông Tĩnh"]


@pytest.mark.parametrize("second", [["STT", "Xóm", "Số người có chữ ký số"], ["TT", "Thôn", "Mức 1"]])
def test_another_table_below_ends_this_one(second):
    rows = [[corpus.VNEID_TITLE], ["STT", "Xóm", "Mức 2"], [1, "Xóm 1", 5], [2, "Xóm 2", 6], ["", "Tổng cộng", 11], []]
    reading = read(corpus.xlsx([*rows, ["BIỂU KHÁC"], second, [1, "Xóm 1", 50], [2, "Xóm 2", 60]]))
    assert data(reading, ("hamlet", "level2")) == [("Xóm 1", "5"), ("Xóm 2", "6")]
    assert totals(reading, ("level2",)) == [("11",)]
    assert reading.rows_set_aside == 4


@pytest.mark.parametrize("day", [date(2026, 5, 20), "20/5/2026"])
def test_an_absent_member_is_a_row_even_when_topic_and_audience_sound_like_headers(day):
    rows = [
        ["DANH SÁCH ĐIỂM DANH TẬP HUẤN"],
        ["Ngày", "Chuyên đề", "Đối tượng", "Mã thành viên", "Có mặt"],
        [day, "Chữ ký số", "Tổ viên", "TV001", "x"],
        [day, "Chữ ký số", "Tổ viên", "TV002", None],
        [day, "Chữ ký số", "Tổ viên", "TV003", "x"],
    ]
    assert data(read(corpus.xlsx(rows)), ("member_code", "present")) == [("TV001", "yes"), ("TV002", None), ("TV003", "yes")]


LOG = ["Ngày", "Xóm", "Mã tổ viên", "Mã hộ", "Số người được hỗ trợ", "Nội dung hỗ trợ"]
VISITS = [[date(2026, 6, day), "Xóm 1", "TV001", f"X01-H{day:03d}", day, "VNeID"] for day in (1, 2, 8, 9)]


def log(*rows):
    return read(corpus.xlsx([["NHẬT KÝ HỖ TRỢ THÁNG 6/2026"], LOG, *rows]))


@pytest.mark.parametrize("words", ["Tuần 1 (từ 1/6 đến 7/6)", "Tổ viên: TV001 - Mai Thị Mẫu", "Buổi sáng"])
def test_words_over_some_visits_are_no_visit_and_kept_nowhere(words):
    reading = log([words], *VISITS[:2], [words], *VISITS[2:])
    assert data(reading, ("visit_date", "people_helped")) == [(f"2026-06-{row[4]:02d}", str(row[4])) for row in VISITS]
    assert reading.rows_set_aside == 2
    assert not any(words in row.original.values() for row in reading.rows)


def test_a_day_that_is_none_is_still_a_visits():
    assert data(log(*VISITS, ["31/2/2026"]), ("visit_date",))[-1] == ("31/2/2026",)


def test_sums_of_weeks_and_of_the_month_are_no_visits():
    def week(label, rows):
        return [label, "", "", "", sum(row[4] for row in rows), ""]

    reading = log(*VISITS[:2], week("Cộng tuần 1", VISITS[:2]), *VISITS[2:], week("Cộng tuần 2", VISITS[2:]), week("Cộng tháng", VISITS))
    assert len(data(reading, ("visit_date",))) == 4
    assert totals(reading, ("people_helped",)) == [("20",)]
