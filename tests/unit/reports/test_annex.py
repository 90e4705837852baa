"""The annex: nothing but text and numbers in its cells, formats, print set-up, the same bytes."""

from __future__ import annotations

import io
import math
from fractions import Fraction

import openpyxl
import pytest

from pipelines.home import Home
from pipelines.quarter.emulation import TeamScore
from pipelines.quarter.standing import PROVISIONAL
from pipelines.reports.annex.book import annex_bytes
from pipelines.reports.annex.sheet import Share
from pipelines.reports.issuer import issuer_of
from tests.facts import HAMLETS, finding, made_facts, parts_of, unit_row

HOSTILE = ["=1+1", "+84912345678", "-2+3", "@SUM(A1)", "=cmd|' /C calc'!A0", "http://example.org", "{=1}", "\t=1", "\x00=1"]


@pytest.fixture
def issuer(tmp_path):
    return issuer_of(Home(tmp_path))


def opened(blob):
    return openpyxl.load_workbook(io.BytesIO(blob))


def cells_of(book):
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            yield from (cell for cell in row if cell.value is not None)


@pytest.mark.parametrize("text", HOSTILE)
def test_no_cell_becomes_a_formula_or_a_link(issuer, text):
    held = [{"indicator": "vneid_level2", "title_vi": text, "hamlet": "X01", "level": "hamlet", "held_by": text}]
    files = [{"file": text, "sha256": text, "source": text, "period": "", "status": text, "rows_read": 1, "rows_accepted": 1}]
    files[0] |= {"rows_rejected": 0, "rows_set_aside": 0, "message": text}
    facts = made_facts(
        hamlets={**HAMLETS, "X01": text},
        held=held,
        files=files,
        findings=[finding(message=text, observed=text, expected=text, file=text, sheet=text, place=text)],
    )
    blob = annex_bytes(facts, PROVISIONAL, issuer)
    for name, content in parts_of(blob).items():
        if "worksheets/" in name:
            assert b"<f>" not in content, name
            assert b"<f " not in content, name
            assert b"hyperlink" not in content.lower(), name
    shown = [cell for cell in cells_of(opened(blob)) if isinstance(cell.value, str) and text.strip("\t\x00 ") in cell.value]
    assert len(shown) >= 8
    assert {cell.data_type for cell in shown} == {"s"}


def test_figures_are_numbers_and_show_as_vietnamese_readers_write_them(issuer):
    book = opened(annex_bytes(made_facts(), PROVISIONAL, issuer))
    sheet = book["3. Người dân"]
    row = next(row for row in sheet.iter_rows() if row[1].value == "Xóm Đông Tĩnh")
    assert [cell.value for cell in row[2:5]] == [49, 98, 0.5]
    assert [cell.number_format for cell in row[2:5]] == ["[$-42A]#,##0", "[$-42A]#,##0", "[$-42A]0.0%"]
    assert row[5].value == "chậm"


@pytest.mark.parametrize(
    ("value", "target", "number_format"),
    [
        (0.7496, 0.75, "0.00%"),
        (0.74996, 0.75, "0.000%"),
        (0.75, 0.75, "0.0%"),
        (0.5, 0.75, "0.0%"),
        (0.9999, 1.0, "0.00%"),
        (None, 1.0, "0.0%"),
    ],
)
def test_a_share_never_shows_as_the_target_that_it_misses(value, target, number_format):
    assert Share(value, target).number_format == f"[$-42A]{number_format}"


def test_a_held_or_missing_figure_is_an_empty_cell(issuer):
    units = [row for row in made_facts().units if (row["indicator"], row["hamlet"]) != ("vneid_level2", "X02")]
    units.append(unit_row("vneid_level2", "X02", None, None, held_by="spike"))
    sheet = opened(annex_bytes(made_facts(units=units), PROVISIONAL, issuer))["3. Người dân"]
    row = next(row for row in sheet.iter_rows() if row[1].value == "Xóm Đông Tĩnh")
    assert [cell.value for cell in row[2:6]] == [None, None, None, "đang giữ"]


