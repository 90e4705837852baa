"""Attendance of a class: who was there for any part of it was there, under whatever header."""

from __future__ import annotations

import pytest

from pipelines.catalogue.load import load_catalogue
from pipelines.ingest.reader import read_file
from tests import corpus

CATALOGUE = load_catalogue()
FIRST = ["STT", "Ngày", "Mã thành viên"]


def present(header, *lines, merges=()):
    rows = [["DANH SÁCH ĐIỂM DANH TẬP HUẤN"], *header]
    rows += [[number, "14/6/2026", f"TV{number:03d}", *marks] for number, marks in enumerate(lines, start=1)]
    reading = read_file(corpus.xlsx(rows, merges=merges), "x", CATALOGUE)
    assert (reading.status, reading.source) == ("accepted", "training"), (reading.verdict, reading.details)
    return [row.values["present"] for row in reading.rows]


MERGED = ("A2:A3", "B2:B3", "C2:C3", "D2:E2")


@pytest.mark.parametrize("above", ["Điểm danh", "Có mặt", "Tham dự"])
@pytest.mark.parametrize("halves", [("Sáng", "Chiều"), ("Buổi sáng", "Buổi chiều"), ("Ca chiều", "Ca tối")])
@pytest.mark.parametrize("merges", [MERGED, ()])
def test_who_came_for_half_a_day_was_present(above, halves, merges):
    header = [[*FIRST, above, ""], ["", "", "", *halves]]
    assert present(header, ["x", ""], ["", "x"], ["x", "x"], ["", ""], ["vắng", "x"], merges=merges) == ["yes", "yes", "yes", None, "yes"]


def test_halves_may_stand_in_one_row_of_headers():
    assert present([[*FIRST, "Điểm danh sáng", "Điểm danh chiều"]], ["x", ""], ["", "x"], ["", ""]) == ["yes", "yes", None]


@pytest.mark.parametrize(("halves", "at"), [(("Có mặt", "Vắng"), 0), (("Vắng mặt", "Có mặt"), 1)])
def test_the_absents_column_is_no_mark_of_presence(halves, at):
    lines = [["x", ""], ["", "x"]]
    expected = ["yes" if line[at] else None for line in lines]
    assert present([[*FIRST, "Điểm danh", ""], ["", "", "", *halves]], *lines, merges=MERGED) == expected
    assert present([[*FIRST, *halves]], *lines) == expected


def test_a_count_of_half_days_is_no_mark():
    assert present([[*FIRST, "Có mặt", "Số buổi có mặt"]], ["x", 2], ["", 0]) == ["yes", None]
