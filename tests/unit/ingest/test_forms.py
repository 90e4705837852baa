"""Forms: labels beside, above or before their values; several to a sheet or a workbook."""

from __future__ import annotations

import pytest

from pipelines.catalogue.load import load_catalogue
from pipelines.ingest.reader import read_file
from tests import corpus

CATALOGUE = load_catalogue()
VALUES = {
    "hamlet": "Xóm Bắc Sơn",
    "period": "Tháng 6/2026",
    "handed_in": "2026-06-12",
    "households_reached": "133",
    "households_platform": "126",
    "assists": "70",
    "obstacles": "Mạng yếu",
}


def read(content):
    reading = read_file(content, "x", CATALOGUE)
    assert (reading.status, reading.source) == ("accepted", "hamlet_report"), (reading.verdict, reading.details)
    return reading


@pytest.mark.parametrize("build", [corpus.xlsx, corpus.xls, corpus.ods, corpus.delimited, corpus.html_table, corpus.xml2003])
def test_a_form_in_any_container(build):
    reading = read(build(corpus.form_rows()))
    assert reading.rows[0].values == VALUES
    assert reading.evidence.form == "2026-06"


def test_lines_and_cells_are_counted_and_named():
    reading = read(corpus.xlsx(corpus.form_rows()))
    row = reading.rows[0]
    assert (row.row_number, row.row_count, reading.rows_set_aside, reading.rows_read) == (2, 7, 2, 9)
    assert (row.cells["households_reached"], row.cells["assists"]) == ("C7", "B9")


def test_blank_columns_numbers_and_other_words():
    rows = [
        ["", "BÁO CÁO TỔ CÔNG NGHỆ SỐ CỘNG ĐỒNG"],
        ["", "Thôn/xóm:", "", "Xóm 5", "Tháng báo cáo:", "6/2026"],
        ["", "1. Hộ được tuyên truyền", "hộ", 133],
        ["", "2) Số hộ sử dụng ít nhất 1 nền tảng số", "hộ", "1.126"],
        ["", "- Lượt hỗ trợ:", "lượt", 70],
        [],
        ["", "", "TỔ TRƯỞNG"],
        ["", "", "Người Bịa"],
    ]
    reading = read(corpus.xlsx(rows))
    row = reading.rows[0]
    assert [row.values[name] for name in ("hamlet", "households_reached", "households_platform", "assists")] == [
        "Xóm 5",
        "133",
        "1126",
        "70",
    ]
    assert (row.row_count, reading.rows_set_aside, reading.evidence.form) == (4, 2, "2026-06")
    assert "Người Bịa" not in str(reading.as_dict())


def test_a_label_and_its_value_in_one_cell():
    rows = [
        ["BÁO CÁO TỔ CÔNG NGHỆ SỐ CỘNG ĐỒNG"],
        ["Xóm: Đông Tĩnh"],
        ["Số hộ được tuyên truyền (lũy kế): 133"],
        ["Số hộ sử dụng nền tảng số: 1.126 "],
    ]
    row = read(corpus.xlsx(rows)).rows[0]
    assert [row.values[name] for name in ("hamlet", "households_reached", "households_platform")] == ["Đông Tĩnh", "133", "1126"]


def test_sentences_below_their_heading_are_read_and_masked():
    rows = [*corpus.form_rows()[:-1], ["Mạng yếu, gọi ông Bịa 0912 000 001"], ["TỔ TRƯỞNG"]]
    row = read(corpus.xlsx(rows)).rows[0]
    assert row.values["obstacles"] == "Mạng yếu, gọi ông Bịa •••"
    assert "0912" not in str(row)


@pytest.mark.parametrize(
    ("figure", "value"), [("", None), ("-", None), ("chưa có số", "chưa có số"), (0, "0"), ("0", "0"), ("12,5", "12,5")]
)
def test_blank_is_no_zero_on_a_form_either(figure, value):
    rows = corpus.form_rows()
    rows[8][1] = figure
    assert read(corpus.xlsx(rows)).rows[0].values["assists"] == value


def test_a_form_a_sheet_and_two_on_one_sheet():
    several = read(corpus.xlsx({"Xóm 1": corpus.form_rows("Xóm 1"), "Xóm 2": corpus.form_rows("Xóm 2"), "Hướng dẫn": [["Điền đủ"]]}))
    assert [(row.sheet, row.values["hamlet"]) for row in several.rows] == [("Xóm 1", "Xóm 1"), ("Xóm 2", "Xóm 2")]
    stacked = read(corpus.xlsx([*corpus.form_rows("Xóm 1"), [], *corpus.form_rows("Xóm 2")]))
    assert [(row.row_number, row.values["hamlet"]) for row in stacked.rows] == [(2, "Xóm 1"), (14, "Xóm 2")]


def test_a_formula_without_a_value_on_a_form_is_named():
    rows = corpus.form_rows()
    rows[6][2] = "=60+73"
    reading = read_file(corpus.xlsx(rows), "x", CATALOGUE)
    assert (reading.verdict, reading.details["cell"]) == ("formula_without_value", "C7")


def test_reports_gathered_in_a_table_are_read_too():
    rows = [
        ["TỔNG HỢP BÁO CÁO TỔ CÔNG NGHỆ SỐ CỘNG ĐỒNG THÁNG 6/2026"],
        ["STT", "Xóm", "Số hộ được tuyên truyền (lũy kế)", "Số hộ sử dụng ít nhất 01 nền tảng số (lũy kế)"],
        [1, "Xóm 1", 100, 90],
        [2, "Xóm 2", 80, 70],
        ["", "Tổng cộng", 180, 160],
    ]
    reading = read(corpus.xlsx(rows))
    assert [row.values["households_reached"] for row in reading.rows] == ["100", "80", "180"]
    assert reading.rows[2].kind == "total"


def test_a_sentence_that_sounds_like_a_label_is_a_value():
    obstacles = "Đề nghị hỗ trợ các hộ dùng nền tảng số, nhiều hộ được tuyên truyền nhưng chưa có máy"
    row = read(corpus.xlsx(corpus.form_rows(obstacles=obstacles))).rows[0]
    assert row.values == {**VALUES, "obstacles": obstacles}
