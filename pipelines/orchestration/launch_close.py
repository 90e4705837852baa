"""Runs ``quarter_close`` in this process, in the home's own Dagster instance.

Belongs here: launching the close for the command. Does not belong here: the job (``close.py``), the other jobs (``launch.py``).
"""

from __future__ import annotations

import os
from typing import Any

import dagster as dg

from pipelines.catalogue import load_catalogue
from pipelines.home import Home, writer_lock
from pipelines.orchestration.close import CLOSE, build_close, build_close_job
from pipelines.orchestration.launch import QUIET, Outcome, failure, instance_folder
from pipelines.orchestration.partitions import quarters


def launch_close(home: Home, quarter: str, signatures: dict[str, Any]) -> Outcome:
    """Close the quarter, or say why not. ``signatures``: the job's settings (``close.Signatures``).

    The run is the one that the web UI shows. Raises HomeBusyError.
    """
    partitions = quarters(load_catalogue())
    with writer_lock(home):
        definitions = dg.Definitions(
            assets=[build_close(partitions)],
            jobs=[build_close_job(partitions)],
            resources={"closing_home": dg.ResourceDefinition.hardcoded_resource(home)},
        )
        folder = instance_folder(home)
        os.environ["DAGSTER_HOME"] = str(folder)
        with dg.DagsterInstance.from_config(str(folder)) as instance:
            result = definitions.resolve_job_def(CLOSE).execute_in_process(
                run_config={**QUIET, "ops": {"closed_quarter": {"config": signatures}}},
                instance=instance,
                partition_key=quarter,
                raise_on_error=False,
            )
            return Outcome(result.run_id, None if result.success else failure(result))
