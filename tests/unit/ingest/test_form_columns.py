"""Forms whose figures stand in columns: units, remarks, "Trong tháng" beside "Lũy kế". No figure is taken for another's."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.catalogue.load import load_catalogue
from pipelines.ingest.form_columns import Heading, Place, Role, choose, role_of
from pipelines.ingest.reader import read_file
from tests import corpus

CATALOGUE = load_catalogue()
TOP = [["BÁO CÁO TỔ CÔNG NGHỆ SỐ CỘNG ĐỒNG"], ["Xóm", "Xóm 5"], ["Kỳ báo cáo", "6/2026"], ["Ngày nộp", "12/6/2026"]]
LABELS = ("Số hộ được tuyên truyền", "Số hộ sử dụng ít nhất 01 nền tảng số", "Số lượt hỗ trợ trong tháng")
FIELDS = ("households_reached", "households_platform", "assists")


def figures(*lines, headings=()):
    """What is read of three lines of cells, each behind its label."""
    rows = [*TOP, *([["Nội dung", *headings]] if headings else []), *([label, *cells] for label, cells in zip(LABELS, lines, strict=True))]
    reading = read_file(corpus.xlsx([*rows, ["Nội dung vướng mắc", "Mạng yếu"]]), "x", CATALOGUE)
    assert (reading.status, reading.source) == ("accepted", "hamlet_report"), (reading.verdict, reading.details)
    return [reading.rows[0].values[name] for name in FIELDS]


@pytest.mark.parametrize(
    "headings",
    [
        ("Trong tháng", "Lũy kế"),
        ("Trong kỳ", "Luỹ kế đến nay"),
        ("Phát sinh trong tháng", "Lũy kế từ đầu năm"),
        ("TRONG THÁNG 6", "TỪ ĐẦU NĂM"),
        ("Tháng này", "Cộng dồn"),
    ],
)
def test_each_figure_comes_from_the_column_of_its_time(headings):
    assert figures((10, 133), (9, 126), (70, 350), headings=headings) == ["133", "126", "70"]
    swapped = headings[::-1]
    assert figures((133, 10), (126, 9), (350, 70), headings=swapped) == ["133", "126", "70"]


def test_a_plan_a_rate_and_last_month_are_no_figures_of_the_report():
    headings = ("ĐVT", "Kế hoạch", "Tháng trước", "Thực hiện", "Tỷ lệ (%)", "Ghi chú")
    lines = [("hộ", 200, 120, 133, 0.66, "đạt"), ("hộ", 200, 110, 126, 0.63, 5), ("lượt", 90, 60, 70, 0.77, "")]
    assert figures(*lines, headings=headings) == ["133", "126", "70"]


def test_a_blank_in_the_right_column_stays_a_blank():
    assert figures((10, ""), (9, "-"), ("", 350), headings=("Trong tháng", "Lũy kế")) == [None, None, None]


def test_a_figure_of_another_time_alone_is_told_with_its_heading():
    assert figures((10,), (9,), (70,), headings=("Trong tháng",)) == ["10 (Trong tháng)", "9 (Trong tháng)", "70"]


def test_headings_are_looked_for_above_the_label_however_wide_the_form():
    headings = ("ĐVT", "Chỉ tiêu giao", "Cùng kỳ", "Trong tháng", "Lũy kế", "So với cùng kỳ")
    lines = [("hộ", 1, 2, 3, 133, 5), ("hộ", 1, 2, 3, 126, 5), ("lượt", 1, 2, 70, 4, 5)]
    assert figures(*lines, headings=headings) == ["133", "126", "70"]


def test_a_merged_heading_stands_over_all_its_columns():
    rows = [*TOP, ["Nội dung", "Trong tháng", "", "Lũy kế"], [LABELS[0], "", 10, 133], [LABELS[1], "", 9, 126], [LABELS[2], "", 70, 350]]
    reading = read_file(corpus.xlsx(rows, merges=("B5:C5",)), "x", CATALOGUE)
    assert [reading.rows[0].values[name] for name in FIELDS] == ["133", "126", "70"]


@pytest.mark.parametrize("unit", ["hộ", "Hộ", "(hộ)", "ĐVT: hộ", "hộ dân", "Người", "Lượt người"])
def test_a_unit_is_never_the_figure(unit):
    assert figures((unit, 133), (126, unit), (unit, "")) == ["133", "126", None]
    assert figures(("", unit), (unit, "-"), (unit, "chưa có số")) == [None, None, "chưa có số"]


def test_what_stands_for_a_figure_is_told_and_not_the_unit():
    headings = ("Đơn vị tính", "Số liệu", "Ghi chú")
    assert figures(("Hộ", "ba trăm"), ("Hộ", -5), ("Lượt", "", "chưa tổng hợp"), headings=headings) == ["ba trăm", "-5", None]


def test_two_figures_that_nothing_tells_apart_are_both_told():
    assert figures((10, 133), (9, "", 126), (70, "lượt")) == ["10 | 133", "9 | 126", "70"]
    assert figures((133, 133), (126, "cao", 5), (70, "", "", "")) == ["133", "126", "70"]


def test_two_labels_on_a_line_have_a_figure_each():
    rows = [*TOP, [LABELS[0], 133, LABELS[1], 126], [LABELS[2], 70]]
    reading = read_file(corpus.xlsx(rows), "x", CATALOGUE)
    assert [reading.rows[0].values[name] for name in FIELDS] == ["133", "126", "70"]
    rows = [*TOP, [LABELS[0], "", LABELS[1], 126], [LABELS[2], 70]]
    assert read_file(corpus.xlsx(rows), "x", CATALOGUE).rows[0].values["households_reached"] is None


def test_a_title_with_a_headings_words_heads_no_column():
    rows = [*TOP, ["", "Kết quả trong tháng"], *([label, figure] for label, figure in zip(LABELS, (133, 126, 70), strict=True))]
    reading = read_file(corpus.xlsx(rows), "x", CATALOGUE)
    assert [reading.rows[0].values[name] for name in FIELDS] == ["133", "126", "70"]


def test_a_formula_without_a_value_in_the_right_column_is_named():
    rows = [*TOP, ["Nội dung", "Trong tháng", "Lũy kế"], [LABELS[0], 10, "=B6+123"], [LABELS[1], 9, 126], [LABELS[2], 70, 350]]
    reading = read_file(corpus.xlsx(rows), "x", CATALOGUE)
    assert (reading.verdict, reading.details["cell"]) == ("formula_without_value", "C6")


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("Lũy kế", Role.TO_DATE),
        ("Số luỹ kế từ đầu năm", Role.TO_DATE),
        ("Trong kỳ báo cáo", Role.PERIOD),
        ("Phát sinh", Role.PERIOD),
        ("Lũy kế cùng kỳ năm trước", Role.ASIDE),
        ("Tăng trong tháng", Role.ASIDE),
        ("Số liệu", Role.FIGURE),
        ("Tháng 6/2026", None),
        ("Số hộ được tuyên truyền (lũy kế)", None),
        ("Trong tháng mạng yếu, nhiều hộ chưa có máy", None),
        ("", None),
    ],
)
def test_what_a_heading_says(text, role):
    assert role_of(text) is role


CELLS = st.lists(st.sampled_from([None, "", "-", "hộ", "ba trăm", 0, 7, 133, "1.126", 12.5, "Ghi chú"]), min_size=1, max_size=6)
ROLES = st.lists(st.sampled_from([None, *Role]), min_size=6, max_size=6)


@settings(deadline=None)
@given(CELLS, ROLES, st.sampled_from([Role.TO_DATE, Role.PERIOD]))
def test_a_figure_is_of_its_own_time_or_none_is_read(cells, roles, wanted):
    places = [Place(column, value) for column, value in enumerate(cells)]
    headings = {column: Heading(role, role.value) for column, role in enumerate(roles) if role and column < len(cells)}
    chosen = choose(places, headings, wanted)
    if isinstance(chosen.value, int | float):
        assert chosen in places
        said = headings[chosen.column].role if chosen.column in headings else None
        assert said in (wanted, Role.FIGURE, None)
        if any(heading.role in (Role.TO_DATE, Role.PERIOD) for heading in headings.values()):
            assert said is not None
