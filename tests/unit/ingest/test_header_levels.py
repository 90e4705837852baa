"""Where a header begins and ends: titles right above it, units that are names, totals right below it."""

from __future__ import annotations

import pytest

from pipelines.ingest.reader import read_file
from tests import corpus
from tests.readings import CATALOGUE, EXPECTED, data, read, totals

REGISTRY = [
    ["DANH MỤC XÓM"],
    ["STT", "Mã xóm", "Tên xóm", "Quy mô", "", "Từ 15 tuổi trở lên", "Người trưởng thành"],
    ["", "", "", "Số hộ", "Nhân khẩu", "", ""],
    [1, "X01", "Xóm 1", 224, 735, 547, 521],
    [2, "X02", "Xóm 2", 287, 998, 774, 729],
]
MERGES = ("A2:A3", "B2:B3", "C2:C3", "D2:E2", "F2:F3", "G2:G3")


@pytest.mark.parametrize("lower", [("Số hộ", "Nhân khẩu"), ("Hộ", "Khẩu")])
def test_a_unit_below_a_shared_heading_is_what_is_counted(lower):
    rows = [*REGISTRY[:2], ["", "", "", *lower, "", ""], *REGISTRY[3:]]
    for content in (corpus.xlsx(rows, merges=MERGES), corpus.delimited(rows)):
        assert data(read(content), ("households", "population")) == [("224", "735"), ("287", "998")]


def test_a_unit_below_its_own_heading_is_a_unit():
    rows = [*corpus.vneid_rows()]
    rows.insert(2, ["", "", "người", "người", "tài khoản", "tài khoản", "%"])
    assert data(read(corpus.xlsx(rows))) == EXPECTED


TITLE = "BÁO CÁO SỔ SỨC KHỎE ĐIỆN TỬ THÁNG 6/2026"


@pytest.mark.parametrize("build", [corpus.delimited, lambda rows: corpus.xlsx(rows, merges=("A1:D1",))])
def test_a_title_right_above_the_header_is_no_part_of_it(build):
    rows = [[TITLE], ["STT", "Xóm", "Tổng số dân", "Đã lập"], [1, "Xóm 1", 735, 210], [2, "Xóm 2", 998, 274]]
    reading = read_file(build(rows), "x", CATALOGUE)
    assert (reading.status, reading.verdict, reading.closest) == ("unrecognised", "missing_column", "health_book")


@pytest.mark.parametrize("write", [lambda figure: f"{figure:,}", lambda figure: f"{figure:,}".replace(",", " "), str])
def test_a_total_first_without_its_label_is_no_part_of_the_header(write):
    rows = [[number, name, *(10 * figure for figure in figures[:4]), ""] for number, name, *figures in corpus.vneid_rows(total=None)[2:]]
    sums = [10 * figure for figure in corpus.SUMS]
    upper = ["STT", "Xóm", "Dân số", "Đủ điều kiện", "Số tài khoản VNeID", "", "Tỷ lệ (%)"]
    total = ["", "", *map(write, sums), ""]
    merges = ("A2:A3", "B2:B3", "C2:C3", "D2:D3", "E2:F2", "G2:G3")
    reading = read(corpus.xlsx([[corpus.VNEID_TITLE], upper, ["", "", "", "", "Mức 1", "Mức 2", ""], total, *rows], merges=merges))
    assert data(reading) == [(row[1], *map(str, row[2:6])) for row in rows]
    assert totals(reading) == [tuple(map(str, sums))]
