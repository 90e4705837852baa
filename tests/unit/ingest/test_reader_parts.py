"""Rows over and under each other, single records that look like sums, lines below a signature, tables of the year so far."""

from __future__ import annotations

import time

import pytest

from pipelines.catalogue import load_catalogue
from pipelines.ingest.reader import read_file
from tests import corpus
from tests.readings import data, read

CATALOGUE = load_catalogue()
FIELDS = ["STT", "Lĩnh vực", "Tổng số hồ sơ", "Trực tuyến toàn trình", "Trực tuyến một phần", "Trực tiếp"]
CIVIL, LAND, WORK = ("Hộ tịch", 98, 44, 19, 35), ("Đất đai", 60, 20, 20, 20), ("Lao động", 40, 10, 10, 20)
NAMES = ["Hộ tịch", "Đất đai", "Lao động"]


def summed(*rows):
    return [sum(column) for column in zip(*(row[1:] for row in rows), strict=True)]


def service(*rows, title="TỔNG HỢP HỒ SƠ DỊCH VỤ CÔNG THÁNG 6/2026", header=FIELDS):
    return [[title], header, *rows]


def fields(rows):
    return [name for (name,) in data(read(corpus.xlsx(rows)), ("service_field",))]


@pytest.mark.parametrize(
    ("heads", "members"),
    [
        (("1", "2"), ("1.1", "1.2", "2.1")),
        (("1.", "2."), ("1.1.", "1.2.", "2.1.")),
        (("1", "2"), ("-", "-", "-")),
        (("1", "2"), ("a", "b", "a")),
        (("1", "2"), ("a)", "b)", "a)")),
        (("1", "2"), ("i", "ii", "i")),
        (("1", "2"), ("1,1", "1,2", "2,1")),
        (("", ""), ("1", "2", "3")),
    ],
)
def test_a_head_that_holds_its_members_sum_is_not_counted_beside_them(heads, members):
    first, second, third = ([number, *row] for number, row in zip(members, (CIVIL, LAND, WORK), strict=True))
    rows = [[heads[0], "TTHC cấp xã", *summed(CIVIL, LAND)], first, second, [heads[1], "Nhóm TTHC liên thông", *summed(WORK)], third]
    assert fields(service(*rows)) == NAMES


def test_a_numbered_head_of_unnumbered_members():
    rows = [[1, "TTHC cấp xã", *summed(CIVIL, LAND)], ["", *CIVIL], ["", *LAND], [2, *WORK]]
    assert fields(service(*rows)) == NAMES


def test_levels_before_their_schools_where_no_row_is_numbered():
    header = ["Trường", "Cấp học", "Số học sinh", "Số học sinh tiếp cận học liệu số", "Số giáo viên", "Số giáo viên được tập huấn"]
    one, two, three = ["A", "Tiểu học", 100, 80, 9, 8], ["B", "Tiểu học", 200, 90, 11, 9], ["C", "THCS", 300, 250, 21, 20]
    rows = [["Cấp Tiểu học", None, 300, 170, 20, 17], one, two, ["Cấp THCS", None, 300, 250, 21, 20], three]
    reading = read(corpus.xlsx([["HỌC LIỆU SỐ QUÝ II NĂM 2026"], header, *rows]))
    assert data(reading, ("school",)) == [("A",), ("B",), ("C",)]


@pytest.mark.parametrize("words", ["Trong đó: trước hạn", "- Trong đó: trực tuyến"])
def test_a_breakdown_says_again_what_its_row_holds(words):
    part = [words, 10, 4, 3, 3]
    assert fields(service([1, *CIVIL], ["", *part], [2, *LAND], ["", *part], [3, *WORK])) == NAMES
    assert fields(service([1, *CIVIL], ["", words, "", "", "", ""], ["-", "Đúng hạn", 90, 40, 15, 35], [2, *LAND], [3, *WORK])) == NAMES


@pytest.mark.parametrize("part", [("-", "Khai sinh"), ("a", "Khai sinh"), ("", "a) Khai sinh")])
def test_dashed_rows_that_do_not_exceed_their_row_are_a_breakdown(part):
    assert fields(service([1, *CIVIL], [*part, 20, 9, 4, 7], [2, *LAND], [3, *WORK])) == NAMES


@pytest.mark.parametrize(
    "parts",
    [
        [["1.1", "Trong đó: trước hạn", 10, 4, 3, 3]],
        [["", "Trong đó: trực tuyến", 50, 24, 9, 17], ["", "Trong đó: tại quầy", 48, 20, 10, 18]],
        [["", "Trong đó:", "", "", "", ""], ["", "- Đúng hạn", 90, 40, 15, 35], ["", "- Trễ hạn", 8, 4, 4, 0]],
    ],
)
def test_a_row_is_kept_whatever_numbers_and_sums_its_breakdown_has(parts):
    assert fields(service([1, *CIVIL], *parts, [2, *LAND], [3, *WORK])) == NAMES


