"""Who has not sent what, from real files to the texts; each given once, by the command, the job and the night's sensor alike."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from pathlib import Path

import dagster as dg
import pytest

from pipelines.catalogue import load_catalogue
from pipelines.demo import Commune, write_commune
from pipelines.home import Home
from pipelines.orchestration.build import build_definitions
from pipelines.orchestration.reminders import build_night_sensor, build_reminders
from pipelines.quarter.reminders import due_reminders, next_day
from pipelines.reports.reminders import text_of
from pipelines.warehouse.prepared import prepare
from pipelines.warehouse.query import read
from tests.integration.conftest import Workshop, run_soxom

CATALOGUE = load_catalogue()
NOW = datetime(2026, 6, 10, tzinfo=UTC)
TENTH = date(2026, 6, 10)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, workshop: Workshop, small_commune: Commune) -> Home:
    """Two hamlets' reports and one office's file of June have not come."""
    made = Home(tmp_path_factory.mktemp("late"))
    write_commune(made.drop, small_commune, messy=False)
    june = [path for path in made.drop.rglob("*") if path.is_file() and re.search(r"(T|thang |thang)0?6[-.]2026", path.name)]
    reports = sorted(path for path in june if path.parts[-3] == "hamlet_report")[:2]
    police = [path for path in june if path.parent.name == "vneid"]
    assert (len(reports), len(police)) == (2, 1), [path.name for path in june]
    for path in [*reports, *police]:
        path.unlink()
    return workshop.publish(made)


def missing_hamlets(home: Home) -> dict[str, str]:
    sql = "select unit, unit_name from fct_delivery_unit where source = ? and period = ? and not is_received order by unit"
    rows = read(home, sql, ["hamlet_report", "2026-06"])
    return {row["unit"]: row["unit_name"] for row in rows}


def test_each_late_team_is_told_of_its_own_and_of_no_others(home: Home) -> None:
    late = missing_hamlets(home)
    assert len(late) == 2
    found = due_reminders(home, CATALOGUE, TENTH, NOW)
    assert [one.unit for one in found] == list(late)
    everybody = {row["hamlet_name"] for row in read(home, "select distinct hamlet_name from dim_hamlet")}
    for one in found:
        assert one.deadline.due == date(2026, 6, 15)
        assert [(item.source, item.periods) for item in one.missing] == [("hamlet_report", ("2026-06",))]
        body = text_of(one, CATALOGUE).body
        own = late[one.unit]
        assert own in body
        assert not [name for name in everybody - {own} if re.search(rf"{re.escape(name)}(?!\w)", body) and name not in own]
        assert "VNeID" not in body


def test_reminders_fall_on_the_declared_days_alone(home: Home) -> None:
    found = {day: due_reminders(home, CATALOGUE, date(2026, 6, day), NOW) for day in range(1, 31)}
    kinds = {day: sorted({(one.kind, one.deadline.stage) for one in several}) for day, several in found.items() if several}
    assert {day: kind for day, kind in kinds.items() if kind != kinds.get(day - 1)} == {
        10: [("team", 5)],
        14: [("team", 1)],
        21: [("officer", 5)],
        25: [("officer", 1)],
    }
    assert next_day(home, CATALOGUE, date(2026, 6, 14)) == date(2026, 6, 21)


def test_the_officer_is_told_by_office_and_what_blocks(home: Home) -> None:
    (one,) = due_reminders(home, CATALOGUE, date(2026, 6, 21), NOW)
    assert {(item.owner, item.source) for item in one.missing} == {
        (CATALOGUE.organisations["police"].title.vi, "vneid"),
        (CATALOGUE.organisations["team_leaders"].title.vi, "hamlet_report"),
    }
    assert set(next(item.names for item in one.missing if item.source == "hamlet_report")) == set(missing_hamlets(home).values())
    assert one.blockers


def test_a_quarter_without_a_single_file_is_asked_for_whole(home: Home) -> None:
    found = due_reminders(home, CATALOGUE, date(2026, 9, 10), NOW)
    hamlets = {row["unit"] for row in read(home, "select distinct unit from fct_delivery_unit where source = 'hamlet_report'")}
    assert hamlets <= {one.unit for one in found}
    listed = read(home, "select count(*) as n from fct_delivery where period like '2026-Q3'")
    assert listed == [{"n": 0}], "what each period waits for begins with its first file"


def test_the_command_the_job_and_the_status_give_each_once(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    first = run_soxom(home, "remind", "--date", "2026-06-10")
    assert first.returncode == 0, first.stderr
    folder = home.reports / "nhac-viec" / "2026-06-10"
    assert sorted(path.name for path in folder.iterdir()) == [f"to-truong-{unit}.txt" for unit in missing_hamlets(home)]
    for path in folder.iterdir():
        path.unlink()
    again = run_soxom(home, "remind", "--date", "2026-06-11")
    assert again.returncode == 0
    assert list(folder.iterdir()) == []
    status = run_soxom(home, "status", "--format", "csv")
    assert 'Nhắc việc,2026-06-10,"nhắc các tổ trưởng: 2 lời, xem reports/nhac-viec/2026-06-10"' in status.stdout
    monkeypatch.setenv("SOXOM_HOME", str(home.root))
    job, schedule = build_reminders()
    assert (schedule.cron_schedule, schedule.execution_timezone) == ("0 7 * * *", "Asia/Ho_Chi_Minh")
    with dg.DagsterInstance.ephemeral() as instance:
        assert job.execute_in_process(instance=instance).success
    assert run_soxom(Home(home.root / "nothing"), "remind").returncode == 1


def test_a_failed_night_is_told_once_and_a_year_asked_for_is_no_night(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")

    @dg.op
    def models() -> None:
        raise ValueError("unique_key_stg_vneid: 1 dòng")

    @dg.job(name="nightly_refresh")
    def nightly() -> None:
        models()

    sensor = build_night_sensor(nightly, lambda: home)
    with dg.DagsterInstance.ephemeral() as instance:
        for tags in ({}, {"soxom/period": "2026"}):
            result = nightly.execute_in_process(instance=instance, raise_on_error=False, tags=tags)
            context = dg.build_run_status_sensor_context(
                "failed_night", dagster_event=result.get_run_failure_event(), dagster_instance=instance, dagster_run=result.dagster_run
            )
            for _ in range(2):
                sensor(context.for_run_failure())
    (text,) = home.reports.rglob("*.txt")
    assert "models: ValueError: unique_key_stg_vneid: 1 dòng" in text.read_text(encoding="utf-8")


def test_the_graph_holds_them() -> None:
    definitions = build_definitions(CATALOGUE, prepare())
    assert definitions.resolve_job_def("reminders")
    assert definitions.resolve_schedule_def("reminders_0700").default_status is dg.DefaultScheduleStatus.RUNNING
    assert definitions.resolve_sensor_def("failed_night").default_status is dg.DefaultSensorStatus.RUNNING
