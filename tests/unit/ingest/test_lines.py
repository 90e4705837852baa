"""Each line of a file is told from the others, as the reader reads it, and without what names people."""

from __future__ import annotations

from collections import Counter

from pipelines.catalogue import load_catalogue
from pipelines.ingest.lines import read_lines
from pipelines.ingest.reader import read_file
from tests import corpus

CATALOGUE = load_catalogue()
TABLE = [
    ["CÔNG AN XÃ"],
    [],
    ["THỐNG KÊ TÀI KHOẢN ĐỊNH DANH ĐIỆN TỬ THÁNG 6/2026"],
    ["STT", "Xóm", "Dân số", "Mức 1", "Mức 2"],
    ["(1)", "(2)", "(3)", "(4)", "(5)"],
    [1, "Xóm 1", 100, 10, 60],
    [2, "Xóm 2", 200, 20, 90],
    [],
    ["", "Tổng cộng", 300, 30, 150],
    ["", "Người lập biểu: Nguyễn Văn Ẩn"],
]
FORM = [
    ["BÁO CÁO KẾT QUẢ CỦA TỔ CÔNG NGHỆ SỐ CỘNG ĐỒNG"],
    ["Xóm", "Xóm 1"],
    ["Kỳ báo cáo", "Tháng 6/2026"],
    ["Ngày nộp", "10/06/2026"],
    ["Số hộ được tuyên truyền (lũy kế)", 120],
    ["Số hộ sử dụng ít nhất 01 nền tảng số (lũy kế)", ""],
    ["Số lượt hỗ trợ trong tháng", 55],
    ["Nội dung vướng mắc", "Mạng yếu"],
    ["Tổ trưởng"],
]


def test_a_table_line_by_line() -> None:
    lines = read_lines(corpus.xlsx(TABLE), "vneid.xlsx", CATALOGUE)
    assert [(line.row_number, line.kind) for line in lines] == [
        (1, "title"), (2, "blank"), (3, "title"), (4, "header"), (5, "below_header"), (6, "data"), (7, "data"), (8, "blank"),
        (9, "total"), (10, "below_table"),
    ]  # fmt: skip
    assert lines[5].original == {"hamlet": "Xóm 1", "population": "100", "level1": "10", "level2": "60"}
    assert lines[5].cells["level2"] == "E6"
    assert "Nguyễn" not in str(lines)


def test_a_form_line_by_line() -> None:
    lines = {line.row_number: line for line in read_lines(corpus.xlsx(FORM), "bao cao.xlsx", CATALOGUE)}
    assert [lines[number].kind for number in range(1, 10)] == ["title", *["form"] * 4, "form_blank", "form", "form", "form_note"]
    assert (lines[5].fields, lines[5].original) == (("households_reached",), {"households_reached": "120"})
    assert {line.record for line in lines.values() if line.kind.startswith("form") and line.kind != "form_note"} == {2}


def test_lines_are_counted_as_the_reader_counts_them() -> None:
    for content in (corpus.xlsx(TABLE), corpus.xlsx(FORM)):
        reading = read_file(content, "x.xlsx", CATALOGUE)
        kinds = Counter(line.kind for line in read_lines(content, "x.xlsx", CATALOGUE))
        assert reading.status == "accepted"
        assert sum(kinds.values()) - kinds["blank"] - kinds["title"] - kinds["header"] == reading.rows_read


def test_a_file_that_was_turned_away_has_its_lines_and_not_their_text() -> None:
    lines = read_lines(corpus.xlsx([["BẢNG LẠ"], ["A", "B"], ["Nguyễn Văn Ẩn", 1]]), "x.xlsx", CATALOGUE)
    assert [line.kind for line in lines] == ["refused_file"] * 3
    assert "Nguyễn" not in str(lines)
