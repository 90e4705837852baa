"""The self-test: green on the checks as they are, red when one of them is blinded or cries wolf."""

from __future__ import annotations

import contextlib
import csv
import io
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import dagster as dg
import pytest

from pipelines.catalogue import load_catalogue
from pipelines.cli import self_test as command
from pipelines.home import Home
from pipelines.orchestration.self_test import build_self_test
from pipelines.selftest import record, run
from pipelines.selftest.province import manifest_of
from pipelines.selftest.run import EVERY, Answer, is_green, self_test

pytestmark = pytest.mark.slow

SPIKE = '"thresholds": {"cut": 3.5,'


def _doctored(change: Callable[[Any], None]) -> Callable[[Sequence[str], Path], Any]:
    """A project in which somebody has changed something."""

    def maker(codes: Sequence[str], folder: Path) -> Any:
        manifest = manifest_of(codes, folder)
        change(manifest)
        return manifest

    return maker


def _raised_threshold(manifest: Any) -> None:
    macro = manifest.macros["macro.soxom.catalogue_checks"]
    assert SPIKE in macro.macro_sql
    macro.macro_sql = macro.macro_sql.replace(SPIKE, '"thresholds": {"cut": 3500,')


def _emptied_model(manifest: Any) -> None:
    node = manifest.nodes["model.soxom.check_report_late"]
    node.raw_code = f"select * from ({node.raw_code}) as found where outcome <> 'fail'"  # noqa: S608 - dbt's own text


def _every_report_late(manifest: Any) -> None:
    node = manifest.nodes["model.soxom.check_report_late"]
    node.raw_code = f"select * replace ('fail' as outcome) from ({node.raw_code}) as found"  # noqa: S608 - dbt's own text


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
    def blind(manifest: Any) -> None:
        _raised_threshold(manifest)
        _emptied_model(manifest)

    found = {one.name: one for one in self_test(("spike", "report_late", "hamlet_missing"), manifest_maker=_doctored(blind))}
    assert {name for name, one in found.items() if not one.seen} == {"spike", "report_late"}
    assert not is_green(found.values())
    assert found["hamlet_missing"].is_right


def test_a_rule_that_cries_wolf_turns_it_red() -> None:
    found = self_test(("hamlet_missing",), manifest_maker=_doctored(_every_report_late))
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
