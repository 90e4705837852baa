"""The jobs, the nightly schedule and the sensor on the drop folder.

Belongs here: what is launched together, and when. Does not belong here: the work itself.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable

import dagster as dg

from pipelines.home import Home
from pipelines.ingest.archive import Dropped, pending
from pipelines.ingest.take_in import left_unread
from pipelines.orchestration.close import CLOSED_QUARTER
from pipelines.orchestration.quarter import QUARTER_GROUP

TIMEZONE = "Asia/Ho_Chi_Minh"
ROLLUP = "quarterly_rollup"
REFRESH = "nightly_refresh"
SETTLE_NS = 10 * 1_000_000_000
"""A file whose modified time still moves is still being copied."""


def build_jobs(partitions: dg.PartitionsDefinition[str]) -> list[dg.UnresolvedAssetJobDefinition]:
    """``quarterly_rollup`` (launched with its quarter) and ``nightly_refresh``."""
    everything = dg.AssetSelection.all() - dg.AssetSelection.assets(CLOSED_QUARTER)  # a quarter is closed by people, one at a time
    return [
        dg.define_asset_job(
            ROLLUP,
            selection=everything,
            partitions_def=partitions,
            description="Nhận tệp mới, kiểm tra, tính, công bố số liệu của quý đã chọn và viết báo cáo.",
        ),
        dg.define_asset_job(
            REFRESH,
            selection=everything - dg.AssetSelection.groups(QUARTER_GROUP),
            description="Chạy hằng đêm: nhận tệp mới và công bố lại số liệu.",
        ),
    ]


def build_schedule() -> dg.ScheduleDefinition:
    """Every night at 01:30. A missed night is caught up by the next run, which takes in whatever is there."""
    return dg.ScheduleDefinition(
        name="nightly_refresh_0130",
        job_name=REFRESH,
        cron_schedule="30 1 * * *",
        execution_timezone=TIMEZONE,
        default_status=dg.DefaultScheduleStatus.RUNNING,
        description="Mỗi đêm lúc 1 giờ 30: nhận tệp mới và công bố lại số liệu.",
    )


def settled(files: list[Dropped], now_ns: int) -> bool:
    """Whether no waiting file has changed within the last seconds."""
    return all(now_ns - file.modified_ns >= SETTLE_NS for file in files)


def run_key(files: list[Dropped]) -> str:
    """The same waiting files ask for one run only."""
    return hashlib.sha256("\n".join(f"{file.path} {file.sha256}" for file in files).encode()).hexdigest()


def build_sensor(home: Callable[[], Home] = Home.from_env) -> dg.SensorDefinition:
    """Asks for a refresh once dropped files have settled."""

    @dg.sensor(
        name="drop_folder",
        job_name=REFRESH,
        minimum_interval_seconds=30,
        default_status=dg.DefaultSensorStatus.RUNNING,
        description="Theo dõi thư mục data_raw: có tệp mới đã chép xong thì nhận và công bố lại số liệu.",
    )
    def drop_folder(_context: dg.SensorEvaluationContext) -> dg.RunRequest | dg.SkipReason:
        import time  # noqa: PLC0415 - the clock is read when the sensor ticks, never at import

        place = home()
        waiting = pending(place)
        if not waiting:
            left = left_unread(place)  # asked for once: a run that is just reading looks the same
            return dg.RunRequest(run_key=f"left unread: {left}") if left else dg.SkipReason("Không có tệp mới.")
        if not settled(waiting, time.time_ns()):
            return dg.SkipReason("Tệp còn đang được sao chép.")
        return dg.RunRequest(run_key=run_key(waiting))

    return drop_folder
