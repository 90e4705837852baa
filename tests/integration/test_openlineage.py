"""A run's events are OpenLineage's, whole, and say what the run did; nothing is sent anywhere."""

from __future__ import annotations

import dataclasses
import json
import shutil
import socket
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any
from urllib.parse import urlsplit

import pytest
from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry, Resource

from pipelines.catalogue import load_catalogue
from pipelines.demo import write_demo
from pipelines.home import Home
from pipelines.orchestration import history
from pipelines.orchestration.history import build_behind
from pipelines.quarter.export import export_tables
from pipelines.quarter.findings import open_findings
from pipelines.reports.audit.openlineage_events import events_of, write_events
from pipelines.reports.audit.runs import KeptRun
from pipelines.reports.audit.told import Known, known_of
from pipelines.reports.audit.write import write_export
from pipelines.warehouse.column_lineage import column_lineage
from pipelines.warehouse.dictionary import compiled_sql, dictionary
from pipelines.warehouse.prepared import compiled_tests
from tests.integration.conftest import run_soxom

pytestmark = pytest.mark.slow

SCHEMAS = Path(__file__).resolve().parents[1] / "fixtures" / "openlineage"
QUARTER = "2026-Q2"
Event = dict[str, Any]


FORMATS = FormatChecker(formats=["uuid"])


@FORMATS.checks("date-time", raises=ValueError)
def _is_moment(text: str) -> bool:
    return datetime.fromisoformat(text).tzinfo is not None


@FORMATS.checks("uri", raises=ValueError)
def _is_uri(text: str) -> bool:
    return bool(urlsplit(text).scheme)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A commune with faults, taken in by the command: its history is Dagster's own."""
    made = Home(tmp_path_factory.mktemp("run"))
    write_demo(made.drop, seed=7, hamlets=8, months=6, first_month="2026-01", messy=False, faults=True)
    assert run_soxom(made, "run", QUARTER).returncode == 0
    return made


@pytest.fixture(scope="module")
def run(home: Home) -> KeptRun:
    found = build_behind(home, QUARTER)
    assert found is not None
    return found


@pytest.fixture(scope="module")
def known(home: Home, run: KeptRun, tmp_path_factory: pytest.TempPathFactory) -> Known:
    folder = tmp_path_factory.mktemp("tables")
    export_tables(home, folder, QUARTER)
    return known_of(folder, run, column_lineage(), compiled_sql(), load_catalogue(), door=home.door / "results")


@pytest.fixture(scope="module")
def events(run: KeptRun, known: Known, tmp_path_factory: pytest.TempPathFactory) -> list[Event]:
    path = write_events(run, known, tmp_path_factory.mktemp("events"))
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@cache
def schemas() -> Registry[Any]:
    documents = [json.loads(path.read_text(encoding="utf-8")) for path in SCHEMAS.rglob("*.json")]
    return Registry().with_resources((document["$id"], Resource.from_contents(document)) for document in documents)


def problems(content: Any, schema: str) -> list[str]:
    validator = Draft202012Validator({"$ref": schema}, registry=schemas(), format_checker=FORMATS)
    return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(content)]


def facets(event: Event) -> Iterator[dict[str, Any]]:
    """Every facet of an event, wherever it may stand."""
    yield from event["run"].get("facets", {}).values()
    yield from event["job"].get("facets", {}).values()
    for dataset in (*event.get("inputs", ()), *event.get("outputs", ())):
        for kind in ("facets", "inputFacets", "outputFacets"):
            yield from dataset.get(kind, {}).values()


def completed(events: list[Event], name: str) -> Event:
    [found] = [event for event in events if event["job"]["name"] == name and event["eventType"] == "COMPLETE"]
    return found


def assertions(events: list[Event], table: str) -> dict[str, dict[str, Any]]:
    [dataset] = completed(events, f"checks.{table}")["inputs"]
    assert dataset["name"] == table
    return {entry["name"]: entry for entry in dataset["inputFacets"]["dataQualityAssertions"]["assertions"]}


