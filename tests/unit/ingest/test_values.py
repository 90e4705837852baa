"""Cells: what is a count, a rate, a date, a mark, a choice, a code, a blank; and what is left as written for the door."""

from __future__ import annotations

import datetime as dt

import pytest

from pipelines.ingest.grid import address, column_number, written
from pipelines.ingest.values import as_points, choice_parser, code_parser, count, date, is_fraction_column, mark, percent, plain

HALF_PAST_EIGHT = dt.datetime.combine(dt.date(2026, 6, 14), dt.time(8, 30))


@pytest.mark.parametrize(
    ("raw", "canonical"),
    [
        (0, "0"), (0.0, "0"), (735.0, "735"), (1145, "1145"), ("735", "735"), (" 735 ", "735"), ("0", "0"), ("007", "7"),
        ("1.234", "1234"), ("1,234", "1234"), ("1 234", "1234"), ("1\u00a0234", "1234"), ("1\u2009234", "1234"),
        ("1\u202f234", "1234"), ("1.234.567", "1234567"),
        ("735.0", "735"), ("735,00", "735"), ("1.234,00", "1234"), ("1,234.00", "1234"), ("'735", "735"), ("21 852", "21852"),
    ],
)  # fmt: skip
def test_counts(raw, canonical):
    assert count(raw) == canonical


@pytest.mark.parametrize(
    "raw",
    [
        "0.750",
        "12,5",
        "12.34",
        "-5",
        "75%",
        "300 hộ",
        "khoảng 300",
        "#REF!",
        ">50",
        "ba trăm",
        "chưa có số",
        "1.23",
        "1.2345",
        "12 34",
        "1,234.567",
        "1.234,567",
        "²",
        "١٢",
        "0912000001",
    ],
)
def test_what_is_no_count_stays_as_written(raw):
    assert count(raw) == raw


def test_numbers_that_are_no_counts_stay_as_written():
    assert (count(12.34), count(-5.0), count(0.753), count(True), count(dt.date(2026, 6, 1))) == (
        "12.34",
        "-5",
        "0.753",
        "TRUE",
        "01/06/2026",
    )


@pytest.mark.parametrize(
    "raw",
    [None, "", " ", "\u00a0", "-", "--", "—", "–", "...", "…", ",,,,", "không có số liệu", "KHÔNG", "Chưa có", "x", "n/a", "N/A", "\u200b"],
)
def test_blanks_are_no_zeros(raw):
    assert count(raw) is None
    assert percent(raw) is None


@pytest.mark.parametrize("raw", ["#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!"])
def test_an_error_of_the_spreadsheet_program_is_no_blank(raw):
    assert count(raw) == percent(raw) == date(raw) == mark(raw) == raw


@pytest.mark.parametrize(
    ("raw", "canonical"),
    [
        ("75,3%", "75.3"),
        ("75.3%", "75.3"),
        ("75,3", "75.3"),
        (75.3, "75.3"),
        (62.31, "62.31"),
        ("67,60", "67.6"),
        (100.0, "100"),
        ("0", "0"),
        ("-1,5", "-1.5"),
        (1e-7, "0.0000001"),
        ("cao", "cao"),
    ],
)
def test_percentages(raw, canonical):
    assert percent(raw) == canonical


def test_fractions_are_the_columns_not_the_cells():
    assert is_fraction_column([0.753, "0,62", 1])
    assert not is_fraction_column([0.753, 62.1])
    assert not is_fraction_column(["0,5%", "0,7%"])
    assert not is_fraction_column([0, 0])
    assert not is_fraction_column([None, "-"])
    assert (as_points("0.753"), as_points("1"), as_points(None), as_points("cao")) == ("75.3", "100", None, "cao")


