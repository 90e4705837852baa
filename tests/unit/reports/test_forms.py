"""A blank form is recognised when filled in, refuses what the source refuses, and says nothing that is not known."""

from __future__ import annotations

import io
import shutil
import subprocess
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from pipelines.catalogue import FieldKind, load_catalogue
from pipelines.home import Home
from pipelines.ingest.reader import read_file
from pipelines.quarter.known import Known, KnownHamlet, KnownMember, KnownPeriod, known
from pipelines.reports.forms import form_of, write_forms
from tests.forms import SHEET, fill, labels_on

CATALOGUE = load_catalogue()
SOURCES = CATALOGUE.sources
EVERY = sorted(SOURCES)


def hamlet(code: str, name: str, label: str = "", **more: Any) -> KnownHamlet:
    facts = {"aliases": None, "former_commune": None, "made_of": None, "valid_from": date(2025, 7, 1), "valid_to": None, "is_present": True}
    return KnownHamlet(code, name, label or name, **(facts | more))


MONTHS = tuple(
    KnownPeriod(f"2026-0{month}", f"Tháng {month}/2026", date(2026, month - 1, 15), date(2026, month, 14)) for month in (4, 5, 6)
)
QUARTER = KnownPeriod("2026-Q2", "Quý II/2026", date(2026, 3, 15), date(2026, 6, 14))
KNOWN = Known(
    hamlets=(
        hamlet("X01", "Xóm 1", "Xóm 1 (Nghĩa Lạc)", former_commune="Nghĩa Lạc", aliases="Trại; Xóm Trại"),
        hamlet("X02", "Xóm 1", "Xóm 1 (Nghĩa Sơn)", former_commune="Nghĩa Sơn"),
        hamlet("X03", "Xóm Đông Tĩnh"),
        hamlet("X09", "Xóm cũ", valid_to=date(2026, 1, 14), is_present=False),
    ),
    members=(
        KnownMember("TV001", "Xóm 1 (Nghĩa Lạc)", "leader", date(2025, 7, 1), None, is_active=True),
        KnownMember("TV002", None, "member", None, None, is_active=True),
        KnownMember("TV003", "Xóm Đông Tĩnh", None, None, date(2025, 12, 31), is_active=False),
    ),
    months=MONTHS,
    quarters=(QUARTER,),
)
NOTHING = Known(
    (), (), tuple(KnownPeriod(f"2026-0{month}", f"Tháng {month}/2026") for month in (4, 5, 6)), (KnownPeriod("2026-Q2", "Quý II/2026"),)
)
LABELS = ("Xóm 1 (Nghĩa Lạc)", "Xóm 1 (Nghĩa Sơn)", "Xóm Đông Tĩnh")


def typed(source: str) -> list[dict[str, Any]]:
    """What a person would type into each form: plain, and no figure twice."""
    day = date(2026, 5, 20)
    three = range(3)
    rows: dict[str, list[dict[str, Any]]] = {
        "vneid": [{"hamlet": LABELS[n], "population": 900 + n, "eligible": 800, "level1": 30 + n, "level2": 500 + n} for n in three],
        "health_book": [{"hamlet": LABELS[n], "population": 900 + n, "books": 400 + n, "books_new": n} for n in three],
        "signature": [{"hamlet": LABELS[n], "adults": 700 + n, "holders": 100 + n} for n in three],
        "access_survey": [{"hamlet": LABELS[n], "adults_surveyed": 300 + n, "health": 200, "any_service": 250 + n} for n in three],
        "dvc": [
            {"service_field": f"Lĩnh vực {n}", "files_total": 50, "files_full": 20, "files_partial": n, "files_direct": 9} for n in three
        ],
        "edocs": [{"office": f"Phòng {n}", "documents": 70 + n, "documents_electronic": 60 + n} for n in three],
        "schools": [
            {"school": f"Trường {n}", "students": 300 + n, "students_digital": 250, "teachers": 20, "teachers_trained": n} for n in three
        ],
        "ocop": [{"product": f"Gạo {n}", "hamlet": LABELS[n], "stars": 3, "postmart": "x", "shopee": "x" if n else None} for n in three],
        "visit_log": [
            {"visit_date": day, "hamlet": LABELS[0], "member_code": "TV001", "household_id": f"X01-H00{n}", "people_helped": 1 + n}
            | {"topic": "VNeID", "channel": "Tại nhà", "result": "Xong"}
            for n in three
        ],
        "bank_survey": [
            {"answer_code": f"P{n}", "surveyed_on": day, "hamlet": LABELS[n], "household_id": f"X0{n + 1}-H001"}
            | {"people_15_plus": 3 + n, "people_with_account": 2}
            for n in three
        ],
        "training": [
            {"class_date": day, "topic": "Chữ ký số", "audience": "Tổ viên", "member_code": f"TV00{n}", "present": "x" if n == 1 else None}
            for n in (1, 2)
        ],
        "registry": [
            {"hamlet_code": f"X0{n}", "households": 200 + n, "population": 900 + n, "population_15_plus": 700 + n, "adults": 650 + n}
            for n in (1, 2, 3, 9)
        ],
        "roster": [{"member_code": f"TV00{n}", "member_name": "Nguyễn Văn Mẫu", "phone": "0900000000"} for n in (1, 2, 3)],
        "hamlet_report": [
            {"hamlet": LABELS[0], "handed_in": date(2026, 6, 12), "households_reached": 150, "households_platform": 120, "assists": 60}
            | {"obstacles": "Mạng yếu ở cuối xóm."}
        ],
    }
    return rows[source]


