"""Puts the code location together. Tests and the CLI build their own, with their own workplace.

Belongs here: assembly. Does not belong here: any definition of its own.
"""

from __future__ import annotations

from pathlib import Path

import dagster as dg

from pipelines.catalogue import Catalogue
from pipelines.orchestration.close import QuietPlace, build_close, build_close_job
from pipelines.orchestration.finding_checks import build_finding_checks
from pipelines.orchestration.intake import DROP_FOLDER, build_intake
from pipelines.orchestration.jobs import build_jobs, build_schedule, build_sensor
from pipelines.orchestration.pages import build_pages
from pipelines.orchestration.partitions import quarters
from pipelines.orchestration.quarter import build_quarter, build_slips
from pipelines.orchestration.reminders import build_night_sensor, build_reminders
from pipelines.orchestration.reports import build_reports
from pipelines.orchestration.resources import WorkplaceResource
from pipelines.orchestration.self_test import build_self_test
from pipelines.orchestration.warehouse import build_facts, build_models, build_published


def build_definitions(catalogue: Catalogue, manifest: Path, workplace: object | None = None) -> dg.Definitions:
    """The whole graph, from the drop folder to what people read of a quarter."""
    partitions = quarters(catalogue)
    models = build_models(manifest)
    drop_folder = dg.AssetSpec(DROP_FOLDER, description="Thư mục nhận tệp của các đơn vị.", group_name="tep_nhan")
    of_the_quarter = [
        build_quarter(partitions),
        build_slips(partitions),
        build_reports(partitions),
        build_pages(partitions),
        build_close(partitions),
    ]
    jobs = build_jobs(partitions)
    reminders, each_morning = build_reminders()
    return dg.Definitions(
        assets=[
            drop_folder,
            *build_facts(manifest),
            build_intake(catalogue),
            models,
            build_published(sorted(models.keys)),
            *of_the_quarter,
        ],
        asset_checks=[build_finding_checks(catalogue)],
        jobs=[*jobs, build_close_job(partitions), build_self_test(), reminders],
        schedules=[build_schedule(), each_morning],
        sensors=[build_sensor(), build_night_sensor(jobs[-1])],
        resources={"workplace": workplace or WorkplaceResource(), "closing_home": QuietPlace()},
        executor=dg.in_process_executor,  # one writer, and dbt and the door already use what cores there are
    )
