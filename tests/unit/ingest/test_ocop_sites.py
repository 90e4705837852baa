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


@pytest.mark.parametrize(
    "column",
    [
        "Đã lên sàn TMĐT (Có/Không)",
        "Đã lên sàn TMĐT",
        "Đã lên sàn TMĐT chưa?",
        "Có trên sàn TMĐT",
        "Có bán trên sàn TMĐT không",
        "Bán trên sàn",
        "Đang bán trên sàn thương mại điện tử",
        "Tham gia sàn TMĐT",
        "Sàn TMĐT (đánh dấu x)",
    ],
)
def test_one_column_that_says_whether_a_product_is_on_any_site_is_a_mark(column):
    reading = read([column], ["Có"], ["Không"], ["x"], [""], ["chưa"])
    assert marks(reading) == [{"other_site": "yes"}, {"other_site": "no"}, {"other_site": "yes"}, {}, {"other_site": "no"}]


@pytest.mark.parametrize("column", ["Tên sàn TMĐT", "Tên sàn", "Tên các sàn TMĐT đang bán", "Sàn TMĐT", "Sàn khác"])
def test_names_of_sites_in_a_column_are_a_mark(column):
    texts = [
        "PostMart, Voso",
        "Sàn Vỏ Sò và Shopee",
        "postmart.vn",
        "Postmart\nVoso.vn",
        "Không",
        "-",
        "sắp lên PostMart",
        "không còn trên Voso",
    ]
    told = [found.get("other_site") for found in marks(read([column], *([text] for text in texts)))]
    assert told == ["yes", "yes", "yes", "yes", "no", None, "sắp lên PostMart", "không còn trên Voso"]


@pytest.mark.parametrize(
    "columns", [[], ["Doanh thu trên sàn (đồng)"], ["Chưa lên sàn"], ["Sàn TMĐT dự kiến"], ["Có sẵn"], ["Ngày lên sàn"]]
)
def test_a_list_without_a_column_of_sites_is_refused_and_says_which_would_do(columns):
    header = ["STT", "Tên sản phẩm", "Xóm", "Hạng sao", *columns]
    reading = read_file(corpus.xlsx([[TITLE], header, [1, "Gạo", "Xóm 1", 3, *("x" for _ in columns)]]), "x", CATALOGUE)
    assert (reading.verdict, reading.closest) == ("missing_column", "ocop")
    assert reading.details["missing"] == "PostMart, Voso, Shopee, Lazada, Tiki, Sendo, TikTok Shop hoặc Sàn khác"


TICKS = st.sampled_from(["x", "✓", "Có", "", "-", "không"])


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(TICKS, TICKS, TICKS, TICKS), min_size=1, max_size=5))
def test_a_product_is_on_a_site_if_it_is_ticked_under_any(lines):
    reading = read(["Sàn PostMart", "Shopee.vn", "Sàn khác", "abc.com.vn"], *lines)
    assert ["yes" in found.values() for found in marks(reading)] == [any(tick in ("x", "✓", "Có") for tick in line) for line in lines]
