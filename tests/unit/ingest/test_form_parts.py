"""One form or several: letterheads and signatures that name the hamlet again, breakdowns beside the line that they break down."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.catalogue.load import load_catalogue
from pipelines.ingest.reader import read_file
from tests import corpus

CATALOGUE = load_catalogue()
TITLE = ["BÁO CÁO KẾT QUẢ HOẠT ĐỘNG TỔ CÔNG NGHỆ SỐ CỘNG ĐỒNG THÁNG 6/2026"]
REACHED, PLATFORM, ASSISTS = (
    "Số hộ được tuyên truyền (lũy kế)",
    "Số hộ sử dụng ít nhất 01 nền tảng số (lũy kế)",
    "Số lượt hỗ trợ trong tháng",
)
FIGURES = ("households_reached", "households_platform", "assists")


def form(hamlet="Xóm 1", figures=(191, 172, 76), place="Xóm"):
    lines = [[label, figure] for label, figure in zip((REACHED, PLATFORM, ASSISTS), figures, strict=True)]
    return [[place, hamlet], ["Kỳ báo cáo", "Tháng 6/2026"], ["Ngày nộp", "11/6/2026"], *lines, ["Nội dung vướng mắc", "Mạng yếu"]]


def read(rows):
    """The hamlet and the figures of each form on the sheet."""
    reading = read_file(corpus.xlsx(rows), "x", CATALOGUE)
    assert (reading.status, reading.source) == ("accepted", "hamlet_report"), (reading.verdict, reading.details)
    return [(row.values["hamlet"], *(row.values[name] for name in FIGURES)) for row in reading.rows]


ONE = [("Xóm 1", "191", "172", "76")]
OTHER = [("Xóm 2", "90", "80", "7")]


@pytest.mark.parametrize(
    "line",
    [
        ["Đơn vị: UBND xã Nghĩa Sơn"],
        ["Đơn vị", "UBND xã Nghĩa Sơn"],
        ["ĐƠN VỊ: XÃ NGHĨA SƠN"],
        ["Đơn vị: Xóm 1"],
        ["Đơn vị: hộ"],
        ["", "Đơn vị", "Số liệu"],
        ["Thôn: Xóm 1"],
        ["Xóm: Xóm 1"],
    ],
)
def test_a_hamlet_named_twice_on_a_form_is_one_form_wherever_the_second_name_stands(line):
    lines = form()
    assert read([line, TITLE, *lines]) == ONE
    assert read([TITLE, line, *lines]) == ONE
    assert read([TITLE, *lines[:3], line, *lines[3:]]) == ONE
    assert read([TITLE, *lines[:4], line, *lines[4:]]) == ONE
    assert read([TITLE, *lines, [], line, ["TỔ TRƯỞNG"]]) == ONE


def test_the_title_below_a_letterhead_is_still_the_title():
    reading = read_file(corpus.xlsx([["Đơn vị: UBND xã Nghĩa Sơn"], TITLE, *form()]), "x", CATALOGUE)
    assert (reading.evidence.title, reading.rows[0].row_number) == ("2026-06", 3)


def test_of_two_names_of_one_kind_the_one_nearest_above_the_figures_is_the_forms():
    assert read([["Đơn vị: UBND xã Nghĩa Sơn"], TITLE, *form(place="Thôn")]) == ONE
    assert read([TITLE, *form(place="Thôn"), ["Đơn vị: UBND xã Nghĩa Sơn"]]) == ONE


LETTERHEAD, SIGNATURE = [["Đơn vị: UBND xã Nghĩa Sơn"]], [[], ["", "Đơn vị: Xóm 1"], ["", "TỔ TRƯỞNG"]]


@pytest.mark.parametrize("above", [[], LETTERHEAD, [["Thôn: Xóm 9"]]])
@pytest.mark.parametrize("below", [[], SIGNATURE, [["Xóm: Xóm 1"]]])
@pytest.mark.parametrize("place", ["Xóm", "Thôn"])
def test_forms_below_each_other_keep_their_own_names(above, below, place):
    forms = [*above, TITLE, *form(place=place), *below, *above, TITLE, *form("Xóm 2", (90, 80, 7), place)]
    assert read(forms) == ONE + OTHER


def test_forms_of_other_wording_are_told_apart():
    second = [["Thôn: Xóm 2"], ["Số hộ dân đã được tuyên truyền", 90], ["Số hộ dùng nền tảng số", 80], ["Số lượt người được hỗ trợ", 7]]
    assert read([TITLE, *form(), [], *second]) == ONE + OTHER
    assert read([TITLE, *second, [], *form()]) == OTHER + ONE


def test_a_form_left_blank_is_a_form():
    blank = form("Xóm 2", ("", "", ""))
    assert read([TITLE, *form(), *blank]) == [*ONE, ("Xóm 2", None, None, None)]
    assert read([TITLE, *blank, *form()]) == [("Xóm 2", None, None, None), *ONE]
    dotted = [["Xóm: Xóm 2"], [f"{REACHED}: ........"], [f"{PLATFORM}: ____"], [f"{ASSISTS}: …"]]
    assert read([TITLE, *form(), *dotted]) == [*ONE, ("Xóm 2", None, None, None)]


def test_no_hamlets_figures_stand_on_anothers_form():
    assert read([TITLE, ["Xóm", "Xóm 1"], [REACHED, 191], ["Xóm", "Xóm 2"], [REACHED, 90], [PLATFORM, 80]]) == [
        ("Xóm 1", "191", None, None),
        ("Xóm 2", "90", "80", None),
    ]
    assert [found[:2] for found in read([TITLE, ["Xóm", "Xóm 1"], [REACHED, 191], [PLATFORM, 1], ["Xóm", "Xóm 2"], [ASSISTS, 7]])] == [
        ("Xóm 1", "191"),
        ("Xóm 2", None),
    ]


@pytest.mark.parametrize("names", [("Xóm 1", "Xóm 2"), ("Đông Tĩnh", "Bắc Hải")])
def test_forms_beside_each_other_are_refused(names):
    one, other = (form(name, figures) for name, figures in zip(names, ((191, 172, 76), (90, 80, 7)), strict=True))
    rows = [TITLE, *([*left, "", *right] for left, right in zip(one, other, strict=True))]
    reading = read_file(corpus.xlsx(rows), "x", CATALOGUE)
    assert (reading.verdict, reading.details["column"]) == ("side_by_side", "Xóm")


BREAKDOWNS = [
    ["Số hộ được tuyên truyền về VNeID", 20],
    ["1. Tuyên truyền: số hộ được tuyên truyền bằng loa", 33],
    ["Số hộ sử dụng nền tảng số thanh toán", 11],
    ["Số lượt hỗ trợ VNeID: 20"],
]


@pytest.mark.parametrize("line", BREAKDOWNS)
@pytest.mark.parametrize("at", range(8))
def test_a_breakdowns_line_never_takes_the_place_of_the_line_that_it_breaks_down(line, at):
    lines = form()
    assert read([TITLE, *lines[:at], line, *lines[at:]]) == ONE


@pytest.mark.parametrize("line", BREAKDOWNS[:2])
def test_a_breakdown_is_not_read_for_a_figure_left_blank(line):
    lines = form(figures=("", 172, 76))
    assert read([TITLE, *lines[:3], line, *lines[3:]]) == [("Xóm 1", None, "172", "76")]


def test_of_two_lines_with_the_same_words_the_first_that_is_filled_in_counts():
    assert read([TITLE, *form()[:3], [REACHED], [REACHED, 191], [REACHED, 5], *form()[4:]]) == ONE


@pytest.mark.parametrize("dots", ["......", "…", "___", ". . . .", " …… "])
def test_dots_to_write_on_are_no_value(dots):
    lines = form()
    lines[3:6] = [[f"{label}: {dots}", figure] for label, figure in lines[3:6]]
    lines[0] = [f"Xóm:{dots}", "Xóm 1"]
    assert read([TITLE, *lines]) == ONE
    lines[3][1:] = [dots, 191]
    assert read([TITLE, *lines]) == ONE


AROUND = st.sampled_from([[], LETTERHEAD, SIGNATURE, [["Xóm: Xóm 1"]], [["Thôn", "Xóm 1"]], BREAKDOWNS[:1]])


@settings(max_examples=40, deadline=None)
@given(AROUND, AROUND, AROUND, st.integers(0, 3))
def test_whatever_stands_around_a_form_it_is_one_form(above, between, below, at):
    lines = form()
    assert read([*above, TITLE, *lines[:at], *between, *lines[at:], *below]) == ONE
