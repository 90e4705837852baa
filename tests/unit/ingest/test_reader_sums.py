"""Totals, groups and what was worked out from other rows: told by labels, sums and row numbers, and rows where these do not tell."""

from __future__ import annotations

import pytest

from pipelines.ingest.lines import read_lines
from tests import corpus
from tests.readings import CATALOGUE, EXPECTED, data, read, totals

TITLE, HEADER, *ROWS, TOTAL = corpus.vneid_rows()
SUMS = corpus.SUMS
FIRST_TWO = [first + second for first, second in zip(corpus.FIGURES[0][:4], corpus.FIGURES[1][:4], strict=True)]
LAST = list(corpus.FIGURES[2][:4])


def table(*rows):
    return corpus.xlsx([TITLE, HEADER, *rows])


@pytest.mark.parametrize("beside", ["28 xóm", 28, "3 đơn vị", ""])
def test_a_total_labelled_among_the_row_numbers_is_the_total_whatever_its_name(beside):
    reading = read(table(*ROWS, ["Tổng cộng", beside, *SUMS, ""]))
    assert data(reading) == EXPECTED
    assert totals(reading) == [tuple(map(str, SUMS))]


@pytest.mark.parametrize("header", ["", "Mã số"])
def test_a_total_may_be_labelled_in_a_column_that_is_no_fields(header):
    rows = [[TITLE[0]], [header, "Xóm", "Mức 1", "Mức 2"], ["", "Xóm 1", 5, 6], ["", "Xóm 2", 7, 8], ["Tổng cộng", "28 xóm", 12, 14]]
    reading = read(corpus.xlsx(rows))
    assert data(reading, ("hamlet",)) == [("Xóm 1",), ("Xóm 2",)]
    assert totals(reading, ("level2",)) == [("14",)]


def test_a_count_of_products_is_no_product():
    header = ["STT", "Tên sản phẩm", "Xóm", "Hạng sao", "PostMart", "Voso"]
    rows = [
        ["SẢN PHẨM OCOP"],
        header,
        [1, "Gạo", "Xóm 1", 3, "x", ""],
        [2, "Mắm", "Xóm 2", 4, "", "x"],
        ["Tổng cộng", "2 sản phẩm", "", "", 1, 1],
    ]
    assert data(read(corpus.xlsx(rows)), ("product",)) == [("Gạo",), ("Mắm",)]


@pytest.mark.parametrize("label", ["T.Cộng", "T/C", "TC", "TS", "Σ", "Tổng 28 xóm", "Số liệu toàn xã", "UBND xã", "Nghĩa Sơn"])
@pytest.mark.parametrize("above", [True, False])
def test_a_total_under_another_label_is_known_by_its_sums(label, above):
    total = ["", label, *SUMS, ""]
    reading = read(table(*([total, *ROWS] if above else [*ROWS, total])))
    assert data(reading) == EXPECTED
    assert totals(reading) == [tuple(map(str, SUMS))]


@pytest.mark.parametrize("label", ["TC", "UBND xã", ""])
@pytest.mark.parametrize("above", [True, False])
def test_a_total_is_known_by_its_sums_beside_groups_without_figures(label, above):
    groups = [["I", "Xã Nghĩa Lạc cũ"], *ROWS[:2], ["II", "Xã Nghĩa Sơn cũ"], *ROWS[2:]]
    total = ["", label, *SUMS, ""]
    reading = read(table(*([total, *groups] if above else [*groups, total])))
    assert data(reading) == EXPECTED
    assert totals(reading) == [tuple(map(str, SUMS))]


def test_a_row_under_an_unknown_label_that_is_not_quite_the_sum_stays_a_row():
    wrong = [*SUMS[:3], SUMS[3] + 1]
    assert len(data(read(table(*ROWS, ["", "UBND xã", *wrong, ""])))) == 4
    assert len(data(read(table(*ROWS, [4, "UBND xã", *SUMS, ""])))) == 4
    assert len(data(read(table(*ROWS, ["", "Xóm 4", *SUMS, ""])))) == 4


