"""A workbook of several months: a file has one period, so it is refused with a sentence rather than put in the first."""

from __future__ import annotations

import pytest

from pipelines.catalogue.load import load_catalogue
from pipelines.ingest.reader import read_file
from tests import corpus

CATALOGUE = load_catalogue()
TITLE = "THỐNG KÊ TÀI KHOẢN ĐỊNH DANH ĐIỆN TỬ VNeID"
ACCESS = ["STT", "Xóm", "Số người trưởng thành được khảo sát", "Tiếp cận ít nhất một dịch vụ"]


def read(sheets, hidden=()):
    return read_file(corpus.xlsx(sheets, hidden=hidden), "x.xlsx", CATALOGUE)


def month(number):
    return corpus.vneid_rows(title=f"{TITLE} THÁNG {number}/2026")


def test_sheets_of_two_months_are_refused_and_named():
    reading = read({"T5": month(5), "T6": month(6)})
    assert (reading.status, reading.verdict, reading.rows) == ("unreadable", "several_periods", [])
    sentence = CATALOGUE.verdicts[reading.verdict].message.vi.format(**reading.details)
    assert "trang «T5» ghi tháng 5/2026, trang «T6» ghi tháng 6/2026" in sentence


@pytest.mark.parametrize("other", [month(6), corpus.vneid_rows(title=TITLE), [["Ghi chú: số liệu tháng 5/2026 đã gửi"]]])
def test_sheets_of_one_month_or_of_none_are_read_together(other):
    assert read({"Nam": month(6), "Bắc": other}).status == "accepted"


def test_a_hidden_sheet_of_last_month_does_not_matter():
    assert read({"T5": month(5), "T6": month(6)}, hidden=("T5",)).evidence.title == "2026-06"


def test_months_of_one_quarter_make_a_quarterly_file():
    def wave(number, name):
        return [[f"KHẢO SÁT TIẾP CẬN DỊCH VỤ SỐ THÁNG {number}/2026"], ACCESS, [1, name, 20, 9]]

    assert read({"T4": wave(4, "Xóm 1"), "T5": wave(5, "Xóm 2")}).status == "accepted"
    assert read({"T6": wave(6, "Xóm 1"), "T7": wave(7, "Xóm 2")}).verdict == "several_periods"


def test_forms_of_two_months_are_refused_and_of_one_month_read():
    def form(name, words):
        rows = corpus.form_rows(name)
        rows[2] = ["Kỳ báo cáo", None, words]
        return rows

    assert read({"1": form("Xóm 1", "5/2026"), "2": form("Xóm 1", "6/2026")}).verdict == "several_periods"
    assert read({"1": form("Xóm 1", "Tháng 6/2026"), "2": form("Xóm 2", "06/2026")}).status == "accepted"


def as_of(day):
    return corpus.vneid_rows(title=f"{TITLE} (SỐ LIỆU TÍNH ĐẾN NGÀY {day})")


def test_sheets_told_apart_by_their_days_or_their_names_are_refused():
    assert read({"A": as_of("14/5/2026"), "B": as_of("14/6/2026")}).verdict == "several_periods"
    assert read({"A": as_of("10/6/2026"), "B": as_of("14/6/2026")}).status == "accepted"
    untitled = corpus.vneid_rows(title=TITLE)
    for names in (("Tháng 5", "Tháng 6"), ("05.2026", "06.2026"), ("2026-05", "2026-06")):
        assert read(dict.fromkeys(names, untitled)).verdict == "several_periods"
    assert read({"Mẫu 01-2026": untitled, "Mẫu 02-2026": untitled}).status == "accepted"
    assert read({"T5": untitled, "T6": month(6)}).verdict == "several_periods"
    assert read({"T5": month(6), "T6": month(6)}).status == "accepted", "the titles say what the sheets are"


def test_a_sheet_named_after_last_month_is_of_the_day_that_it_states():
    reading = read({"T5.2026": as_of("14/6/2026")})
    assert (reading.status, reading.evidence.as_of) == ("accepted", "2026-06-14")
    assert read({"T5.2026": as_of("14/6/2026"), "T6.2026": month(6)}).status == "accepted"


def test_tables_of_two_months_below_each_other_are_refused():
    first, second = corpus.vneid_rows(title=f"{TITLE} THÁNG 5/2026"), corpus.vneid_rows(title=f"{TITLE} THÁNG 6/2026")
    assert read({"S": [*first, [], *second]}).verdict == "several_periods"
    assert read({"S": [*first, [], ["So với tháng 4/2026 tăng 3%"]]}).status == "accepted"


@pytest.mark.parametrize("note", ["Ghi chú: so với tháng 5/2026 tăng 3%", "So với tháng 5/2026 tăng 3%"])
def test_a_note_above_a_header_printed_again_is_no_title(note):
    title, header, *rows = month(6)
    assert read({"S": [title, header, *rows[:2], [note], header, *rows[2:]]}).status == "accepted"


def test_another_month_in_one_forms_field_below_one_title_is_a_doubt_and_no_second_period():
    def form(name, words):
        rows = corpus.form_rows(name)
        rows[0] = ["BÁO CÁO KẾT QUẢ HOẠT ĐỘNG THÁNG 6/2026"]
        rows[2] = ["Kỳ báo cáo", None, words]
        return rows

    reading = read({"1": form("Xóm 1", "6/2026"), "2": form("Xóm 2", "5/2026")})
    assert (reading.status, reading.evidence.title, reading.evidence.form) == ("accepted", "2026-06", "2026-05")


def test_a_form_up_to_a_day_of_another_month_is_of_that_month():
    def form(name, words):
        rows = corpus.form_rows(name)
        rows[2] = ["Kỳ báo cáo", None, words]
        return rows

    assert read({"1": form("Xóm 1", "5/2026"), "2": form("Xóm 2", "14/6/2026")}).verdict == "several_periods"
    assert read({"1": form("Xóm 1", "6/2026"), "2": form("Xóm 2", "14/6/2026")}).status == "accepted"
