"""Every file of the three samples is read. The samples lie beside the repository; without them there is nothing to test."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.catalogue.load import load_catalogue
from pipelines.ingest.reader import read_file

SAMPLES = Path(__file__).resolve().parents[3] / "shared" / "samples"
CATALOGUE = load_catalogue()
SOURCES = {
    "vneid": 6, "health_book": 6, "signature": 6, "dvc": 6, "edocs": 6, "visit_log": 174, "bank_survey": 2, "access_survey": 2,
    "training": 3, "schools": 2, "ocop": 2, "registry": 1, "roster": 1,
}  # fmt: skip

pytestmark = pytest.mark.skipif(not SAMPLES.is_dir(), reason="no samples beside the repository")


@pytest.fixture(scope="module", params=["plain", "messy", "faulty"])
def readings(request):
    root = SAMPLES / request.param / "data_raw"
    names = sorted(path for path in root.rglob("*") if path.is_file())
    return request.param, [
        (str(path.relative_to(root)), read_file(path.read_bytes(), str(path.relative_to(root)), CATALOGUE)) for path in names
    ]


def test_every_file_is_taken_in(readings):
    _, found = readings
    assert [(name, reading.verdict) for name, reading in found if reading.status != "accepted"] == []


def test_every_file_is_of_its_folders_source(readings):
    sample, found = readings
    counted = dict.fromkeys(SOURCES, 0)
    for _, reading in found:
        if reading.source != "hamlet_report":
            counted[reading.source] += 1
    assert counted == SOURCES
    assert sum(1 for _, reading in found if reading.source == "hamlet_report") == (167 if sample == "faulty" else 168)


def test_rows_are_as_many_as_hamlets(readings):
    sample, found = readings
    for name, reading in found:
        data = sum(1 for row in reading.rows if row.kind == "data")
        if reading.source in ("vneid", "health_book", "signature", "access_survey", "registry"):
            assert data == 28 or (sample == "faulty" and 27 <= data <= 29), name
        if reading.source == "hamlet_report":
            assert (data, reading.rows[0].row_count) == (1, 7)
        assert reading.rows_set_aside <= 5


def test_figures_are_digits_but_for_the_one_planted(readings):
    sample, found = readings
    odd = [
        (reading.source, row.values[field.id])
        for _, reading in found
        for row in reading.rows
        for field in CATALOGUE.sources[reading.source].kept_fields
        if field.kind.value == "count" and not (row.values[field.id] or "0").isdigit()
    ]
    assert odd == ([("vneid", "chưa có số")] if sample == "faulty" else [])


def test_each_file_says_its_period(readings):
    _, found = readings
    for name, reading in found:
        if reading.source not in ("registry", "roster"):
            evidence = reading.evidence
            assert any((evidence.title, evidence.as_of, evidence.form, evidence.name)), name


def test_names_and_phones_stay_in_the_file(readings):
    _, found = readings
    for _, reading in found:
        text = str([row.values | row.original for row in reading.rows])
        assert "Điều tra viên" not in text
        assert "member_name" not in text
        assert "household_head" not in text