GROUPS = {
    "no word, no number": [["", "Nghĩa Lạc", *FIRST_TWO], *ROWS[:2], ["", "Nghĩa Sơn", *LAST], ROWS[2]],
    "a word, one member": [["", "Xã Nghĩa Lạc cũ", *FIRST_TWO], *ROWS[:2], ["", "Xã Nghĩa Sơn cũ", *LAST], ROWS[2]],
    "no figures": [["", "Nghĩa Lạc cũ"], *ROWS[:2], ["", "Nghĩa Sơn cũ"], ROWS[2]],
    "numbers begin again": [["", "Nghĩa Lạc cũ"], *ROWS[:2], ["", "Nghĩa Sơn cũ"], [1, *ROWS[2][1:]]],
    "below, like a total": [*ROWS[:2], ["", "Cộng Nghĩa Lạc", *FIRST_TWO], ROWS[2], ["", "Cộng Nghĩa Sơn", *LAST]],
    "below, marked": [*ROWS[:2], ["I", "Nghĩa Lạc", *FIRST_TWO], ROWS[2], ["II", "Nghĩa Sơn", *LAST]],
}


@pytest.mark.parametrize("layout", GROUPS)
@pytest.mark.parametrize("total", [True, False])
def test_groups_are_told_by_sums_and_numbers(layout, total):
    reading = read(table(*GROUPS[layout], *([TOTAL] if total else [])))
    assert data(reading) == EXPECTED
    assert reading.rows_set_aside == 2


@pytest.mark.parametrize("numbers", [(1, 2, 3, 4), ("", "", "", "")])
def test_small_sums_are_chance_where_every_row_is_named_like_a_group(numbers):
    header = ["STT", "Lĩnh vực", "Tổng số hồ sơ", "Trực tuyến toàn trình", "Trực tuyến một phần"]
    figures = [(2, 1, 1), (1, 1, 0), (1, 0, 1), (9, 3, 6)]
    names = [f"Lĩnh vực {name}" for name in ("hộ tịch", "đất đai", "y tế", "lao động")]
    rows = [[number, name, *line] for number, name, line in zip(numbers, names, figures, strict=True)]
    assert [row[0] for row in data(read(corpus.xlsx([["HỒ SƠ DỊCH VỤ CÔNG"], header, *rows])), ("service_field",))] == names


def test_a_school_without_figures_is_one_though_its_name_begins_with_its_level():
    header = ["Trường", "Cấp học", "Số học sinh", "Số học sinh tiếp cận học liệu số", "Số giáo viên", "Số giáo viên được tập huấn"]
    rows = [["Mầm non A", "MN", 100, 80, 9, 8], ["Tiểu học B", "TH", "", "", "", ""], ["C", "THCS", 300, 200, 30, 20]]
    names = [row[0] for row in data(read(corpus.xlsx([["HỌC LIỆU SỐ QUÝ II NĂM 2026"], header, *rows])), ("school",))]
    assert names == ["Mầm non A", "Tiểu học B", "C"]


@pytest.mark.parametrize("name", ["Cộng Hòa", "Tống Xá", "Tổng Khê", "Bắc Hải"])
def test_a_hamlet_without_number_is_no_group_where_sums_and_numbers_do_not_tell(name):
    for row in (["", name, 5, 4, 3, 2, 50], ["", name, "", "", "", "", ""]):
        reading = read(table(*ROWS[:2], row, [4, *ROWS[2][1:]], TOTAL))
        assert [line[0] for line in data(reading)] == ["Xóm 1", "Xóm 2", name, "Xóm Bắc Sơn"]
    assert data(read(table(*ROWS[:2], ["", name, 5, 4, 3, 2, 50], ROWS[2], TOTAL)))[2][0] == name