def test_what_was_decided_stands_beside_the_figure_and_on_a_sheet_of_its_own(issuer):
    units = [row for row in made_facts().units if (row["indicator"], row["hamlet"]) != ("vneid_level2", "X02")]
    units.append(unit_row("vneid_level2", "X02", 70, 98, waivers="carried_forward X02", carried_from="2026-05"))
    said = {"waiver_by": "Người duyệt", "waiver_reason": "=đang chờ", "waiver_at": "2026-06-20T08:00:00+07:00", "waiver_status": "in_force"}
    facts = made_facts(units=units, findings=[finding(state="carried_forward", **said), finding()])
    book = opened(annex_bytes(facts, PROVISIONAL, issuer))
    row = next(row for row in book["3. Người dân"].iter_rows() if row[1].value == "Xóm Đông Tĩnh")
    assert row[5].value == "chậm; dùng số cũ (tháng 5/2026)"
    waivers = [row for row in book["11. Ngoại lệ"].iter_rows(min_row=4, values_only=True) if row[8 - 2]]
    assert [(row[4], row[5], row[6], row[9]) for row in waivers[-1:]] == [("dùng số cũ", "còn hiệu lực", "Người duyệt", "=đang chờ")]


def test_every_sheet_prints_on_a4_landscape_one_page_wide_with_its_headings(issuer):
    book = opened(annex_bytes(made_facts(), PROVISIONAL, issuer))
    assert len(book.worksheets) == 14
    for sheet in book.worksheets:
        assert sheet.page_setup.orientation == "landscape"
        assert int(sheet.page_setup.paperSize) == 9
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert (sheet.page_setup.fitToWidth or 1) == 1
        assert sheet.print_title_rows
        assert sheet.freeze_panes
        assert "TẠM TÍNH" in sheet.oddHeader.right.text
        assert "3f2a91c04b7e" in sheet.oddFooter.center.text


def test_values_are_coloured_by_their_words(issuer):
    sheet = opened(annex_bytes(made_facts(), PROVISIONAL, issuer))["3. Người dân"]
    said = [rule.formula[0] for rules in sheet.conditional_formatting for rule in rules.rules]
    assert any('"không đạt"' in formula for formula in said)
    assert any('"đúng tiến độ"' in formula for formula in said)


def test_the_heading_leaves_number_and_day_blank(issuer):
    sheet = opened(annex_bytes(made_facts(), PROVISIONAL, issuer)).worksheets[0]
    lines = [sheet.cell(row, 1).value for row in range(1, 6)]
    assert lines[0] == "Phụ lục"
    assert lines[2] == "(Kèm theo Báo cáo số …/BC-UBND ngày … tháng … năm 2026 của Ủy ban nhân dân xã Nghĩa Sơn)"


def test_the_same_facts_give_the_same_bytes(issuer):
    assert annex_bytes(made_facts(), PROVISIONAL, issuer) == annex_bytes(made_facts(), PROVISIONAL, issuer)


def test_the_score_is_that_of_the_report(issuer):
    """Cut after two decimals in both: Excel would round 91.397 up, and the two papers would not say the same."""
    team = TeamScore("X01", "Xóm 1", 1, Fraction(91397, 1000), "", (), {})
    sheet = opened(annex_bytes(made_facts(teams=[team]), PROVISIONAL, issuer))["8. Xếp hạng Tổ CNS"]
    [cell] = [row[2] for row in sheet.iter_rows() if row[1].value == "Xóm 1"]
    assert (cell.value, cell.number_format) == (91.39, "[$-42A]0.00")


def test_headings_have_the_room_that_their_words_take(issuer):
    """A heading that is cut off is read as another one: three lines need three lines' height."""
    book = opened(annex_bytes(made_facts(), PROVISIONAL, issuer))
    sheet = book.worksheets[0]
    row = next(row for row in range(1, 12) if sheet.cell(row, 1).value == "STT")
    lines = max(
        math.ceil(len(str(sheet.cell(row, column).value)) / sheet.column_dimensions[sheet.cell(row, column).column_letter].width)
        for column in range(1, sheet.max_column + 1)
    )
    assert lines == 3
    assert sheet.row_dimensions[row].height >= 15 * lines


def test_an_empty_table_says_that_nothing_is_missing(issuer):
    sheet = opened(annex_bytes(made_facts(findings=[]), PROVISIONAL, issuer))["10. Phát hiện"]
    assert "Không có." in [cell.value for row in sheet.iter_rows() for cell in row]
