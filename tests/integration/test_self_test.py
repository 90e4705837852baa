"""The self-test: green on the checks as they are, red when one of them is blinded or cries wolf."""

from __future__ import annotations

import contextlib
import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import dagster as dg
import pytest

from pipelines.catalogue import load_catalogue
from pipelines.cli import self_test as command
from pipelines.home import Home
from pipelines.orchestration.self_test import build_self_test
from pipelines.selftest import record, run
from pipelines.selftest.run import EVERY, Answer, is_green, self_test
from pipelines.warehouse.prepared import load_manifest

pytestmark = pytest.mark.slow


def _outcomes(manifest: Any, rule: str) -> Any:
    """The table that the check ends in; its SQL holds the check's (docs/decisions/0009)."""
    return manifest.nodes[f"model.soxom.int_check_outcome_{load_catalogue().checks[rule].looks_at}"]


def _raise_threshold(manifest: Any) -> None:
    """How far a hamlet's move may stand from the others' (``spike``): a thousand times as far."""
    node = _outcomes(manifest, "spike")
    cut = load_catalogue().checks["spike"].thresholds["cut"]
    assert f"score > {cut}" in node.raw_code
    node.raw_code = node.raw_code.replace(f"score > {cut}", f"score > {1000 * cut}")


def _empty_a_model(manifest: Any) -> None:
    node = _outcomes(manifest, "report_late")
    node.raw_code = f"select * from ({node.raw_code}) as found where rule <> 'report_late'"  # noqa: S608 - dbt's own text


def _cry_wolf(manifest: Any) -> None:
    node = _outcomes(manifest, "report_late")
    before, _, after = node.raw_code.rpartition("from outcomes")
    cried = "case when rule = 'report_late' then 'fail' else outcome end as outcome"
    node.raw_code = f"{before}from (select * replace ({cried}) from outcomes) as outcomes{after}"  # noqa: S608 - the same


@pytest.fixture(scope="module")
def answers() -> list[Answer]:
    """The whole self-test, once."""
    return self_test()


def test_every_rule_of_the_catalogue_is_planted() -> None:
    assert {name.split("/")[0] for name in EVERY} == set(load_catalogue().checks)


def test_every_defect_is_seen_and_nothing_else_is_found(answers: list[Answer]) -> None:
    assert [one for one in answers if not one.is_right] == []
    assert {one.name for one in answers} == {"clean", "clean/twins", *EVERY}


def test_a_doctored_threshold_and_an_emptied_model_turn_it_red() -> None:
    manifest = load_manifest()
    _raise_threshold(manifest)
    _empty_a_model(manifest)
    found = {one.name: one for one in self_test(("spike", "report_late", "hamlet_missing"), manifest=manifest)}
    assert {name for name, one in found.items() if not one.seen} == {"spike", "report_late"}
    assert not is_green(found.values())
    assert found["hamlet_missing"].is_right


@pytest.mark.long
def test_a_rule_that_cries_wolf_turns_it_red() -> None:
    manifest = load_manifest()
    _cry_wolf(manifest)
    found = self_test(("hamlet_missing",), manifest=manifest)
    assert all(one.seen for one in found)
    assert all({extra.rule for extra in one.extra} == {"report_late"} for one in found)
    assert not is_green(found)


@pytest.fixture
def pretended(monkeypatch: pytest.MonkeyPatch, answers: list[Answer]) -> Callable[[list[Answer]], None]:
    """The job and the command get these answers, which the fixture above really got, or some of them spoilt."""
    return lambda given: monkeypatch.setattr(run, "self_test", lambda *_, **__: given)


def _spoilt(answers: list[Answer]) -> list[Answer]:
    last = answers[-1]
    return [*answers[:-1], Answer(last.name, last.rule, last.planted, last.expected, last.expected, ())]


def test_the_job_is_green_and_shows_its_table(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answers: list[Answer], pretended: Callable[[list[Answer]], None]
) -> None:
    monkeypatch.setenv("SOXOM_HOME", str(tmp_path))
    pretended(answers)
    result = build_self_test().execute_in_process()
    assert result.success
    (output,) = [event for event in result.all_events if event.is_successful_output]
    shown = output.step_output_data.metadata["Kết quả"]
    assert isinstance(shown, dg.TableMetadataValue)
    assert len(shown.records) == len(answers)
    with record.kept_at(Home(tmp_path)).open(encoding="utf-8-sig", newline="") as stream:
        assert [row["seen"] for row in csv.DictReader(stream)] == [record.YES] * len(answers)
    assert list(tmp_path.iterdir()) == [tmp_path / "state"]


def test_the_job_is_red_when_a_defect_goes_unseen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answers: list[Answer], pretended: Callable[[list[Answer]], None]
) -> None:
    monkeypatch.setenv("SOXOM_HOME", str(tmp_path))
    pretended(_spoilt(answers))
    result = build_self_test().execute_in_process(raise_on_error=False)
    assert not result.success
    (failed,) = [event for event in result.all_events if event.is_step_failure]
    assert answers[-1].name in (failed.step_failure_data.user_failure_data.description or "")
    assert "Kết quả" in failed.step_failure_data.user_failure_data.metadata
    assert f",{record.NO}," in record.kept_at(Home(tmp_path)).read_text(encoding="utf-8-sig")


@pytest.mark.parametrize(("change", "code"), [(list, 0), (_spoilt, 1)])
def test_the_command_says_by_its_table_and_exit_whether_all_was_seen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answers: list[Answer], change: Callable[[list[Answer]], list[Answer]], code: int
) -> None:
    monkeypatch.setattr(command, "self_test", lambda **_: change(answers))
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        assert command.test_checks(Home(tmp_path), "csv") == code
    rows = list(csv.DictReader(io.StringIO(said.getvalue())))
    assert [row["case"] for row in rows] == [one.name for one in answers]
    assert [row["seen"] for row in rows].count(record.NO) == code
    assert record.kept_at(Home(tmp_path)).exists()
