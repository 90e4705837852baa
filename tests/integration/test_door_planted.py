"""The real door: every expectation of every source is seen to fail on planted rows, and stays silent on clean ones."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pipelines.catalogue.load import load_catalogue
from pipelines.catalogue.model import FieldKind
from pipelines.home import PROJECT_ROOT
from pipelines.ingest.door import EXPECTATIONS, Door, DoorError

SOURCES = load_catalogue().sources
SUITES = {source_id: json.loads((EXPECTATIONS / f"{source_id}.json").read_text(encoding="utf-8")) for source_id in SOURCES}
CLEAN = {
    FieldKind.COUNT: "12",
    FieldKind.PERCENT: "75.3",
    FieldKind.DATE: "2024-02-29",
    FieldKind.MARK: "no",
}
CODES = {"hamlet_code": "Đ01", "member_code": "TV-012", "household_id": "X01-H012"}
BAD_COUNTS = ("1,5", "1.5", "-3", "12%", "#REF!", "một trăm", "1234567890123", "1 234", "12\n", "١٢")
BAD_DATES = ("14/6/2026", "2026-6-1", "hôm qua", "0001-01-01", "2026-06-14 00:00:00")
BAD_DAYS = ("2026-02-30", "2025-02-29", "2026-13-01", "2026-00-10")
BAD = {
    "key_missing": (None,),
    "not_a_count": BAD_COUNTS,
    "not_a_code": ("không có", "X01 H012 ", "0979123456789"),
    "not_a_choice": ("giám đốc",),
    "not_a_mark": ("maybe", "Yes", ""),
    "not_a_rate": ("-1", "1000.1", "75,3", "cao"),
    "stars_out_of_range": ("0", "6", "45"),
}


def clean_value(field):
    if field.kind is FieldKind.CODE:
        return CODES[field.id]
    if field.kind is FieldKind.CHOICE:
        return next(iter(field.choices))
    if field.unit == "stars":
        return "4"
    return CLEAN.get(field.kind, "Xóm 1")


def clean_row(source, row_id):
    values = {field.id: clean_value(field) for field in source.kept_fields}
    return {"row_id": row_id, "file_sha256": "ab", "sheet": "S", "row_number": 5, "original": json.dumps(values), **values}


def bad_changes(expectation):
    """The changes to a clean row that this expectation, above all, must see."""
    meta, kwargs = expectation["meta"], expectation["kwargs"]
    if meta["rule"] == "part_exceeds_whole":
        return [{meta["field"]: "13"}, {kwargs["column_A"].removesuffix("__number"): "0"}]
    if meta["rule"] == "not_a_date":
        return [{meta["field"]: text} for text in (BAD_DAYS if "strftime_format" in kwargs else BAD_DATES)]
    return [{meta["field"]: text} for text in BAD[meta["rule"]]]


def planted_rows(source, expectation, index):
    for number, change in enumerate(bad_changes(expectation)):
        row = clean_row(source, f"{index}/{number}") | change
        yield row | {"original": json.dumps({name: row[name] for name in change})}


CASES = [
    pytest.param(source_id, index, id=f"{source_id}-{entry['meta']['rule']}-{entry['meta']['field']}-{entry['type'][7:]}")
    for source_id, suite in SUITES.items()
    for index, entry in enumerate(suite["expectations"])
    if entry["meta"]["rule"] != "missing_column"
]


@pytest.fixture(scope="module")
def door():
    with Door() as started:
        yield started


@pytest.fixture(scope="module")
def planted(door):
    """Each source's batch: three clean rows, and rows planted for every expectation."""
    batches = {}
    for source_id, suite in SUITES.items():
        source = SOURCES[source_id]
        rows = [clean_row(source, f"clean/{number}") for number in range(3)]
        for index, expectation in enumerate(suite["expectations"]):
            if expectation["meta"]["rule"] != "missing_column":
                rows += planted_rows(source, expectation, index)
        batches[source_id] = rows
    return door.check(batches)


@pytest.mark.parametrize("source_id", SOURCES)
def test_clean_rows_are_let_in_without_a_word(door, source_id):
    result = door.check({source_id: [clean_row(SOURCES[source_id], str(number)) for number in range(3)]})[source_id]
    assert result.rejections == {}
    assert [entry for entry in result.expectations if not entry["success"] or entry["unexpected"]] == []


@pytest.mark.parametrize("source_id", SOURCES)
def test_blank_optional_cells_and_blank_figures_are_no_door_matter(door, source_id):
    source = SOURCES[source_id]
    named = {e["meta"]["field"] for e in SUITES[source_id]["expectations"] if e["meta"]["rule"] == "key_missing"}
    row = clean_row(source, "a") | {field.id: None for field in source.kept_fields if field.id not in named}
    assert door.check({source_id: [row]})[source_id].to_json()["success"]