def test_every_event_and_facet_is_as_published(events: list[Event]) -> None:
    met = set()
    for event in events:
        assert problems(event, event["schemaURL"]) == []
        for facet in facets(event):
            met.add(facet["_schemaURL"].rpartition("/")[2])
            assert problems(facet, facet["_schemaURL"]) == []
    assert {
        "SchemaDatasetFacet", "ColumnLineageDatasetFacet", "DataQualityAssertionsDatasetFacet", "SourceCodeJobFacet", "ParentRunFacet",
    } <= met  # fmt: skip


def test_what_is_not_as_published_is_seen(events: list[Event]) -> None:
    event = events[0]
    assert problems(event | {"eventTime": "yesterday"}, event["schemaURL"])
    assert problems(event | {"producer": "soxom"}, event["schemaURL"])
    assert problems(event | {"run": {"runId": "1"}}, event["schemaURL"])
    assert problems(event | {"eventType": "BEGUN"}, event["schemaURL"])
    lineage = completed(events, "fct_indicator")["outputs"][0]["facets"]["columnLineage"]
    assert problems({key: value for key, value in lineage.items() if key != "fields"}, lineage["_schemaURL"])


def test_every_job_begins_and_ends_within_the_run(events: list[Event], run: KeptRun) -> None:
    told: dict[str, list[Event]] = {}
    for event in events:
        told.setdefault(event["run"]["runId"], []).append(event)
    assert all([event["eventType"] for event in of_one] == ["START", "COMPLETE"] for of_one in told.values())
    assert len({event["job"]["name"] for event in events}) == len(told)
    times = [datetime.fromisoformat(event["eventTime"]) for event in events]
    assert times == sorted(times)
    assert (times[0], times[-1]) == (run.started, run.ended)
    whole = [event for event in events if event["run"]["runId"] == run.run_id]
    assert (events[0], events[-1]) == tuple(whole)
    assert all(event["run"]["facets"]["parent"]["run"]["runId"] == run.run_id for event in events if event not in whole)


def test_every_table_of_the_project_was_told(events: list[Event]) -> None:
    """What the run made as its outputs; the declared facts, which no run makes, described wherever they are read."""
    lineage = column_lineage()
    made = {event["outputs"][0]["name"] for event in events if event.get("outputs")}
    read = [dataset for event in events for dataset in event.get("inputs", ()) if not event["job"]["name"].startswith("checks.")]
    described = {dataset["name"] for dataset in read if "schema" in dataset.get("facets", {})}
    facts = {name for name in lineage.ends if name.startswith("seed_")}
    asked = {link.table for query in lineage.tables.values() for links in (query.rows, *query.columns.values()) for link in links}
    assert described == facts & asked
    assert described
    assert made == {*lineage.tables, *lineage.ends} - facts


def test_schemas_lineage_and_source_agree_with_each_other(events: list[Event]) -> None:
    outputs = {event["outputs"][0]["name"]: event for event in events if event.get("outputs")}
    told_of = [dataset for event in events for dataset in (*event.get("outputs", ()), *event.get("inputs", ()))]
    columns = {
        dataset["name"]: [field["name"] for field in dataset["facets"]["schema"]["fields"]]
        for dataset in told_of
        if "schema" in dataset.get("facets", {})
    }
    sql = compiled_sql()
    for mart in dictionary().values():
        told = {field["name"]: field["type"] for field in outputs[mart.name]["outputs"][0]["facets"]["schema"]["fields"]}
        assert told == {column.name: column.data_type for column in mart.columns}
    for name, event in outputs.items():
        if name not in sql:
            assert "columnLineage" not in event["outputs"][0]["facets"]
            continue
        assert event["job"]["facets"]["sourceCode"]["sourceCode"] == sql[name]
        lineage = event["outputs"][0]["facets"]["columnLineage"]
        assert set(lineage["fields"]) <= set(columns[name])
        read = [*lineage["dataset"], *(one for field in lineage["fields"].values() for one in field["inputFields"])]
        assert all(one["field"] in columns[one["name"]] for one in read)
        assert {one["name"] for one in read} == {dataset["name"] for dataset in event["inputs"]}


def test_rows_of_a_source_come_from_the_archived_files(events: list[Event], home: Home) -> None:
    files = {dataset["name"] for dataset in completed(events, "intake.raw.vneid")["inputs"]}
    assert files
    assert all(list((home.archive / "files").rglob(f"{name}*")) for name in files)


