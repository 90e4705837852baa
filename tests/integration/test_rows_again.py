"""What stands twice in a table that is not by hamlet, a log of which no row is taken, and what is said of a file's rejected rows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import pytest

from pipelines.catalogue import load_catalogue
from pipelines.demo import Commune, demo_commune, write_commune
from pipelines.demo.truth import School, Truth
from pipelines.home import Home
from pipelines.ingest.waivers import record_waiver
from pipelines.quarter.findings import findings
from pipelines.quarter.indicators import indicators
from pipelines.quarter.received import all_received
from pipelines.quarter.whereto import Answer, Tracer
from pipelines.reports.reasons import why_sentence
from pipelines.warehouse.query import read, snapshot
from tests.integration.conftest import WHEN, Workshop

pytestmark = pytest.mark.slow

QUARTER, MONTH = "2026-Q2", "2026-06"
SPOILT, DATED = "X05", "X06"
"""A log whose people are all words, and one whose first day has no year."""
HIGHER = {"school_level": "THPT", "students": 150, "students_digital": 90, "teachers": 12, "teachers_trained": 8}
"""What a school of two levels has on its other row."""


def clean() -> Commune:
    return demo_commune(seed=11, hamlets=8)


def with_rows(commune: Commune, source: str, period: str, *rows: dict[str, Any]) -> Commune:
    sheet = commune.sheet(source, period)
    return commune.swapped(sheet, replace(sheet, rows=(*sheet.rows, *rows)))


def faulty() -> Commune:
    """A school twice alike, one twice unlike, one of two levels; a field of service in capitals again; an office three times, two alike."""
    commune = clean()
    schools, fields, offices = (commune.sheet(*one).rows for one in (("schools", QUARTER), ("dvc", MONTH), ("edocs", MONTH)))
    unlike, higher = {**schools[1], "students_digital": schools[1]["students_digital"] - 3}, {**schools[2], **HIGHER}
    commune = with_rows(commune, "schools", QUARTER, schools[0], unlike, higher)
    commune = with_rows(commune, "dvc", MONTH, {**fields[0], "service_field": f" {fields[0]['service_field'].upper()} "})
    commune = with_rows(commune, "edocs", MONTH, offices[0], {**offices[0], "documents": offices[0]["documents"] + 1})
    log = commune.sheet("visit_log", MONTH, SPOILT)
    rows = tuple({**row, "people_helped": f"{row['people_helped']} người"} for row in log.rows)
    commune = commune.swapped(log, replace(log, rows=rows))
    log = commune.sheet("visit_log", MONTH, DATED)
    return commune.swapped(log, log.with_cells(0, visit_date="15/05"))


def as_counted(truth: Truth, school: str, office: str) -> Truth:
    """Without the doubtful school, with the other level's row, and with the office's second row: a flow's rows may be parts of it."""
    higher = School(QUARTER, "", *HIGHER.values())
    return replace(
        truth,
        schools=(*(one for one in truth.schools if (one.quarter, one.name) != (QUARTER, school)), higher),
        documents=(
            *truth.documents,
            *(replace(one, documents=one.documents + 1) for one in truth.documents if (one.month, one.office) == (MONTH, office)),
        ),
    )


@dataclass(frozen=True)
class Seen:
    rows: list[dict[str, Any]]
    values: dict[tuple[str, str], dict[str, Any]]
    messages: dict[str, str]
    reasons: set[str]
    silent: list[Answer]


def seen(home: Home) -> Seen:
    rows = [row for row in findings(home, QUARTER) if row["severity"] != "info"]
    values = {(row["indicator"], row["hamlet"]): row for row in indicators(home, QUARTER)}
    files = "select unit, message from fct_file where source = 'visit_log' and period = ? and verdict = 'accepted_with_rejects'"
    messages = {row["unit"]: row["message"] for row in read(home, files, [MONTH])}
    with snapshot(home) as version:
        answers = [one for one in Tracer(version, load_catalogue()).files(all_received(home)) if one.row]
    silent = [one for one in answers if not one.is_answered]
    reasons = {why_sentence(one.reason, load_catalogue()) for one in answers if one.reason and one.reason.code == "written_twice"}
    return Seen(rows, values, messages, reasons, silent)