@pytest.mark.parametrize(("source_id", "index"), CASES)
def test_the_planted_rows_are_seen_by_their_expectation(planted, source_id, index):
    expectation, result = SUITES[source_id]["expectations"][index], planted[source_id]
    meta = expectation["meta"]
    entry = result.expectations[index]
    assert not entry["success"]
    for number, change in enumerate(bad_changes(expectation)):
        row_id = f"{index}/{number}"
        if meta["rejects"]:
            assert result.rejections[row_id][:2] == (meta["rule"], meta["field"]), change
            if meta["field"] in change:
                assert result.rejections[row_id][2] == change[meta["field"]]
        else:
            assert row_id not in result.rejections
            assert row_id in {sample["row_id"] for sample in entry["samples"]}


@pytest.mark.parametrize("source_id", SOURCES)
def test_clean_rows_beside_bad_ones_are_let_in(planted, source_id):
    assert not {row_id for row_id in planted[source_id].rejections if row_id.startswith("clean/")}


@pytest.mark.parametrize("source_id", SOURCES)
def test_a_missing_column_turns_every_row_away(door, source_id):
    required = next(field.id for field in SOURCES[source_id].kept_fields if field.required)
    rows = [{name: value for name, value in clean_row(SOURCES[source_id], str(n)).items() if name != required} for n in range(2)]
    result = door.check({source_id: rows})[source_id]
    assert {row_id: rejection[0] for row_id, rejection in result.rejections.items()} == {"0": "missing_column", "1": "missing_column"}


def test_fourteen_thousand_rows_take_well_under_two_seconds_failing_or_not(door):
    good = [clean_row(SOURCES["visit_log"], str(number)) for number in range(14_000)]
    bad = [row | {"people_helped": "x", "visit_date": "2026-02-30", "household_id": "?"} for row in good]
    door.check({"visit_log": good[:10]})
    for rows, rejected in ((good, 0), (bad, 14_000)):
        begun = time.perf_counter()
        result = door.check({"visit_log": rows})["visit_log"]
        assert time.perf_counter() - begun < 2
        assert len(result.rejections) == rejected


def test_an_expectation_that_cannot_be_asked_passes_nobody_and_the_worker_goes_on(tmp_path):
    broken = json.loads(json.dumps(SUITES["vneid"]))
    broken["expectations"][2]["kwargs"]["regex"] = "("
    (tmp_path / "vneid.json").write_text(json.dumps(broken), encoding="utf-8")
    (tmp_path / "dvc.json").write_text(json.dumps(SUITES["dvc"]), encoding="utf-8")
    with Door(tmp_path) as door:
        with pytest.raises(DoorError, match="could not evaluate"):
            door.check({"vneid": [clean_row(SOURCES["vneid"], "a")]})
        assert door.check({"dvc": [clean_row(SOURCES["dvc"], "a")]})["dvc"].rejections == {}


GUARDED = """
import os, socket, sys
def refuse(*arguments):
    sys.stderr.write(f"outbound connection to {arguments[1:]}")
    sys.stderr.flush()
    os._exit(7)
socket.socket.connect = socket.socket.connect_ex = refuse
from pipelines.ingest import door_worker
door_worker.main()
""".replace('print("a library talks")\n', "")


def test_the_worker_calls_nobody_and_leaves_no_file(tmp_path, monkeypatch):
    home, here = tmp_path / "home", tmp_path / "here"
    home.mkdir()
    here.mkdir()
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("GX_CLOUD_ACCESS_TOKEN", "none")
    monkeypatch.chdir(here)
    with Door(command=[sys.executable, "-c", GUARDED, str(EXPECTATIONS)]) as door:
        assert door.check({"dvc": [clean_row(SOURCES["dvc"], "a")]})["dvc"].rejections == {}
    assert list(here.iterdir()) == []
    assert list(home.iterdir()) == []


def _is_gone(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z"
    except FileNotFoundError:
        return True


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="watches processes through /proc")
def test_the_worker_dies_with_its_parent():
    code = (
        "import os; from pipelines.ingest.door import Door; d = Door(); d.start(); print(d._worker._process.pid, flush=True); os._exit(9)"
    )
    parent = subprocess.run(
        [sys.executable, "-c", code], cwd=PROJECT_ROOT, stdout=subprocess.PIPE, text=True, check=False, env=dict(os.environ), timeout=60
    )
    pid = int(parent.stdout)
    deadline = time.monotonic() + 60
    while not _is_gone(pid) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert _is_gone(pid)