def test_a_heads_members_add_up_without_their_breakdowns():
    rows = [[1, "TTHC cấp xã", *summed(CIVIL, LAND)], ["", *CIVIL], ["", "Trong đó: trước hạn", 10, 4, 3, 3], ["", *LAND], [2, *WORK]]
    assert fields(service(*rows)) == NAMES


@pytest.mark.parametrize("dash", [("-", ""), ("", "- ")])
def test_a_table_whose_total_is_broken_down_by_all_its_rows(dash):
    rows = [[dash[0], dash[1] + row[0], *row[1:]] for row in (CIVIL, LAND, WORK)]
    total = ["", "Tổng số", *summed(CIVIL, LAND, WORK)]
    assert fields(service(total, ["", "Trong đó:", "", "", "", ""], *rows)) == [dash[1] + name for name in NAMES]


@pytest.mark.parametrize("dash", [("-", ""), ("", "- ")])
def test_what_the_total_below_its_rows_is_made_of_is_no_row(dash):
    total = summed(CIVIL, LAND, WORK)
    parts = [[dash[0], dash[1] + "Đúng hạn", *(figure - 2 for figure in total)], [dash[0], dash[1] + "Trễ hạn", 8, 2, 2, 4]]
    rows = [[1, *CIVIL], [2, *LAND], [3, *WORK], ["", "Tổng cộng", *total], *parts]
    assert fields(service(*rows)) == NAMES
    first = [["", "Tổng cộng", *total], *([dash[0], dash[1] + row[0], *row[1:]] for row in (CIVIL, LAND, WORK))]
    assert fields(service(*first)) == [dash[1] + name for name in NAMES]


def test_a_row_whose_figures_cannot_be_read_is_no_head_of_dashed_ones():
    wordy = [1, "Hộ tịch", "98 hồ sơ", "44 hs", "19 hs", "35 hs"]
    assert fields(service(wordy, ["-", "Khai sinh", 20, 9, 4, 7], [2, *LAND], [3, *WORK]))[0] == "Hộ tịch"


def test_a_hamlet_with_noughts_before_one_with_a_dash_for_its_number_is_a_hamlet():
    title, header, *_ = corpus.vneid_rows()
    rows = [[1, "Bắc Hải", 0, 0, 0, 0, ""], ["-", "Nam Hải", 30, 20, 10, 5, ""], [2, "Cộng Hòa", 9, 8, 7, 6, ""]]
    assert len(data(read(corpus.xlsx([title, header, *rows])))) == 3
    for figure in (0, 5):
        same = [[1, "Bắc Hải", figure], ["-", "Nam Hải", figure], [2, "Cộng Hòa", 9]]
        assert len(data(read(corpus.xlsx([title, ["STT", "Xóm", "Mức 2"], *same])), ("hamlet",))) == 3


@pytest.mark.parametrize("stars", [(4, 3), (4, 4), ("4 sao", "3 sao")])
def test_a_products_stars_are_no_sum_of_those_below_it(stars):
    header = ["STT", "Tên sản phẩm", "Xóm", "Hạng sao", "PostMart"]
    rows = [[1, "Gạo tám", "Xóm 1", stars[0], "x"], ["-", "Gạo nếp", "Xóm 1", stars[1], "x"], [2, "Mắm", "Xóm 2", 4, "x"]]
    assert len(data(read(corpus.xlsx([["SẢN PHẨM OCOP QUÝ II NĂM 2026"], header, *rows])), ("product",))) == 3


@pytest.mark.parametrize("title", ["LŨY KẾ TỪ ĐẦU NĂM", "Luỹ kế 6 tháng", "Cộng dồn từ đầu năm"])
def test_a_table_of_the_year_so_far_is_none_of_the_months(title):
    year = [[number, row[0], *(5 * figure for figure in row[1:])] for number, row in enumerate((CIVIL, LAND), 1)]
    month = service([1, *CIVIL], [2, *LAND])
    assert fields([*month, [], [title], FIELDS, *year]) == NAMES[:2]
    other = service(*year, title=f"TỔNG HỢP HỒ SƠ DỊCH VỤ CÔNG {title}")
    assert data(read(corpus.xlsx({"Tháng 6": month, "Năm": other})), ("service_field",)) == [("Hộ tịch",), ("Đất đai",)]
    below = [["", "Tổng cộng", *summed(CIVIL, LAND)], ["", "Lũy kế từ đầu năm", *(5 * figure for figure in summed(CIVIL, LAND))]]
    assert fields(service([1, *CIVIL], [2, *LAND], *below)) == NAMES[:2]


