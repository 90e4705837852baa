"""Runs a job of the code location in this process, in the home's own Dagster instance.

Belongs here: the instance and the launch, for the CLI and for tests. Does not belong here: what is printed.
The run is the one that the web UI shows: the same job, the same instance.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

import dagster as dg
from dagster._core.instance.ref import InstanceRef

from pipelines.catalogue import Catalogue, load_catalogue
from pipelines.home import PREPARED, Home
from pipelines.orchestration.build import build_definitions
from pipelines.orchestration.intake import PERIOD_TAG
from pipelines.orchestration.jobs import REFRESH, ROLLUP
from pipelines.orchestration.resources import already_taken
from pipelines.orchestration.workplace import Workplace
from pipelines.warehouse.prepared import prepare

INSTANCE_SETTINGS = """# Written by soxom: nothing is reported to anybody, and runs wait for one another.
telemetry:
  enabled: false
event_log_storage:
  module: pipelines.orchestration.event_log
  class: KeptConnections
  config:
    base_dir: {event_log}
run_storage:
  module: pipelines.orchestration.kept_storage
  class: KeptRuns
  config:
    base_dir: {runs}
schedule_storage:
  module: pipelines.orchestration.kept_storage
  class: KeptSchedules
  config:
    base_dir: {schedules}
concurrency:
  runs:
    max_concurrent_runs: 1
retention:
  schedule:
    purge_after_days: 90
  sensor:
    purge_after_days:
      skipped: 7
      failure: 30
      success: 90
"""

_BLANK_RUN = "blank"
_PLANNED_AT_ONCE = "1000"
"""Events that Dagster hands to the event log together: what a run plans to make. It takes the number from the environment alone."""
QUIET = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}
"""The run's log is in the instance, for the UI; the terminal is for the person."""


@dataclass(frozen=True)
class Outcome:
    """How a launched job ended; ``error`` says in one line what failed."""

    run_id: str
    error: str | None


def _write_settings(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    settings = folder / "dagster.yaml"
    places = {"event_log": folder / "history" / "runs", "runs": folder / "history", "schedules": folder / "schedules"}
    wanted = INSTANCE_SETTINGS.format(**{name: json.dumps(str(place)) for name, place in places.items()})
    if not settings.exists() or settings.read_text(encoding="utf-8") != wanted:
        settings.write_text(wanted, encoding="utf-8")


def blank_instance() -> Path:
    """An instance that has run nothing, of this version of Dagster: made once, for making its tables takes a second."""
    blank = PREPARED / f"dagster-{dg.__version__}-2"  # the number is how often what is in it has changed
    if not blank.exists():
        PREPARED.mkdir(exist_ok=True)
        with tempfile.TemporaryDirectory(dir=PREPARED) as scratch:
            new = Path(scratch, "instance")
            _write_settings(new)
            with dg.DagsterInstance.from_config(str(new)) as instance:
                instance.get_runs(limit=1)
                instance.all_instigator_state()
                instance.all_logs(_BLANK_RUN)  # makes the blank file that a run's own starts from (event_log.py)
            for leftover in [new / "dagster.yaml", *(new / "history" / "runs").glob(f"{_BLANK_RUN}.db*")]:
                leftover.unlink()
            with contextlib.suppress(OSError):  # somebody else was faster
                new.rename(blank)
    return blank


def instance_folder(home: Home) -> Path:
    """The home's Dagster folder: a copy of a blank one when there is none yet, its settings as they are now."""
    if not home.dagster.exists():
        home.state.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=home.state) as scratch, contextlib.suppress(OSError):  # somebody else was faster
            shutil.copytree(blank_instance(), Path(scratch, "dagster")).rename(home.dagster)
    _write_settings(home.dagster)
    return home.dagster


def _instance(folder: Path) -> dg.DagsterInstance:
    """The home's instance, for a run in this process: what steps print stays where it is printed.

    Copying it into the run's history takes four processes; a run that the web UI starts does so.
    """
    nothing_copied = {"module": "dagster._core.storage.noop_compute_log_manager", "class": "NoOpComputeLogManager"}
    return dg.DagsterInstance.from_ref(InstanceRef.from_dir(str(folder), overrides={"compute_logs": nothing_copied}))


def launch(taken: Workplace, period: str | None, catalogue: Catalogue | None = None) -> Outcome:
    """Run ``quarterly_rollup`` for the quarter, or ``nightly_refresh`` when none is named.

    A year, which is no partition, is asked of the nightly job: the marts hold every period.
    """
    is_quarter = period is not None and "Q" in period
    definitions = build_definitions(catalogue or load_catalogue(), prepare(), already_taken(taken))
    job = definitions.resolve_job_def(ROLLUP if is_quarter else REFRESH)
    folder = instance_folder(taken.home)
    os.environ |= {"DAGSTER_HOME": str(folder), "DAGSTER_EVENT_BATCH_SIZE": _PLANNED_AT_ONCE}
    with _instance(folder) as instance:
        result = job.execute_in_process(
            run_config=QUIET,
            instance=instance,
            partition_key=period if is_quarter else None,
            tags={PERIOD_TAG: period} if period else None,
            raise_on_error=False,
        )
        return Outcome(result.run_id, None if result.success else failure(result))


def failure(result: dg.ExecuteInProcessResult) -> str:
    """The innermost cause of the first failed step, in one line."""
    for event in result.all_events:
        if event.is_step_failure or event.is_failure:
            error = getattr(event.event_specific_data, "error", None)
            while error is not None and error.cause is not None:
                error = error.cause
            if error is not None:
                return f"{event.step_key or 'run'}: {error.message.strip()}"
    return "Lượt chạy không thành công."