@pytest.mark.parametrize(
    "raw",
    [
        dt.date(2026, 6, 14), HALF_PAST_EIGHT, 46187, 46187.0, 46187.4, "46187", "14/6/2026", "14/06/2026", "14-06-2026", "14.6.2026",
        "2026-06-14", "2026-06-14T00:00:00", "2026-06-14 08:00:00", "2026/06/14", "14/06/2026 12:00:00 SA", "14/6/2026 08:30 CH",
        "14 / 6 / 2026",
        "ngày 14 tháng 6 năm 2026", "Ngày 14/6/2026", "14 Tháng Sáu 2026", "14 tháng 06 năm 2026", "Chủ nhật, 14/6/2026",
    ],
)  # fmt: skip
def test_dates_are_read_day_first(raw):
    assert date(raw) == "2026-06-14"


@pytest.mark.parametrize(
    "raw", ["31/2/2026", "14/6/26", "6/2026", "hôm qua", "32/1/2026", "14/13/2026", "14/6/2026 và 15/6/2026", "14/6-2026", "0", "123456"]
)
def test_impossible_dates_stay_as_written(raw):
    assert date(raw) == raw


@pytest.mark.parametrize(
    ("words", "month"),
    [
        ("Một", "01"),
        ("Hai", "02"),
        ("Ba", "03"),
        ("Tư", "04"),
        ("Năm", "05"),
        ("Bảy", "07"),
        ("Mười", "10"),
        ("Mười Một", "11"),
        ("Mười Hai", "12"),
    ],
)
def test_months_in_words(words, month):
    assert date(f"30 Tháng {words} 2024") == ("30 Tháng Hai 2024" if month == "02" else f"2024-{month}-30")


@pytest.mark.parametrize(
    ("raw", "canonical"),
    [
        ("x", "yes"),
        ("X", "yes"),
        ("Có", "yes"),
        (1, "yes"),
        (1.0, "yes"),
        ("1", "yes"),
        ("✓", "yes"),
        ("✔", "yes"),
        ("v", "yes"),
        (True, "yes"),
        ("https://a.vn/b", "yes"),
        ("không", "no"),
        (0, "no"),
        ("vắng", "no"),
        ("", None),
        ("-", None),
        (None, None),
        ("nửa buổi", "nửa buổi"),
        (2, "2"),
    ],
)
def test_marks(raw, canonical):
    assert mark(raw) == canonical


def test_choices_by_any_spelling():
    parse = choice_parser({"leader": ("Tổ trưởng",), "member": ("Tổ viên", "Thành viên")})
    assert [parse(raw) for raw in ("TỔ TRƯỞNG", "to truong", "thành  viên", "leader", "Cố vấn", "-", None)] == [
        "leader",
        "leader",
        "member",
        "leader",
        "Cố vấn",
        None,
        None,
    ]


def test_codes_lose_inner_spaces_only_when_that_makes_a_code():
    parse = code_parser("^[A-Z]{1,4}[0-9]{1,4}-H[0-9]{1,5}$")
    assert [parse(raw) for raw in (" x05-h012 ", "X05 - H012", "hộ số 12", 12.0, "")] == ["X05-H012", "X05-H012", "HỘ SỐ 12", "12", None]


def test_text_is_composed_and_trimmed_and_nothing_more():
    assert plain("  Xóm  Đông Tĩnh ") == "Xóm Đông Tĩnh"
    assert (plain("Không"), plain("..."), plain(5.0)) == ("Không", None, "5")


def test_what_is_written():
    assert [written(raw) for raw in (735.0, 0.1, 1e15, HALF_PAST_EIGHT, dt.date(226, 1, 2), None, dt.time(3, 4))] == [
        "735",
        "0.1",
        "1000000000000000",
        "14/06/2026 08:30:00",
        "02/01/0226",
        "",
        "03:04:00",
    ]
    assert (written(float("nan")), written(float("inf"))) == ("nan", "inf")


def test_addresses():
    assert [address(0, 0), address(7, 3), address(0, 26), address(99, 701), address(0, 702)] == ["A1", "D8", "AA1", "ZZ100", "AAA1"]
    assert column_number("aaa") == 702