def test_a_title_printed_again_on_the_next_page_ends_nothing_though_it_says_to_date():
    title = "TỔNG HỢP HỒ SƠ DỊCH VỤ CÔNG THÁNG 6/2026 (cộng dồn các tuần)"
    month = service([1, *CIVIL], [2, *LAND], title=title)
    assert fields([*month, [title], FIELDS, [3, *WORK]]) == NAMES
    year = [["LŨY KẾ TỪ ĐẦU NĂM"], FIELDS, [1, CIVIL[0], *(5 * figure for figure in CIVIL[1:])]]
    assert fields([*month, [title], FIELDS, [3, *WORK], *year]) == NAMES


@pytest.mark.parametrize("title", ["LŨY KẾ TỪ THÁNG 1/2026 ĐẾN THÁNG 6/2026", "LŨY KẾ TỪ ĐẦU QUÝ II/2026"])
def test_the_period_of_the_year_so_far_is_none_of_the_files(title):
    reading = read(corpus.xlsx([*service([1, *CIVIL], [2, *LAND]), [title], FIELDS, [1, "Hộ tịch", 500, 200, 100, 200]]))
    assert (reading.evidence.title, len(reading.rows)) == ("2026-06", 2)


LOG = ["STT", "Ngày", "Xóm", "Mã tổ viên", "Mã hộ", "Số người được hỗ trợ", "Nội dung hỗ trợ"]


def log(*people, unnumbered=(), tail=()):
    rows = [
        ["" if place in unnumbered else place, "20/5/2026", "Xóm 1", "TV01", f"X01-H{place:03d}", count, "VNeID"]
        for place, count in enumerate(people, 1)
    ]
    return read_file(corpus.xlsx([["NHẬT KÝ HỖ TRỢ THÁNG 6/2026"], LOG, *rows, *tail]), "x.xlsx", CATALOGUE)


@pytest.mark.parametrize(("people", "unnumbered"), [((3, 2, 1, 1, 3), (2,)), ((1, 1, 2), (3,)), ((2, 1, 1), (1,)), ((1, 1, 1, 3), (4,))])
def test_a_visit_is_no_sum_of_others(people, unnumbered):
    reading = log(*people, unnumbered=unnumbered)
    assert [row.kind for row in reading.rows] == ["data"] * len(people)


SIGNED = ["", "Người lập biểu", "", "Trưởng công an", "", "", ""]


@pytest.mark.parametrize("cell", ["14/6/2026", "14/6/2026 15:30", "x", "-", "P. 204", "ĐT 3821456", "Số hiệu 123456", "a1@xa.vn", 3821456])
def test_a_signer_is_no_row_whatever_stands_beside_the_name(cell):
    title, header, *rows = corpus.vneid_rows()
    reading = read(corpus.xlsx([title, header, *rows, [], SIGNED, ["", "Nguyễn Văn A", "", cell, "", "", ""]]))
    assert "Nguyễn Văn A" not in str(reading.rows)


def test_a_signer_of_a_log_is_no_row_either():
    reading = log(1, 2, tail=[[], ["", "Người lập"], ["", "14/6/2026", "", "Nguyễn Văn A", "", "", ""]])
    assert len(reading.rows) == 2


@pytest.mark.parametrize("signer", ["Đặng Văn Bịa", "Thiếu tá Nguyễn Bịa", "Mạt Văn Bịa", "Vàng A Bịa", "Thiều Bịa"])
def test_a_signer_right_below_the_last_row_is_none_whatever_the_name_sounds_like(signer):
    title, header, *rows, _ = corpus.vneid_rows()
    reading = read(corpus.xlsx([title, header, *rows, ["", "CÔNG AN XÃ", "", signer, "", "", ""]]))
    assert len(data(reading)) == len(rows)
    assert "Bịa" not in str(reading.rows)


@pytest.mark.parametrize("cells", [["#N/A"] * 4, ["chưa báo cáo", "", "", ""], ["", "", "", "Chưa có"]])
def test_a_last_row_that_says_that_its_figures_are_missing_is_a_row(cells):
    title, header, *rows, _ = corpus.vneid_rows()
    reading = read(corpus.xlsx([title, header, *rows, ["", "Đông", *cells, ""]]))
    assert len(data(reading)) == len(rows) + 1