def period_of(source: str) -> str | None:
    return {"monthly": "Tháng 6/2026", "quarterly": "Quý II/2026"}.get(SOURCES[source].cadence.value)


def filled(tmp_path: Path, source: str, knowing: Known = KNOWN) -> Path:
    blank = tmp_path / f"{source}-blank.xlsx"
    blank.write_bytes(form_of(SOURCES[source], knowing, CATALOGUE))
    return fill(blank, tmp_path / f"{source}.xlsx", SOURCES[source], typed(source), period_of(source))


def plain(value: Any) -> str | None:
    """What the reader must make of what was typed."""
    return {None: None, "x": "yes"}.get(value, value.isoformat() if isinstance(value, date) else str(value))


@pytest.mark.parametrize("source", EVERY)
def test_what_is_typed_into_a_form_is_read_whole(tmp_path: Path, source: str) -> None:
    reading = read_file(filled(tmp_path, source).read_bytes(), "tai lieu.xlsx", CATALOGUE)
    assert (reading.status, reading.source) == ("accepted", source), reading.details
    assert reading.sheets_read == (SHEET,)
    personal = {field.id for field in SOURCES[source].fields if field.kind is FieldKind.PERSONAL}
    rows = [row.values for row in reading.rows if row.kind == "data"]
    assert len(rows) == len(typed(source))
    for got, wanted in zip(rows, typed(source), strict=True):
        for name in set(wanted) - personal:
            assert got[name] == plain(wanted[name]), name
    label = {"monthly": "2026-06", "quarterly": "2026-Q2"}.get(SOURCES[source].cadence.value)
    assert (reading.evidence.form if SOURCES[source].layout == "form" else reading.evidence.title) == label
    assert not reading.columns_extra


@pytest.mark.parametrize("source", EVERY)
def test_a_form_can_be_filled_in_before_any_registry_came(tmp_path: Path, source: str) -> None:
    reading = read_file(filled(tmp_path, source, NOTHING).read_bytes(), "tai lieu.xlsx", CATALOGUE)
    assert (reading.status, reading.source) == ("accepted", source), reading.details
    assert len([row for row in reading.rows if row.kind == "data"]) == len(typed(source))


@pytest.mark.parametrize("source", EVERY)
def test_a_form_sent_back_blank_is_said_to_be_empty(source: str) -> None:
    reading = read_file(form_of(SOURCES[source], NOTHING, CATALOGUE), "tai lieu.xlsx", CATALOGUE)
    assert reading.status != "accepted"
    assert reading.verdict == "no_rows"


def test_the_same_knowledge_is_the_same_bytes(tmp_path: Path) -> None:
    first, second = (write_forms(tmp_path / name, KNOWN) for name in ("a", "b"))
    assert len(first) == 14
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]


def sheet_of(source: str, knowing: Known = KNOWN) -> Any:
    return openpyxl.load_workbook(io.BytesIO(form_of(SOURCES[source], knowing, CATALOGUE)))


def limits(sheet: Any, source: str, field: str) -> Any:
    """The validation on the first cell below the field's header that has one."""
    header, columns = labels_on(sheet, SOURCES[source])
    for row in (header + 1, header + 2):
        for rule in sheet.data_validations.dataValidation:
            if any(f"{sheet.cell(row, columns[field]).coordinate}" in cells for cells in rule.sqref.ranges):
                return rule
    raise AssertionError(f"{source}.{field} has no limit")


@pytest.mark.parametrize("source", EVERY)
def test_every_count_is_a_whole_number_from_0_and_no_more_than_its_whole(source: str) -> None:
    if SOURCES[source].layout == "form":
        rules = [rule for rule in sheet_of(source)[SHEET].data_validations.dataValidation if rule.type == "whole"]
        assert len(rules) == 3
        return
    sheet = sheet_of(source)[SHEET]
    for field in SOURCES[source].fields:
        if field.kind is FieldKind.COUNT:
            rule = limits(sheet, source, field.id)
            assert (rule.type, rule.formula1) == ("whole", "0")
            _, columns = labels_on(sheet, SOURCES[source])
            if field.whole:
                letter = openpyxl.utils.get_column_letter(columns[field.whole])
                assert f"${letter}" in rule.formula2


