"""The quarter's report and annex as assets behind its indicators.

Belongs here: what Dagster shows of them. Does not belong here: what is in them (``pipelines.reports``).
"""

from collections.abc import Iterator
from typing import Any

import dagster as dg
from dagster import AssetExecutionContext

from pipelines.orchestration.quarter import QUARTER_GROUP, QUARTER_INDICATORS
from pipelines.orchestration.workplace import Workplace

QUARTER_REPORT = dg.AssetKey("quarter_report")
QUARTER_ANNEX = dg.AssetKey("quarter_annex")


def build_reports(partitions: dg.PartitionsDefinition[str]) -> dg.AssetsDefinition:
    """One step that writes both from one published version."""

    @dg.multi_asset(
        name="quarter_documents",
        specs=[
            dg.AssetSpec(
                QUARTER_REPORT,
                deps=[QUARTER_INDICATORS],
                group_name=QUARTER_GROUP,
                kinds={"word"},
                description="Báo cáo quý (Word), thể thức Nghị định 30/2020/NĐ-CP.",
            ),
            dg.AssetSpec(
                QUARTER_ANNEX,
                deps=[QUARTER_INDICATORS],
                group_name=QUARTER_GROUP,
                kinds={"excel"},
                description="Phụ lục (Excel): số của từng xóm, phát hiện, tệp đã nhận.",
            ),
        ],
        partitions_def=partitions,
    )
    def quarter_documents(context: AssetExecutionContext, workplace: dg.ResourceParam[Workplace]) -> Iterator[dg.MaterializeResult[Any]]:
        written = workplace.press.documents(context.partition_key)
        for key, path in zip((QUARTER_REPORT, QUARTER_ANNEX), written.paths, strict=True):
            yield dg.MaterializeResult(key, metadata={"Tệp": dg.MetadataValue.path(str(path)), "Bản đã sửa được giữ": len(written.kept)})

    return quarter_documents