def test_a_last_product_without_number_and_marks_is_a_product():
    header = ["STT", "Tên sản phẩm", "Chủ thể", "Xóm", "Hạng sao", "PostMart", "Voso"]
    rows = [[1, "Gạo", "HTX A", "Xóm 1", 3, "x", ""], [2, "Mắm", "HTX B", "Xóm 2", 4, "", "x"], ["", "Nón", "HTX C", "Xóm 3", "", "", ""]]
    assert data(read(corpus.xlsx([["SẢN PHẨM OCOP QUÝ II NĂM 2026"], header, *rows])), ("product",)) == [("Gạo",), ("Mắm",), ("Nón",)]


@pytest.mark.parametrize("name", ["Lãnh đạo UBND xã", "Xác nhận tình trạng hôn nhân"])
def test_a_numbered_row_is_a_row_though_its_name_sounds_like_a_signature(name):
    assert fields(service([1, *CIVIL], [2, name, "", "", "", ""], [3, *WORK])) == ["Hộ tịch", name, "Lao động"]


def test_a_hamlet_called_trung_binh_is_a_hamlet():
    title, header, *rows, _ = corpus.vneid_rows()
    reading = read(corpus.xlsx([title, header, rows[0], ["", "Trung Bình", 100, 80, 9, 40, ""], *rows[1:]]))
    assert len(data(reading)) == len(rows) + 1


@pytest.mark.parametrize("name", ["Tỷ lệ (%)", "Cùng kỳ năm trước", "Bình quân chung"])
def test_what_is_worked_out_of_one_group_is_no_hamlet(name):
    title, header, *rows, total = corpus.vneid_rows()
    worked_out = ["", name, 50, 40, 30, 20, ""]
    reading = read(corpus.xlsx([title, header, *rows[:2], worked_out, *rows[2:], worked_out, [4, "Xóm 9", 5, 4, 3, 2, 50], total]))
    assert len(data(reading)) == len(rows) + 1


def test_a_product_below_a_note_is_known_by_its_ticks():
    header = ["Tên sản phẩm", "Xóm", "Hạng sao", "PostMart", "Voso"]
    rows = [["Gạo", "Xóm 1", "4 sao", "x", ""], ["Ghi chú: x là có bán"], ["Nón", "Xóm 2", "3 sao", "", "✓"]]
    reading = read(corpus.xlsx([["SẢN PHẨM OCOP QUÝ II NĂM 2026"], header, *rows]))
    assert data(reading, ("product",)) == [("Gạo",), ("Nón",)]


def test_sums_of_parts_without_one_of_the_whole_are_no_total():
    title, header, *_ = corpus.vneid_rows()
    first, second = (
        [["", f"Xóm {place}", 100, 80, 9, 40, ""] for place in (1, 2)],
        [["", f"Xóm {place}", 50, 40, 3, 20, ""] for place in (3, 4)],
    )
    rows = [*first, ["", "Cộng", 200, 160, 18, 80, ""], *second, ["", "Cộng", 100, 80, 6, 40, ""]]
    reading = read(corpus.xlsx([title, header, *rows]))
    assert [row.kind for row in reading.rows] == ["data"] * 4


def test_every_role_counts_and_an_end_that_has_not_come_is_none():
    header = ["Mã thành viên", "Họ và tên", "Xóm", "Vai trò", "Từ ngày", "Đến ngày"]
    rows = [["TV01", "A", "Xóm 1", "Trưởng xóm", "1/1/2026", "nay"], ["TV02", "B", "Xóm 1", "Cộng tác viên", "1/1/2026", "đến nay"]]
    reading = read_file(corpus.xlsx([["DANH SÁCH TỔ CÔNG NGHỆ SỐ CỘNG ĐỒNG"], header, *rows]), "x.xlsx", CATALOGUE)
    assert [(row.values["role"], row.values["valid_to"]) for row in reading.rows] == [("member", None), ("member", None)]


def test_ten_thousand_lines_with_nothing_but_a_figure_are_read_in_their_time():
    """Each was once compared with the sums of all others: as many lines took minutes."""
    lines = [["NHẬT KÝ HỖ TRỢ THÁNG 6/2026"], LOG, *([place, "", "", "", "", 1, ""] for place in range(1, 10_001))]
    assert len(read_file(corpus.xlsx(lines), "x.xlsx", CATALOGUE).rows) == 10_000


def test_thousands_of_formulas_without_a_value_are_refused_in_their_time():
    """Every row was once looked for among all of them: eight thousand took half a minute."""
    lines = [[number, f"Thủ tục {number}", *["=1+1"] * 4] for number in range(1, 8_001)]
    content = corpus.xlsx(service(*lines))
    begun = time.process_time()
    assert read_file(content, "x.xlsx", CATALOGUE).verdict == "formula_without_value"
    assert time.process_time() - begun < 15
