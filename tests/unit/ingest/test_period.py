"""What files say of their period: titles, as-of dates, form fields, names. No calendar is applied here."""

from __future__ import annotations

import pytest

from pipelines.ingest.period import as_of_date, form_label, label_in, name_label, name_month, title_label


@pytest.mark.parametrize(
    "text",
    [
        "BÁO CÁO THÁNG 6/2026",
        "tháng 6 năm 2026",
        "T6.2026",
        "Tháng 06 - 2026",
        "T06/2026",
        "tháng sáu năm 2026",
        "THÁNG\u00a06/2026",
        "thang: 06 nam: 2026",
        "Tháng 6, 2026",
        "2026 tháng 6",
    ],
)
def test_months(text):
    assert label_in(text) == "2026-06"


@pytest.mark.parametrize("text", ["QUÝ II/2026", "quý 2 năm 2026", "Q2-2026", "QUÝ II NĂM 2026", "quy ii 2026", "Q.II/2026", "2026 Q2"])
def test_quarters(text):
    assert label_in(text) == "2026-Q2"


@pytest.mark.parametrize(
    "text",
    [
        "Tháng ....năm ....",
        "Tháng . . . . năm . .",
        "Tháng … năm 2026",
        "9 THÁNG NĂM 2026",
        "6 tháng đầu năm 2026",
        "THÁNG 13/2026",
        "QUÝ V/2026",
        "Nghĩa Sơn, ngày 14 tháng 6 năm 2026",
        "Số liệu tính đến ngày 14/6/2026",
        "Quyết định số 12/2026/QĐ-UBND",
        "NĂM 2026",
    ],
)
def test_nothing_is_read_into_what_is_unfilled_or_a_date(text):
    assert label_in(text) is None


def test_where_both_are_named_the_sources_own_kind_is_taken():
    text = "THÁNG 6/2026 (QUÝ II/2026)"
    assert (label_in(text), label_in(text, quarterly=True)) == ("2026-06", "2026-Q2")


def test_a_title_may_be_cut_in_two():
    assert title_label(["BÁO CÁO", "Tháng 6", "năm 2026"]) == "2026-06"


@pytest.mark.parametrize(
    "text",
    [
        "(Số liệu tính đến ngày 14/6/2026)",
        "tính đến hết ngày 14 tháng 6 năm 2026",
        "đến 14-06-2026",
        "Từ ngày 15/5/2026 đến ngày 14/6/2026",
        "so lieu den ngay 14.6.2026",
    ],
)
def test_as_of_dates_stay_dates(text):
    assert as_of_date([text]) == "2026-06-14"


@pytest.mark.parametrize("text", ["ngày 14/6/2026", "đến ngày 31/2/2026", "đến cuối tháng"])
def test_no_as_of_date(text):
    assert as_of_date([text]) is None


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Tháng 6/2026", "2026-06"),
        ("6/2026", "2026-06"),
        ("2026-06", "2026-06"),
        ("Tháng 6", None),
        ("", None),
        (None, None),
        ("Quý II/2026", "2026-Q2"),
    ],
)
def test_form_fields(text, label):
    assert form_label(text) == label


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("vneid/CAX_VNeID_T06.2026.xlsx", "2026-06"),
        ("TYT - So SKDT thang 6-2026.csv", "2026-06"),
        ("signature/TTPVHCC_chu ky so_06_2026.xls", "2026-06"),
        ("Khao sat Q2-2026.xlsx", "2026-Q2"),
        ("Van ban dien tu T6-2026", "2026-06"),
        ("CAX_VNeID_T06.2026", "2026-06"),
        ("T06.2026 (1)_chuẩn.xlsx", "2026-06"),
        ("training/Diem danh tap huan 21-05-2026.xlsx", "2026-05-21"),
        ("BC 2026-05-21.xlsx", "2026-05-21"),
        ("thang 6 nam 2026/BC Xóm 5.xlsx", "2026-06"),
        ("2026/T06/BC Xóm 5.xlsx", "2026-06"),
        ("T06/BC Xóm 5 thang 6.xlsx", None),
        ("BC Xóm 12 2026.xlsx", None),
        ("moi nhat.xlsx", None),
    ],
)
def test_names(name, label):
    assert name_label(name, quarterly="Q2" in name) == label


@pytest.mark.parametrize(
    ("name", "month"),
    [
        ("hamlet_report/T06/BC Xóm Chương Nghĩa thang 5.xlsx", "2026-05"),
        ("visit_log/T05/Nhat ky ho tro - Xóm 5.xlsx", "2026-05"),
        ("visit_log/T05/Nhat ky thang 6.xlsx", "2026-06"),
        ("BC tháng 5, tháng 6.xlsx", "2026-06"),
        ("BC Xóm 5.xlsx", None),
        ("BC ngay 2 thang 7.xlsx", None),
        ("T5/BC.xlsx", None),
        ("BC 6 tháng đầu năm.xlsx", None),
    ],
)
def test_a_month_without_a_year_is_of_the_year_that_the_file_states(name, month):
    assert name_month(name, "2026-06") == month
