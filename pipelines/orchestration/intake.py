"""The raw tables as assets, with the door's word on each source as a check.

Belongs here: what Dagster shows of the intake. Does not belong here: the intake (``pipelines.ingest.take_in``).
"""

from collections.abc import Iterator
from typing import Any

import dagster as dg
from dagster import AssetExecutionContext

from pipelines.catalogue import Catalogue, Source
from pipelines.ingest.take_in import Intake
from pipelines.orchestration.workplace import Workplace
from pipelines.reports.door_record import keep_door_results

PERIOD_TAG = "soxom/period"
"""The period that a run was asked for; a run launched with a partition is asked for that quarter."""
BY_SCHEDULE = "dagster/schedule_name"
"""Dagster's own tag on what a schedule started: the night, which computes everything."""
DROP_FOLDER = dg.AssetKey("data_raw")
OWN_TABLES = {
    "file": "Sổ tệp: mỗi tệp đã nhận một dòng, kèm kết luận và số dòng.",
    "receipt": "Biên nhận: mỗi lần một tệp được đưa vào thư mục nhận.",
    "registry_name": "Mọi tên gọi của từng xóm.",
    "waiver": "Các quyết định của cán bộ về phát hiện: chấp nhận, chuyển số cũ, rút lại.",
    "closed_figure": "Số liệu của các quý đã chốt, đọc từ các gói chốt.",
    "requested_period": "Các kỳ đã được yêu cầu tính.",
}
RETRY = dg.RetryPolicy(max_retries=2, delay=5)
"""A file still being copied, or locked by Excel, is free a moment later. Bad content is no error and is not retried."""


def raw_key(table: str) -> dg.AssetKey:
    """The key of dbt's source of that name, so that the models stand behind it."""
    return dg.AssetKey(["raw", table])


def _spec(table: str, description: str) -> dg.AssetSpec:
    return dg.AssetSpec(raw_key(table), deps=[DROP_FOLDER], description=description, group_name="tep_nhan", kinds={"parquet"})


def _source_spec(source: Source) -> dg.AssetSpec:
    return _spec(source.id, f"{source.title.vi}. {source.description.vi}")


def _door_check(source: Source) -> dg.AssetCheckSpec:
    return dg.AssetCheckSpec("door", asset=raw_key(source.id), description=f"Kiểm tra ở cửa: {source.title.vi}")


def build_intake(catalogue: Catalogue) -> dg.AssetsDefinition:
    """One step that takes in everything new and yields every raw table."""

    @dg.multi_asset(
        name="intake",
        specs=[*map(_source_spec, catalogue.sources.values()), *(_spec(table, text) for table, text in OWN_TABLES.items())],
        check_specs=[_door_check(source) for source in catalogue.sources.values()],
        retry_policy=RETRY,
    )
    def intake(
        context: AssetExecutionContext, workplace: dg.ResourceParam[Workplace]
    ) -> Iterator[dg.MaterializeResult[Any] | dg.AssetCheckResult]:
        asked = context.run.tags.get(PERIOD_TAG) or context.run.tags.get("dagster/partition")
        done = workplace.intake(catalogue, asked, whole=BY_SCHEDULE in context.run.tags)
        keep_door_results(workplace.home, done.door)
        for source in catalogue.sources.values():
            yield dg.MaterializeResult(raw_key(source.id), metadata=_source_metadata(done, source))
            yield _door_result(done, source)
        for table in OWN_TABLES:
            yield dg.MaterializeResult(raw_key(table), metadata=_file_metadata(done) if table == "file" else {})

    return intake


def _source_metadata(done: Intake, source: Source) -> dict[str, int]:
    return {"Dòng mới": done.rows_by_source.get(source.id, 0), "Dòng bị từ chối ở cửa": done.rejected_by_source.get(source.id, 0)}


def _file_metadata(done: Intake) -> dict[str, int | str]:
    return {
        "Tệp mới đến": done.arrived,
        "Tệp trùng": done.duplicates,
        "Tệp đã đọc": done.read,
        "Kết luận": ", ".join(f"{status}: {files}" for status, files in sorted(done.by_status.items())) or "không có tệp mới",
    }


def _door_result(done: Intake, source: Source) -> dg.AssetCheckResult:
    result = done.door.get(source.id)
    failed = [entry for entry in result["expectations"] if not entry["success"]] if result else []
    return dg.AssetCheckResult(
        asset_key=raw_key(source.id),
        check_name="door",
        passed=not failed,
        severity=dg.AssetCheckSeverity.WARN,  # rows are turned away one by one; a bad row never stops the others
        metadata={
            "Dòng đã kiểm tra": result["rows"] if result else 0,
            "Dòng bị từ chối": result["rejected"] if result else 0,
            "Quy tắc không đạt": ", ".join(sorted({entry["rule"] for entry in failed})) or "không có",
        },
    )
