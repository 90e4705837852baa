"""The reminders as a job of every morning, and the sensor that tells of a failed night.

Belongs here: what Dagster shows of them. Does not belong here: who is reminded, words, mail (``pipelines.reports.reminders``).
"""

from collections.abc import Callable
from datetime import UTC, datetime

import dagster as dg
from dagster import OpExecutionContext

from pipelines.home import Home
from pipelines.orchestration.intake import PERIOD_TAG
from pipelines.orchestration.jobs import REFRESH, TIMEZONE
from pipelines.quarter.reminders import today
from pipelines.reports.reminders import Done, remind, tell_failed_night
from pipelines.warehouse.query import NotPublishedError

REMINDERS = "reminders"


def build_reminders() -> tuple[dg.JobDefinition, dg.ScheduleDefinition]:
    """``reminders``, and its schedule at 07:00. A day on which nobody is due costs a query."""

    @dg.op(name="remind_who_is_late", description="Nhắc những ai chưa gửi gì trước hạn; mỗi lời nhắc chỉ một lần.")
    def remind_who_is_late(context: OpExecutionContext) -> None:
        now = datetime.now(UTC)
        try:
            done = remind(Home.from_env(), today(now), now)
        except NotPublishedError:
            context.log.info("Chưa có số liệu nào được công bố, nên chưa biết ai còn thiếu.")
            return
        if done.trouble:
            context.log.warning(done.trouble)
        context.add_output_metadata(_metadata(done))

    @dg.job(name=REMINDERS, description="Nhắc trước hạn: các tổ trưởng trước ngày 15, cán bộ số liệu trước ngày 26 của tháng cuối quý.")
    def reminders() -> None:
        remind_who_is_late()

    schedule = dg.ScheduleDefinition(
        name="reminders_0700",
        job=reminders,
        cron_schedule="0 7 * * *",
        execution_timezone=TIMEZONE,
        default_status=dg.DefaultScheduleStatus.RUNNING,
        description="Mỗi sáng lúc 7 giờ: xem hôm nay phải nhắc ai.",
    )
    return reminders, schedule


def build_night_sensor(
    nightly: "dg.UnresolvedAssetJobDefinition | dg.JobDefinition", home: Callable[[], Home] = Home.from_env
) -> dg.SensorDefinition:
    """Tells the officer of a nightly run that failed, or died with the computer; a run asked for with its year is no night's."""

    @dg.run_failure_sensor(
        name="failed_night",
        monitored_jobs=[nightly],
        default_status=dg.DefaultSensorStatus.RUNNING,
        description="Báo cho cán bộ số liệu khi lượt chạy đêm không thành công.",
    )
    def failed_night(context: dg.RunFailureSensorContext) -> dg.SkipReason | None:
        run = context.dagster_run
        if run.job_name != REFRESH or PERIOD_TAG in run.tags:
            return dg.SkipReason("Không phải lượt chạy đêm.")
        now = datetime.now(UTC)
        tell_failed_night(home(), run.run_id, _reason(context), now)
        return None

    return failed_night


def _reason(context: dg.RunFailureSensorContext) -> str:
    """The innermost cause of the first failed step; else what the run itself says."""
    for event in context.get_step_failure_events():
        error = event.step_failure_data.error
        while error is not None and error.cause is not None:
            error = error.cause
        if error is not None:
            return f"{event.step_key}: {error.message.strip()}"
    return context.failure_event.message or "không rõ"


def _metadata(done: Done) -> dict[str, int | dg.MarkdownMetadataValue]:
    files = "\n".join(f"- {path}" for path in done.files)
    return {"Số lời nhắc": len(done.texts), "Ghi thành tệp": dg.MetadataValue.md(files or done.trouble or "không")}