def test_assertions_are_those_of_the_run(events: list[Event], home: Home) -> None:
    tests = {unique_id.split(".")[2] for unique_id in compiled_tests()}
    told = {
        name: entry
        for event in events
        for name, entry in (assertions(events, event["inputs"][0]["name"]) if _is_check(event) else {}).items()
    }
    assert tests <= set(told)
    assert all(told[name]["success"] and told[name]["content"].startswith("select") for name in tests)
    found = open_findings(home, QUARTER)
    assert found
    for source in load_catalogue().sources:
        said = assertions(events, f"raw.{source}")
        assert said["findings"]["success"] == (source not in found)
        assert (said["findings"]["severity"] == "error") == (source in found and found[source].blocking > 0)
        kept = json.loads((home.door / "results" / f"{source}.json").read_text(encoding="utf-8"))
        assert said["door"]["success"] == kept["success"]
        asked = {name: entry for name, entry in said.items() if name.startswith("door.")}
        assert sorted((entry["actual"], entry["success"]) for entry in asked.values()) == sorted(
            (str(entry["unexpected"]), entry["success"]) for entry in kept["expectations"]
        )
    assert not all(entry["success"] for name, entry in assertions(events, "raw.signature").items() if name.startswith("door.not_a_count"))
    assert assertions(events, "raw.health_book")["rule.stock_decreased"]["success"] is False
    assert "fail: 1" in assertions(events, "raw.health_book")["rule.stock_decreased"]["actual"]
    assert assertions(events, "raw.health_book")["rule.part_exceeds_whole"]["success"] is True


def _is_check(event: Event) -> bool:
    return bool(event["job"]["name"].startswith("checks.") and event["eventType"] == "COMPLETE")


def test_same_run_same_bytes_and_nothing_is_sent(run: KeptRun, known: Known, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any) -> None:
        raise AssertionError("a network was asked for")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setenv("OPENLINEAGE_URL", "http://collector.invalid")
    one, other = (write_events(run, known, tmp_path / name).read_bytes() for name in ("one", "other"))
    assert one == other


def test_a_failed_run_says_so(run: KeptRun, known: Known) -> None:
    last = events_of(dataclasses.replace(run, error="models: a test failed"), known)[-1]
    assert last.eventType is not None
    assert (last.eventType.value, last.run.facets["errorMessage"].message) == ("FAIL", "models: a test failed")  # type: ignore[index,attr-defined]


def test_a_closed_quarter_has_the_run_before_its_close(home: Home, run: KeptRun, monkeypatch: pytest.MonkeyPatch) -> None:
    class Package:
        def __init__(self, closed_at: datetime) -> None:
            self.manifest = {"closed_at": closed_at.isoformat()}

    for later, expected in ((timedelta(seconds=1), run), (-timedelta(seconds=1), None)):
        monkeypatch.setattr(history, "latest_of", lambda *_, at=run.ended + later: Package(at))
        assert build_behind(home, QUARTER) == expected


def test_the_folder_has_them_and_without_history_says_why_not(
    home: Home, run: KeptRun, tmp_path: Path, soxom: Callable[..., CompletedProcess[str]]
) -> None:
    before = {path: path.stat().st_mtime_ns for path in home.root.rglob("*")}
    done = soxom(home, "export", str(tmp_path / "x"), QUARTER)
    assert {path: path.stat().st_mtime_ns for path in home.root.rglob("*")} == before, "nothing was written there, not even for a moment"
    assert (done.returncode, done.stderr.count("OpenLineage")) == (0, 0)
    assert [path.name for path in (tmp_path / "x" / "openlineage").iterdir()] == [f"{run.run_id}.ndjson"]
    bare = Home(tmp_path / "bare")
    shutil.copytree(home.state, bare.state, ignore=shutil.ignore_patterns("dagster"))
    assert build_behind(bare) is None
    assert not bare.dagster.exists(), "looking makes no history"
    folder = write_export(bare, tmp_path / "x").folder
    assert not (folder / "openlineage").exists()
    assert "OpenLineage" not in (folder / "index.html").read_text(encoding="utf-8")
