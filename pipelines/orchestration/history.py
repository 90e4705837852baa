"""Reads a run back from Dagster's history, as plain values.

Belongs here: finding the run and what it kept. Does not belong here: what is made of it (``pipelines.reports.audit``).
Nothing is run and nothing is written to the history.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import dagster as dg

from pipelines.home import Home
from pipelines.ingest.closed import latest_of
from pipelines.orchestration.intake import PERIOD_TAG
from pipelines.orchestration.launch import instance_folder
from pipelines.orchestration.ui import copy_history
from pipelines.reports.audit.runs import Asserted, KeptRun, Made

_BUILT = dg.AssetKey("fct_indicator")


def build_behind(home: Home, quarter: str | None = None) -> KeptRun | None:
    """The newest finished run that built the tables; of a closed quarter, the newest that had ended when it was closed.

    Nothing where no such run is in the history, which is no part of what a backup keeps. It is read from a copy: a reader of SQLite
    writes beside the file that it reads, and auditors change nothing. Raises AlteredError, HistoryBusyError (a run is under way).
    """
    if not home.dagster.exists():
        return None
    closed = latest_of(home, quarter) if quarter else None
    until = datetime.fromisoformat(closed.manifest["closed_at"]) if closed else None
    with TemporaryDirectory(prefix="soxom-history-") as folder:
        copy = Home(Path(folder))
        copy_history(home, copy)
        return _newest(copy, until)


def _newest(home: Home, until: datetime | None) -> KeptRun | None:
    with dg.DagsterInstance.from_config(str(instance_folder(home))) as instance:
        for record in instance.get_run_records():
            if record.start_time is None or record.end_time is None or (until is not None and _utc(record.end_time) > until):
                continue
            kept = _kept(instance, record)
            if any(made.table == _BUILT.to_user_string() for made in kept.made):
                return kept
    return None


def _kept(instance: dg.DagsterInstance, record: Any) -> KeptRun:
    run = record.dagster_run
    made, asserted, error = [], [], None
    for entry in instance.all_logs(run.run_id):
        event = entry.dagster_event
        if event is None:
            continue
        if event.event_type is dg.DagsterEventType.ASSET_MATERIALIZATION:
            materialization = event.step_materialization_data.materialization
            seconds = next(iter(_numbers(materialization.metadata, float)), None)
            made.append(Made(_name(materialization.asset_key), _utc(entry.timestamp), None if seconds is None else seconds[1]))
        elif event.event_type is dg.DagsterEventType.ASSET_CHECK_EVALUATION:
            asserted.append(_asserted(event.asset_check_evaluation_data, _utc(entry.timestamp)))
        elif event.event_type is dg.DagsterEventType.STEP_FAILURE and error is None:
            error = f"{event.step_key}: {event.step_failure_data.error_display_string.splitlines()[0]}"
    if run.status is not dg.DagsterRunStatus.SUCCESS and error is None:
        error = str(run.status.value)
    period = run.tags.get("dagster/partition") or run.tags.get(PERIOD_TAG)
    return KeptRun(run.run_id, run.job_name, period, _utc(record.start_time), _utc(record.end_time), error, tuple(made), tuple(asserted))


def _asserted(evaluation: dg.AssetCheckEvaluation, at: datetime) -> Asserted:
    """Counts only: the sentences of findings are in ``fct_finding``."""
    severity = "error" if evaluation.severity is dg.AssetCheckSeverity.ERROR else "warn"
    actual = "; ".join(f"{name}: {number}" for name, number in _numbers(evaluation.metadata, int))
    return Asserted(_name(evaluation.asset_key), evaluation.check_name, evaluation.passed, severity, at, actual)


def _numbers(metadata: Mapping[str, Any], kind: type[int | float]) -> Iterator[tuple[str, Any]]:
    return ((name, entry.value) for name, entry in metadata.items() if type(entry.value) is kind)


def _name(key: dg.AssetKey) -> str:
    return ".".join(key.path)


def _utc(moment: float) -> datetime:
    return datetime.fromtimestamp(moment, UTC)
