"""The quarter's pages as an asset behind its indicators.

Belongs here: what Dagster shows of them. Does not belong here: what is on them (``pipelines.reports.site``).
"""

from typing import Any

import dagster as dg
from dagster import AssetExecutionContext

from pipelines.orchestration.quarter import QUARTER_GROUP, QUARTER_INDICATORS
from pipelines.orchestration.workplace import Workplace

QUARTER_PAGES = dg.AssetKey("quarter_pages")


def build_pages(partitions: dg.PartitionsDefinition[str]) -> dg.AssetsDefinition:
    """Both editions of the quarter's pages, as plain files in the home."""

    @dg.asset(
        key=QUARTER_PAGES,
        deps=[QUARTER_INDICATORS],
        partitions_def=partitions,
        group_name=QUARTER_GROUP,
        description="Các trang của quý, mở bằng trình duyệt: bản của cơ quan và bản công khai (chỉ số toàn xã).",
    )
    def quarter_pages(context: AssetExecutionContext, workplace: dg.ResourceParam[Workplace]) -> dg.MaterializeResult[Any]:
        written = workplace.press.pages(context.partition_key)
        office, public = (dg.MetadataValue.path(str(folder / "index.html")) for folder in (written.office, written.public))
        return dg.MaterializeResult(metadata={"Trang của cơ quan": office, "Trang công khai": public})

    return quarter_pages
