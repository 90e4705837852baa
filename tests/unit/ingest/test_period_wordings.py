"""Periods as offices word them: letterheads left unfilled, dates as periods, cut-off times, names that look like dates."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.catalogue.load import load_catalogue
from pipelines.ingest.period import as_of_date, form_date, form_label, label_in, name_label, title_label
from pipelines.ingest.reader import read_file
from tests import corpus

CATALOGUE = load_catalogue()


def evidence(rows):
    found = read_file(corpus.xlsx(rows), "x", CATALOGUE).evidence
    return found.title, found.as_of, found.form


@pytest.mark.parametrize(
    "line",
    [
        "Nghĩa Sơn, ngày      tháng 7 năm 2026",
        "Nghĩa Sơn, ngày … tháng 7 năm 2026",
        "Nghĩa Sơn, ngày ... tháng 7 năm 2026",
        "Nghĩa Sơn, ngày ___ tháng 7/2026",
        "Nghĩa Sơn, ngày xx tháng 7 năm 2026",
        "Nghĩa Sơn, ngày 17 tháng 7/2026",
        "Nghĩa Sơn, ngày …/7/2026",
        "Nghĩa Sơn, ngày … tháng … năm 2026",
    ],
)
def test_a_letterhead_names_no_period_with_its_day_unfilled_either(line):
    assert label_in(line) is None
    assert form_label(line) is None
    assert title_label([line, "BÁO CÁO THÁNG 6/2026"]) == "2026-06"
    assert (title_label([line, "(tính đến ngày 14/6/2026)"]), as_of_date([line, "(tính đến ngày 14/6/2026)"])) == (None, "2026-06-14")


@given(st.integers(1, 12), st.sampled_from(["", "…", "....", "____", "  ", "xx"]), st.sampled_from([" năm ", "/", " năm: "]))
def test_the_month_of_an_unfilled_day_is_never_taken(month, day, between):
    assert label_in(f"Nghĩa Sơn, ngày {day} tháng {month}{between}2026") is None


@pytest.mark.parametrize(
    ("text", "label", "date"),
    [
        ("01/06/2026", "2026-06", None),
        ("1/6/2026", "2026-06", None),
        ("2026-06-01", "2026-06", None),
        ("01/06/2026 00:00:00", "2026-06", None),
        ("14/6/2026", None, "2026-06-14"),
        ("15/6/2026", None, "2026-06-15"),
        ("15/5/2026 - 14/6/2026", None, "2026-06-14"),
        ("Từ 15/5/2026 – 14/6/2026", None, "2026-06-14"),
        ("từ ngày 15/5/2026 đến ngày 14/6/2026", None, "2026-06-14"),
        ("Tháng 6/2026 (đến 14/6/2026)", "2026-06", None),
        ("Tháng 6", None, None),
        (None, None, None),
    ],
)
def test_a_period_held_as_a_date(text, label, date):
    assert (form_label(text), form_date(text)) == (label, date)


@given(st.dates(min_value=dt.date(2020, 1, 1), max_value=dt.date(2039, 12, 31)))
def test_a_forms_date_is_its_month_on_the_first_and_the_calendars_else(day):
    rows = corpus.form_rows()
    rows[2] = ["Kỳ báo cáo", None, dt.datetime.combine(day, dt.time())]
    expected = (None, None, f"{day:%Y-%m}") if day.day == 1 else (None, day.isoformat(), None)
    assert evidence(rows) == expected


def test_what_a_leader_writes_is_no_period():
    rows = corpus.form_rows(obstacles="Mạng yếu đến ngày 20/7/2026 vẫn chưa sửa xong")
    assert evidence(rows) == (None, None, "2026-06")
    rows = [*corpus.vneid_rows(title="THỐNG KÊ TÀI KHOẢN ĐỊNH DANH ĐIỆN TỬ VNeID"), ["Số liệu tính đến ngày 14/6/2026"]]
    rows[1], rows[2] = [*rows[1], "Ghi chú"], [*rows[2], "Công an nghỉ phép đến ngày 20/7/2026"]
    assert evidence(rows) == (None, "2026-06-14", None)


@pytest.mark.parametrize(
    "text",
    [
        "(Số liệu tính đến ngày: 14/6/2026)",
        "Số liệu tính đến: 14/6/2026",
        "Chốt số liệu đến 17h00 ngày 14/6/2026",
        "Tính đến 24 giờ ngày 14/6/2026",
        "Tính đến 17:00 14/6/2026",
        "Số liệu tính đến thời điểm 14/6/2026",
        "Tính đến hết ngày 14 tháng 6 năm 2026",
        "Số liệu chốt ngày 14/6/2026",
        "Ngày chốt số liệu: 14/6/2026",
        "Số liệu tại thời điểm 14/6/2026",
        "Thời điểm: 14/6/2026",
        "KẾT QUẢ KÍCH HOẠT VNeID (thời điểm 14/6/2026)",
        "Số liệu tính đến 2026-06-14",
        "Từ 15/05/2026 - 14/06/2026",
        "so lieu chot den 17h ngay 14/6/2026",
    ],
)
def test_the_day_of_the_figures_however_it_is_worded(text):
    assert as_of_date([text]) == "2026-06-14"
    assert label_in(text) is None


@pytest.mark.parametrize("text", ["tính đến ngày 14/6/26", "In lúc 08:00 15/06/2026", "Kèm theo Báo cáo ngày 15/6/2026", "đến 14/6/20261"])
def test_no_other_day_is_taken_for_it(text):
    assert as_of_date([text]) is None


def test_a_long_line_of_hours_is_left_quickly():
    assert as_of_date(["đến " + "17h " * 5000 + "x"]) is None


@pytest.mark.parametrize("line", [["Số liệu tính đến ngày:", dt.date(2026, 6, 14)], ["Ngày chốt:", dt.date(2026, 6, 14)]])
def test_the_day_may_stand_in_the_next_cell(line):
    rows = corpus.vneid_rows(title="THỐNG KÊ TÀI KHOẢN ĐỊNH DANH ĐIỆN TỬ VNeID")
    assert evidence([rows[0], line, *rows[1:]]) == (None, "2026-06-14", None)


@pytest.mark.parametrize(
    "line",
    [
        ["Kỳ báo cáo: 6/2026"],
        ["Kì báo cáo:", "06/2026"],
        ["Kỳ 06/2026"],
        ["Tháng báo cáo: 06, năm 2026"],
        ["Kỳ báo cáo:", dt.date(2026, 6, 1)],
    ],
)
def test_the_period_in_its_own_line_above_a_table(line):
    rows = corpus.vneid_rows(title="THỐNG KÊ TÀI KHOẢN ĐỊNH DANH ĐIỆN TỬ VNeID")
    assert evidence([rows[0], line, *rows[1:]]) == ("2026-06", None, None)


def test_a_figure_behind_the_word_period_is_no_month_of_a_quarterly_source():
    assert (label_in("Kỳ 2/2026"), label_in("Kỳ 2/2026", quarterly=True), label_in("Học kỳ 2/2026")) == ("2026-02", None, None)


@pytest.mark.parametrize("text", ["THÁNG 6, QUÝ II/2026", "Báo cáo tháng 6 quý II năm 2026", "tháng 06 (Quý 2/2026)", "tháng VI/2026"])
def test_a_month_and_its_quarter_share_their_year(text):
    assert label_in(text) == "2026-06"


def test_a_month_is_not_taken_with_a_quarter_that_it_is_not_of():
    assert (label_in("THÁNG 7, QUÝ II/2026"), label_in("THÁNG 6, QUÝ II/2026", quarterly=True)) == ("2026-Q2", "2026-Q2")
    assert (label_in("Quí II/2026"), label_in("tháng x năm 2026"), label_in("Tháng … năm 2026")) == ("2026-Q2", None, None)


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("BC Xóm 20 6-2026.xlsx", "2026-06"),
        ("BC X.20 - 6-2026.xlsx", "2026-06"),
        ("Nhat ky X28 6.2026.xlsx", "2026-06"),
        ("BC Xóm 5 tháng 6 năm 2026.xlsx", "2026-06"),
        ("BC xóm số 12 5.2026.xlsx", "2026-05"),
        ("BC Xóm 12 2026.xlsx", None),
        ("BC 20_6_2026.xlsx", "2026-06-20"),
        ("vneid_thang6_2026.xlsx", "2026-06"),
        ("VNeID_062026.xlsx", "2026-06"),
        ("VNeID-202606 (1).xlsx", "2026-06"),
        ("VNeID 122026.xlsx", "2026-12"),
        ("Cong van 132026.xlsx", None),
        ("CV 1062026.xlsx", None),
        ("2026/06/vneid.xlsx", "2026-06"),
        ("06/2026/vneid.xlsx", "2026-06"),
        ("2026/vneid 06.xlsx", None),
        ("2026/13/vneid.xlsx", None),
    ],
)
def test_names_that_hold_a_hamlets_number_or_figures_alone(name, label):
    assert name_label(name) == label


@given(st.integers(1, 99), st.integers(1, 12), st.sampled_from(["Xóm ", "X.", "X", "xóm số ", "thôn "]), st.sampled_from(["-", ".", "_"]))
def test_a_hamlets_number_is_never_the_day(hamlet, month, word, between):
    assert name_label(f"BC {word}{hamlet} {month}{between}2026.xlsx") == f"2026-{month:02d}"


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("THÁNG 6 (15/5/2026 - 14/6/2026)", "2026-06"),
        ("BÁO CÁO THÁNG 12 (lập 05/01/2027)", "2026-12"),
        ("BÁO CÁO THÁNG 6 (lập 02/7/2026)", "2026-06"),
        ("(Theo Kế hoạch ngày 15/01/2026) BÁO CÁO THÁNG 8", None),
        ("(Theo Kế hoạch ngày 15/11/2025) BÁO CÁO THÁNG 6", None),
    ],
)
def test_a_month_beside_a_day_is_of_its_year_only_where_the_day_is_near(text, label):
    assert label_in(text) == label