def test_hamlets_and_members_are_chosen_from_what_is_published() -> None:
    book = sheet_of("visit_log")
    lists = book["danh_sach"]
    assert lists.sheet_state == "hidden"
    assert [cell.value for cell in lists["A"] if cell.value] == list(LABELS), "those of the period, each by a name of its own"
    assert [cell.value for cell in lists["C"] if cell.value] == ["TV001", "TV002"]
    assert limits(book[SHEET], "visit_log", "hamlet").formula1 == "danh_sach!$A$1:$A$3"
    assert limits(book[SHEET], "visit_log", "member_code").formula1 == "danh_sach!$C$1:$C$2"
    assert [cell.value for cell in sheet_of("roster")["danh_sach"]["B"] if cell.value] == [*LABELS, "Tổ cấp xã"]


def test_a_visits_day_lies_in_the_chosen_period_and_a_reports_day_anywhere() -> None:
    rule = limits(sheet_of("visit_log")[SHEET], "visit_log", "visit_date")
    assert rule.formula1 == "IFERROR(VLOOKUP($B$2,danh_sach!$D$1:$F$3,2,FALSE),DATE(2026,3,15))"
    assert rule.formula2 == "IFERROR(VLOOKUP($B$2,danh_sach!$D$1:$F$3,3,FALSE),DATE(2026,6,14))"
    days = [rule for rule in sheet_of("hamlet_report")[SHEET].data_validations.dataValidation if rule.type == "date"]
    assert [rule.formula1 for rule in days] == ["36526"]


def test_a_name_that_looks_like_a_formula_stays_a_name() -> None:
    sheet = sheet_of("vneid", replace(KNOWN, hamlets=(hamlet("X01", "=1+1"),)))[SHEET]
    names = [cell for cell in sheet["B"] if cell.value == "=1+1"]
    assert [cell.data_type for cell in names] == ["s"]


def test_headings_are_locked_and_blanks_are_not() -> None:
    sheet = sheet_of("vneid")[SHEET]
    header, columns = labels_on(sheet, SOURCES["vneid"])
    assert sheet.protection.sheet
    assert sheet.cell(header, columns["level2"]).protection.locked
    assert not sheet.cell(header + 1, columns["level2"]).protection.locked
    assert sheet.cell(header + 1, columns["hamlet"]).protection.locked
    assert not sheet["B2"].protection.locked


def test_no_form_asks_for_names_of_people_but_the_roster() -> None:
    for source in EVERY:
        asked = {cell.value for line in sheet_of(source)[SHEET].iter_rows() for cell in line if cell.value}
        personal = {field.title.vi for field in SOURCES[source].fields if field.kind is FieldKind.PERSONAL}
        assert (personal & asked == personal) if source == "roster" else not personal & asked


def test_the_registry_form_holds_the_whole_registry() -> None:
    sheet = sheet_of("registry")[SHEET]
    header, columns = labels_on(sheet, SOURCES["registry"])
    rows = [
        [sheet.cell(header + 1 + n, columns[name]).value for name in ("hamlet_code", "hamlet_name", "aliases", "former_commune")]
        for n in range(4)
    ]
    assert rows[0] == ["X01", "Xóm 1", "Trại; Xóm Trại", "Nghĩa Lạc"]
    assert [row[0] for row in rows] == ["X01", "X02", "X03", "X09"], "a hamlet that is no more belongs to past quarters"


def test_nothing_is_known_of_a_home_without_figures(tmp_path: Path) -> None:
    found = known(Home(tmp_path), "2026")
    assert (found.hamlets, found.members, len(found.months), len(found.quarters)) == ((), (), 12, 4)
    assert found.months[5] == KnownPeriod("2026-06", "Tháng 6/2026")


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_the_total_adds_itself_up_in_a_spreadsheet_program(tmp_path: Path) -> None:
    """Opened and saved by LibreOffice, the totals are there, they are the sums, and the rest reads as before."""
    summed = ("vneid", "dvc", "visit_log")
    paths = [filled(tmp_path, source) for source in summed]
    out = tmp_path / "saved"
    command = [
        "soffice",
        "--headless",
        f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}",
        "--convert-to",
        "xlsx",
        "--outdir",
        str(out),
    ]
    subprocess.run([*command, *map(str, paths)], check=True, capture_output=True, timeout=240)
    for source, path in zip(summed, paths, strict=True):
        before, after = (read_file(one.read_bytes(), "a.xlsx", CATALOGUE) for one in (path, out / path.name))
        assert [row.values for row in after.rows if row.kind == "data"] == [row.values for row in before.rows if row.kind == "data"]
        (total,) = [row.values for row in after.rows if row.kind == "total"]
        counts = [field.id for field in SOURCES[source].fields if field.kind is FieldKind.COUNT]
        assert {name: total[name] for name in counts} == {name: str(sum(row[name] for row in typed(source))) for name in counts}
