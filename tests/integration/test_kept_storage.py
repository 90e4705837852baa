"""The store of runs that unpacks nothing to know whether it is there."""

from __future__ import annotations

from pathlib import Path

from dagster._core.storage.runs import SqliteRunStorage

from pipelines.home import Home
from pipelines.orchestration.kept_storage import KeptRuns
from tests.integration.conftest import run_soxom


def test_it_knows_the_plans_that_it_holds(small_home: Home, tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    home.drop.mkdir(parents=True)
    assert run_soxom(home, "refresh").returncode == 0
    history = str(home.dagster / "history")
    ours, stock = KeptRuns.from_config_value(None, {"base_dir": history}), SqliteRunStorage.from_local(history)
    (run,) = stock.get_runs()
    plan = str(run.execution_plan_snapshot_id)
    try:
        assert stock.has_execution_plan_snapshot(plan)
        assert ours.has_execution_plan_snapshot(plan)
        assert not ours.has_execution_plan_snapshot("no such plan")
    finally:
        ours.dispose()