@dataclass(frozen=True)
class Told:
    home: Home
    commune: Commune
    before: Seen
    after: Seen


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory, workshop: Workshop) -> Told:
    """Before, and after one of a school's two rows was accepted and the team sent its log again."""
    home, commune = Home(tmp_path_factory.mktemp("again")), faulty()
    write_commune(home.drop, commune, messy=False)
    workshop.publish(home)
    before = seen(home)
    first = next(
        row for row in before.rows if (row["rule"], row["severity"], row["source"]) == ("duplicate_conflict", "blocking", "schools")
    )
    record_waiver(home, first, "accept", by="Cán bộ A", reason="dòng đúng", at=WHEN)
    good = clean().sheet("visit_log", MONTH, SPOILT)
    mended = commune.swapped(commune.sheet("visit_log", MONTH, SPOILT), replace(good, name=f"{good.name} gui lai"))
    write_commune(home.drop, mended, messy=False)
    workshop.publish(home)
    return Told(home, commune, before, seen(home))


def again(rows: list[dict[str, Any]]) -> list[tuple[str, str, str, str]]:
    return sorted((row["source"], row["hamlet"], row["severity"], row["observed"]) for row in rows if row["rule"] == "duplicate_conflict")


def test_what_stands_twice_is_found_alike_and_unlike(told: Told) -> None:
    schools, fields, offices = (told.commune.sheet(*one).rows for one in (("schools", QUARTER), ("dvc", MONTH), ("edocs", MONTH)))
    assert again(told.before.rows) == sorted(
        [
            ("schools", "", "warning", f"«{schools[0]['school']}»: 2 dòng giống nhau"),
            *[("schools", "", "blocking", f"«{schools[1]['school']}»: 2 dòng khác số nhau")] * 2,
            ("dvc", "", "warning", f"«{fields[0]['service_field']}»: 2 dòng giống nhau"),
            *[("edocs", "", "warning", f"«{offices[0]['office']}»: 3 dòng khác số nhau")] * 2,
        ]
    )
    assert {row["rule"] for row in told.before.rows} <= {"duplicate_conflict", "not_a_count", "report_vs_log"}


def test_what_is_alike_counts_once_and_a_stock_that_is_unlike_not_at_all(told: Told) -> None:
    commune = clean()
    school, office = commune.sheet("schools", QUARTER).rows[1]["school"], commune.sheet("edocs", MONTH).rows[0]["office"]
    truth = as_counted(commune.truth, str(school), str(office))
    wanted = {
        "student_elearning": [(one.students_digital, one.students) for one in truth.schools if one.quarter == QUARTER],
        "teacher_training": [(one.teachers_trained, one.teachers) for one in truth.schools if one.quarter == QUARTER],
        "online_service": [(one.full + one.partial, one.total) for one in truth.service if one.month in ("2026-04", "2026-05", MONTH)],
        "electronic_document": [(one.electronic, one.documents) for one in truth.documents if one.month in ("2026-04", "2026-05", MONTH)],
    }
    for indicator, parts in wanted.items():
        row = told.before.values[indicator, "ALL"]
        assert (row["numerator"], row["denominator"]) == tuple(map(sum, zip(*parts, strict=True))), indicator
    assert told.before.reasons == {
        "Trường, lĩnh vực hay đơn vị này đứng nhiều lần trong tệp với số liệu như nhau; dòng đầu đã được tính thay dòng này."
    }


def test_an_accepted_row_is_used_and_the_other_is_not(told: Told) -> None:
    first = told.commune.sheet("schools", QUARTER).rows[1]
    before, after = (one.values["student_elearning", "ALL"] for one in (told.before, told.after))
    assert after["denominator"] - before["denominator"] == first["students"]
    assert after["numerator"] - before["numerator"] in (first["students_digital"], first["students_digital"] - 3)


def test_a_log_of_which_no_row_is_taken_is_its_teams(told: Told) -> None:
    found = [row for row in told.before.rows if row["rule"] == "not_a_count"]
    assert [(row["source"], row["hamlet"], row["severity"]) for row in found] == [("visit_log", SPOILT, "blocking")]
    assert told.before.values["team_visits", SPOILT]["value"] is None
    assert not [row for row in told.after.rows if row["rule"] == "not_a_count"], "the log that was sent again replaces it"
    assert told.after.values["team_visits", SPOILT]["value"] is not None


def test_a_file_says_what_was_wrong_with_its_first_rejected_row(told: Told) -> None:
    message = told.before.messages[DATED]
    assert "1 dòng bị từ chối. Dòng đầu tiên là dòng" in message
    assert "ghi «15/05»: Cột «Ngày» phải ghi ngày, tháng, năm, ví dụ 14/6/2026. Hãy sửa ô này rồi gửi lại." in message
    spoilt = told.before.messages[SPOILT]
    assert "người»: Cột «Số người được hỗ trợ» phải là số nguyên" in spoilt
    assert "{" not in message + spoilt


def test_no_row_is_silent(told: Told) -> None:
    assert told.before.silent + told.after.silent == []
