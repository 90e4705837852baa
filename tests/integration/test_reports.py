"""The report and the annex of a published quarter: every figure is the mart's, read back from the files cell by cell.

What is expected is asked of the warehouse with SQL of the tests' own; nothing of the documents' code is used for it.
"""

from __future__ import annotations

import io
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import duckdb
import openpyxl
import pytest
from docx import Document

from pipelines.catalogue import load_catalogue
from pipelines.home import Home
from pipelines.reports.quarter_files import ANNEX, REPORT, write_quarter

QUARTER = "2026-Q2"


@pytest.fixture(scope="module")
def home(small_home: Home, tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A copy of the small commune with its documents written."""
    copy = Home(tmp_path_factory.mktemp("reports") / "home")
    shutil.copytree(small_home.root, copy.root)
    write_quarter(copy, QUARTER)
    return copy


def asked(home: Home, sql: str, *parameters: object) -> list[tuple]:
    with duckdb.connect(str(home.warehouse), read_only=True) as connection:
        return connection.execute(sql, list(parameters)).fetchall()


def folder(home: Home) -> Path:
    return home.reports / QUARTER


@pytest.fixture(scope="module")
def book(home: Home) -> openpyxl.Workbook:
    return openpyxl.load_workbook(folder(home) / ANNEX)


@pytest.fixture(scope="module")
def document(home: Home):
    return Document(str(folder(home) / REPORT))


def table_under(document, heading: str) -> list[list[str]]:
    [table] = [table for table in document.tables if heading in [cell.text for cell in table.rows[0].cells]]
    return [[cell.text for cell in row.cells] for row in table.rows[1:]]


def as_number(text: str) -> float | None:
    """1.234 and 65,9% back to numbers."""
    found = re.match(r"[+-]?[\d.]+(,\d+)?", text)
    return float(found[0].replace(".", "").replace(",", ".")) if found else None


def test_the_reports_sixteen_results_are_the_marts(home: Home, document) -> None:
    rows = table_under(document, "Mục tiêu")
    expected = asked(
        home,
        """
        select now.position, now.value, now.gap, now.target, now.value - before.value
        from fct_indicator as now
        left join fct_indicator as before
            on before.indicator = now.indicator and before.hamlet = 'ALL' and before.period = '2026-Q1'
        where now.period = '2026-Q2' and now.hamlet = 'ALL' order by now.position
        """,
    )
    assert len(rows) == len(expected) == 16
    for shown, (position, value, gap, target, change) in zip(rows, expected, strict=True):
        assert int(shown[0]) == position
        assert as_number(shown[2].removeprefix("≥ ")) == pytest.approx(target * 100)
        assert as_number(shown[3]) == pytest.approx(value * 100, abs=0.051)
        assert as_number(shown[4]) == pytest.approx(change * 100, abs=0.051)
        assert (as_number(shown[5]) or 0) == gap


def test_the_reports_activity_is_the_logs(home: Home, document) -> None:
    rows = table_under(document, "Lượt đến hộ")
    months = asked(
        home,
        """
        select count(*), sum(assists), count(distinct household_id), count(distinct member_code) from fct_visit
        where reporting_month in ('2026-04', '2026-05', '2026-06') group by rollup (reporting_month)
        order by grouping(reporting_month), reporting_month
        """,
    )
    assert [[as_number(cell) for cell in row[1:]] for row in rows] == [list(month) for month in months]


def test_every_figure_of_the_annex_is_the_marts(home: Home, book: openpyxl.Workbook) -> None:
    """Each cell under each indicator of each sheet, and no figure of the mart without a cell."""
    names = dict(asked(home, "select hamlet_name, hamlet_code from dim_hamlet")) | {"Toàn xã": "ALL", "Tổ cấp xã": "COMMUNE"}
    mart = {
        (position, unit): (numerator, denominator, value)
        for position, unit, numerator, denominator, value in asked(
            home, "select position, hamlet, numerator, denominator, value from fct_indicator where period = ?", QUARTER
        )
    }
    seen = {}
    for group in load_catalogue().groups.values():
        sheet = book[group.sheet]
        top = next(row for row in range(1, 12) if sheet.cell(row, 2).value == "Xóm, đơn vị")
        heads = {column: sheet.cell(top, column).value for column in range(3, sheet.max_column + 1, 4)}
        for row in range(top + 2, sheet.max_row + 1):
            unit = sheet.cell(row, 2).value
            if unit is None or sheet.cell(row, 3).coordinate in sheet.merged_cells:
                continue
            for column, head in heads.items():
                cells = tuple(sheet.cell(row, column + offset).value for offset in range(3))
                if any(cell is not None for cell in cells):
                    seen[int(head.split(".")[0]), names.get(unit, unit)] = cells
    known = {key: figures for key, figures in mart.items() if figures[2] is not None}
    assert seen == known


def test_the_summary_of_the_annex_is_the_marts(home: Home, book: openpyxl.Workbook) -> None:
    sheet = book["Tổng hợp"]
    top = next(row for row in range(1, 12) if sheet.cell(row, 1).value == "STT")
    expected = asked(
        home,
        """
        select position, numerator, denominator, value, gap, hamlets_counted, hamlets_total, interval_low, interval_high
        from fct_indicator where period = ? and hamlet = 'ALL' order by position
        """,
        QUARTER,
    )
    columns = (1, 3, 4, 8, 11, 13, 14, 15, 16)
    shown = [tuple(sheet.cell(top + 1 + row, column).value for column in columns) for row in range(16)]
    assert shown == expected


def test_the_summary_compares_with_the_quarter_before(home: Home, book: openpyxl.Workbook) -> None:
    sheet = book["Tổng hợp"]
    top = next(row for row in range(1, 12) if sheet.cell(row, 1).value == "STT")
    expected = asked(
        home,
        """
        select before.value, (now.value - before.value) * 100, now.due_date
        from fct_indicator as now
        left join fct_indicator as before
            on before.indicator = now.indicator and before.hamlet = 'ALL' and before.period = '2026-Q1'
        where now.period = '2026-Q2' and now.hamlet = 'ALL' order by now.position
        """,
    )
    assert any(before is not None for before, _, _ in expected)
    for offset, (before, change, due) in enumerate(expected, start=1):
        assert sheet.cell(top + offset, 7).value == before
        assert sheet.cell(top + offset, 10).value == pytest.approx(change)
        assert sheet.cell(top + offset, 6).value.date() == due


def test_the_parts_of_the_annex_are_the_marts(home: Home, book: openpyxl.Workbook) -> None:
    names = dict(asked(home, "select hamlet_name, hamlet_code from dim_hamlet")) | {"Toàn xã": "ALL"}
    sheet = book["7. Số kèm theo"]
    top = next(row for row in range(1, 12) if sheet.cell(row, 1).value == "Xóm, đơn vị")
    seen = sorted(
        (names[sheet.cell(row, 1).value], *(sheet.cell(row, column + offset).value for offset in range(3)))
        for row in range(top + 2, sheet.max_row + 1)
        if sheet.cell(row, 1).value in names
        for column in range(2, sheet.max_column + 1, 3)
        if sheet.cell(row, column + 1).value is not None
    )
    sql = "select hamlet, numerator, denominator, value from fct_indicator_part where period = ? and denominator is not null"
    assert seen == sorted(asked(home, sql, QUARTER))
    assert len(seen) > 8


def test_the_reports_hamlets_ahead_and_behind_are_the_marts(home: Home, document) -> None:
    counted = asked(
        home,
        """
        select position, count(*) filter (where status in ('met', 'on_track')), count(*) filter (where status in ('behind', 'missed')),
            max(value), min(value)
        from fct_indicator where period = ? and level = 'hamlet' and value is not null group by position order by position
        """,
        QUARTER,
    )
    names = dict(asked(home, "select hamlet_name, hamlet_code from dim_hamlet"))
    values = dict(asked(home, "select position || hamlet, value from fct_indicator where period = ? and level = 'hamlet'", QUARTER))
    rows = table_under(document, "Xóm cao nhất")
    assert [(int(row[0]), int(row[2]), int(row[3])) for row in rows] == [(row[0], row[1], row[2]) for row in counted]
    named = 0
    for row, (position, _, _, highest, lowest) in zip(rows, counted, strict=True):
        for cell, best in ((row[4], highest), (row[5], lowest)):
            for number, line in enumerate(filter(None, cell.splitlines())):
                name, _, said = line.rstrip(")").rpartition(" (")
                value = best if re.fullmatch(r"\d+ xóm", name) else values[f"{position}{names[name]}"]
                assert as_number(said) == pytest.approx(value * 100, abs=0.051)
                assert number or value == best, "the first named is the highest, or the lowest"
                named += 1
    assert named > 10
    late = asked(
        home,
        """
        select hamlet_name, count(*), string_agg(position, ', ' order by position) from fct_indicator
        inner join dim_hamlet on dim_hamlet.hamlet_code = fct_indicator.hamlet
        where period = ? and level = 'hamlet' and status in ('behind', 'missed') group by hamlet, hamlet_name
        order by count(*) desc, hamlet limit 5
        """,
        QUARTER,
    )
    assert table_under(document, "Số chỉ tiêu chậm, không đạt") == [[name, str(count), which] for name, count, which in late]


def test_the_reports_classes_are_the_marts(home: Home, document) -> None:
    expected = asked(
        home,
        """
        select strftime(class_date, '%d/%m/%Y'), topic, members_listed, members_present from fct_class
        where class_date between date '2026-03-15' and date '2026-06-14' order by class_date, topic
        """,
    )
    rows = table_under(document, "Chuyên đề")
    assert rows
    assert [(row[0], row[1], as_number(row[2]), as_number(row[3])) for row in rows] == expected


def test_the_ranking_is_that_of_the_marts_and_the_same_in_both(home: Home, book: openpyxl.Workbook, document) -> None:
    """Each part's points are its weight times the share of the target reached; both papers name the same teams with the same scores."""
    rule = load_catalogue().emulation
    names = dict(asked(home, "select hamlet_name, hamlet_code from dim_hamlet"))
    reached = {
        (indicator, hamlet): min(value / target, 1)
        for indicator, hamlet, value, target in asked(
            home,
            "select indicator, hamlet, value, target from fct_indicator where period = ? and level = 'hamlet' and value is not null",
            QUARTER,
        )
    }
    sheet = book["8. Xếp hạng Tổ CNS"]
    top = next(row for row in range(1, 12) if sheet.cell(row, 1).value == "Hạng")
    teams = [row for row in sheet.iter_rows(min_row=top + 1, values_only=True) if row[1] in names]
    assert len(teams) == len(names)
    for rank, name, score, *points in teams:
        wanted = [rule_part.weight * reached[rule_part.indicator, names[name]] for rule_part in rule.parts]
        assert points[: len(wanted)] == pytest.approx(wanted)
        if rank is not None:
            assert 0 <= sum(wanted) - score < 0.01 + 1e-9, "cut, not rounded"
    scores = [team[2] for team in teams if team[0] is not None]
    assert scores == sorted(scores, reverse=True)
    told = [(int(row[0]), row[1], as_number(row[2])) for row in table_under(document, "Điểm (tối đa 100)")]
    assert told == [(team[0], team[1], team[2]) for team in teams if team[0] is not None and team[0] <= 10]


def test_findings_and_files_of_the_annex_are_the_marts(home: Home, book: openpyxl.Workbook) -> None:
    files = [row for row in book["12. Tệp đã nhận"].iter_rows(min_row=4, values_only=True) if row[9]]
    wanted = ["2026-04", "2026-05", "2026-06", "2026-Q2", ""]
    [(count, read)] = asked(
        home,
        """
        select count(*), sum(case when is_first then rows_read else 0 end)
        from ledger_receipt inner join fct_file using (commune_code, file_sha256) where list_contains(?, coalesce(period, ''))
        """,
        wanted,
    )
    assert (len(files), sum(row[4] for row in files)) == (count, read)
    findings = [row for row in book["10. Phát hiện"].iter_rows(min_row=4, values_only=True) if row[9]]
    expected = asked(home, "select finding_id from fct_finding where list_contains(?, coalesce(period, ''))", wanted)
    assert sorted(row[0] for row in findings) == sorted(key[:8] for (key,) in expected)


def test_no_name_or_phone_stands_in_any_document(home: Home) -> None:
    members = asked(home, "select member_code from dim_member")
    assert members
    for name in (REPORT, ANNEX):
        text = (folder(home) / name).read_bytes()
        assert text.startswith(b"PK")
    book = openpyxl.load_workbook(folder(home) / ANNEX)
    words = [str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row if cell is not None]
    assert not [word for word in words if re.search(r"\b0[35789]\d{8}\b|\b0\d{11}\b", word)]


def test_written_again_they_are_the_same_files(home: Home, soxom: Callable[..., subprocess.CompletedProcess[str]]) -> None:
    """In another process: no clock, no random order, no trace of the machine."""
    before = {name: (folder(home) / name).read_bytes() for name in (REPORT, ANNEX)}
    shutil.rmtree(home.reports)
    outcome = soxom(home, "report", QUARTER)
    assert outcome.returncode == 0, outcome.stderr
    assert outcome.stdout == ""
    assert {name: (folder(home) / name).read_bytes() for name in before} == before


def test_what_an_officer_edited_is_kept_beside_the_new_one(home: Home) -> None:
    path = folder(home) / REPORT
    ours = path.read_bytes()
    document = Document(io.BytesIO(ours))
    document.add_paragraph("Thêm một câu.")
    document.save(str(path))
    written = write_quarter(home, QUARTER)
    assert path.read_bytes() == ours
    [kept] = written.kept
    assert "Thêm một câu." in [paragraph.text for paragraph in Document(str(kept)).paragraphs]
    assert write_quarter(home, QUARTER).kept == ()


@pytest.mark.parametrize(("period", "code"), [("quý hai", 2), ("2031-Q3", 1)])
def test_what_cannot_be_reported_on_is_said(
    home: Home, period: str, code: int, soxom: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    outcome = soxom(home, "report", period)
    assert outcome.returncode == code
    assert outcome.stderr


def test_libreoffice_opens_both_and_the_letters_are_whole(home: Home, tmp_path: Path) -> None:
    """As a reader's program sees them: the Vietnamese text comes out of the printed page again."""
    soffice, pdftotext = shutil.which("soffice"), shutil.which("pdftotext")
    if soffice is None or pdftotext is None:
        pytest.skip("needs LibreOffice and poppler")
    for name, words in ((REPORT, "Tài khoản VNeID mức độ 2"), (ANNEX, "Hộ dân được tuyên truyền")):
        profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
        command = [soffice, profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(folder(home) / name)]
        subprocess.run(command, check=True, capture_output=True, timeout=240)
        pages = subprocess.run(
            [pdftotext, "-layout", str((tmp_path / name).with_suffix(".pdf")), "-"], check=True, capture_output=True, text=True
        ).stdout.split("\f")[:-1]
        assert words in " ".join(" ".join(pages).split())
        assert all("TẠM TÍNH" in page for page in pages)