def test_a_hamlet_whose_figures_happen_to_be_a_sum_keeps_its_place_by_its_number():
    rows = [[TITLE[0]], ["STT", "Xóm", "Mức 2"], [1, "Bắc Hải", 5], [2, "Nam Hải", 6], [3, "Cộng Hòa", 11], [4, "Tống Xá", 22]]
    assert [row[0] for row in data(read(corpus.xlsx(rows)), ("hamlet",))] == ["Bắc Hải", "Nam Hải", "Cộng Hòa", "Tống Xá"]
    bare = [row[1:] for row in rows[1:]]
    assert [row[0] for row in data(read(corpus.xlsx([rows[0], *bare])), ("hamlet",))] == ["Bắc Hải", "Nam Hải", "Cộng Hòa", "Tống Xá"]


def test_a_numbered_hamlet_named_like_a_sum_is_none_even_when_its_figures_are():
    rows = [
        [TITLE[0]],
        ["STT", "Xóm", "Mức 1", "Mức 2"],
        [1, "Bắc Hải", 5, 6],
        [2, "Nam Hải", 6, 7],
        [3, "Tổng Khê", 11, 13],
        [4, "Đông", 1, 2],
    ]
    assert [row[0] for row in data(read(corpus.xlsx(rows)), ("hamlet",))] == ["Bắc Hải", "Nam Hải", "Tổng Khê", "Đông"]


def test_an_unnumbered_hamlet_with_a_remark_and_no_figures_is_no_heading():
    rows = [[*line, ""] for line in ROWS[:2]]
    reading = read(corpus.xlsx([TITLE, [*HEADER, "Ghi chú"], *rows, ["", "Bắc Hải", "", "", "", "", "", "chưa gửi"], [*ROWS[2], ""]]))
    assert [row[0] for row in data(reading)] == ["Xóm 1", "Xóm 2", "Bắc Hải", "Xóm Bắc Sơn"]


def test_a_row_marked_like_a_group_with_no_members_is_a_row():
    rows = [
        ["I", "Hộ tịch", 67, 32, 10],
        ["II", "Đất đai", 62, 26, 9],
        [1, "Giao đất", 40, 16, 5],
        [2, "Khác", 22, 10, 4],
        ["III", "Y tế", 5, 3, 2],
    ]
    header = ["STT", "Lĩnh vực", "Tổng số hồ sơ", "Trực tuyến toàn trình", "Trực tuyến một phần"]
    names = [row[0] for row in data(read(corpus.xlsx([["HỒ SƠ DỊCH VỤ CÔNG"], header, *rows])), ("service_field",))]
    assert names == ["Hộ tịch", "Giao đất", "Khác", "Y tế"]


@pytest.mark.parametrize("name", ["Tỷ lệ (%)", "Bình quân", "Trung bình", "So với tháng trước", "Cùng kỳ năm trước", "Tăng/giảm"])
@pytest.mark.parametrize("below", [True, False])
def test_what_was_worked_out_from_other_rows_is_no_row(name, below):
    derived = ["", name, 836, 691, 50, 499, ""]
    content = table(*ROWS, *([TOTAL, derived] if below else [derived, TOTAL]))
    reading = read(content)
    assert data(reading) == EXPECTED
    assert totals(reading) == [tuple(map(str, SUMS))]
    assert [line.kind for line in read_lines(content, "x", CATALOGUE)].count("derived") == 1


def test_a_numbered_hamlet_is_never_worked_out_from_others():
    assert data(read(table(*ROWS[:2], [3, "Bình Quân", *LAST, 62.17], TOTAL)))[2][0] == "Bình Quân"


def test_a_second_sheet_with_a_header_alone_is_no_fault():
    assert data(read(corpus.xlsx({"Số liệu": [TITLE, HEADER, *ROWS, TOTAL], "Mẫu": [TITLE, HEADER]}))) == EXPECTED
