"""The marks under e-commerce sites: every site's column counts, under whatever name, and nothing else does."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.catalogue.load import load_catalogue
from pipelines.ingest.reader import read_file
from tests import corpus

CATALOGUE = load_catalogue()
TITLE = "SẢN PHẨM OCOP TRÊN SÀN THƯƠNG MẠI ĐIỆN TỬ QUÝ II/2026"
SITES = ("postmart", "voso", "shopee", "lazada", "tiki", "sendo", "tiktok_shop", "other_site")


def read(sites, *lines, above=None, merges=()):
    first = ["STT", "Tên sản phẩm", "Xóm", "Hạng sao"]
    header = [[*first, *sites]] if above is None else [[*first, above, *[""] * (len(sites) - 1)], ["", "", "", "", *sites]]
    rows = [[TITLE], *header, *([number, f"Gạo {number}", "Xóm 1", 3, *marks] for number, marks in enumerate(lines, start=1))]
    reading = read_file(corpus.xlsx(rows, merges=merges), "x", CATALOGUE)
    assert (reading.status, reading.source) == ("accepted", "ocop"), (reading.verdict, reading.details)
    return reading


def marks(reading):
    """Of each product, the sites with something under them."""
    return [{site: row.values[site] for site in SITES if row.values[site] is not None} for row in reading.rows]


@pytest.mark.parametrize(
    "site", ["PostMart", "PostMart.vn", "postmart.vn", "Sàn PostMart", "Trên sàn Postmart", "Sàn TMĐT PostMart", "buudien.vn"]
)
def test_a_site_is_known_with_what_is_written_about_its_name(site):
    assert marks(read([site, "Sàn Voso", "Shopee"], ["x", "", ""], ["", "x", ""], ["", "", ""])) == [
        {"postmart": "yes"},
        {"voso": "yes"},
        {},
    ]


def test_other_sites_in_columns_of_their_own_are_one_mark():
    reading = read(
        ["PostMart", "Ninhbinhtrade", "Facebook", "Sàn khác"],
        ["", "x", "", ""],
        ["", "", "x", ""],
        ["x", "", "", "x"],
        ["", "không", "", ""],
    )
    assert marks(reading) == [{"other_site": "yes"}, {"other_site": "yes"}, {"postmart": "yes", "other_site": "yes"}, {"other_site": "no"}]
    assert [row.cells["other_site"] for row in reading.rows] == ["F3", "G4", "H5", "F6"]
    assert reading.columns_extra == ()


def test_under_the_word_for_sites_every_name_is_one():
    merges = ("A2:A3", "B2:B3", "C2:C3", "D2:D3", "E2:G2")
    reading = read(["Voso", "Nông sản sạch", "Ghi chú"], ["", "x", "mới"], ["x", "", ""], above="Sàn thương mại điện tử", merges=merges)
    assert marks(reading) == [{"other_site": "yes"}, {"voso": "yes"}]


@pytest.mark.parametrize(
    "column", ["Có mã QR", "VietGAP", "Sản phẩm khác", "Sản lượng", "Doanh thu trên sàn TMĐT", "Ngày lên sàn", "Giá bán"]
)
def test_another_column_of_ticks_is_no_site(column):
    reading = read(["PostMart", column], ["", "x"], ["x", ""])
    assert (marks(reading), reading.columns_extra) == ([{}, {"postmart": "yes"}], (column,))


def test_what_is_no_mark_is_told_and_not_lost_behind_a_tick():
    reading = read(["Sàn khác", "Ninhbinhtrade"], ["x", "đang làm thủ tục"], ["https://a.vn/b", "ninhbinhtrade.vn/gao"])
    assert marks(reading) == [{"other_site": "đang làm thủ tục"}, {"other_site": "yes"}]


TICKS = st.sampled_from(["x", "✓", "Có", "", "-", "không"])


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(TICKS, TICKS, TICKS, TICKS), min_size=1, max_size=5))
def test_a_product_is_on_a_site_if_it_is_ticked_under_any(lines):
    reading = read(["Sàn PostMart", "Shopee.vn", "Sàn khác", "abc.com.vn"], *lines)
    assert ["yes" in found.values() for found in marks(reading)] == [any(tick in ("x", "✓", "Có") for tick in line) for line in lines]
