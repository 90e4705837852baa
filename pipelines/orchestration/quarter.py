"""The quarter's indicators and return slips as partitioned assets, so that each quarter has its own history in the UI.

Belongs here: what Dagster shows of a quarter. Does not belong here: the figures (the marts).
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import dagster as dg
from dagster import AssetExecutionContext

from pipelines.orchestration.warehouse import PUBLISHED
from pipelines.orchestration.workplace import Workplace
from pipelines.quarter.gate import blockers
from pipelines.quarter.indicators import indicators
from pipelines.quarter.period import spoken
from pipelines.reports.slips import write_slips
from pipelines.reports.tables import STATUS_WORDS, count, percent

GATE = "gate"
QUARTER_INDICATORS = dg.AssetKey("quarter_indicators")
RETURN_SLIPS = dg.AssetKey("return_slips")
QUARTER_GROUP = "quy"
"""What is made of one quarter: the nightly job, which has none, leaves the group out."""


def build_quarter(partitions: dg.PartitionsDefinition[str]) -> dg.AssetsDefinition:
    """Sixteen figures of the commune a quarter, read from the published warehouse."""

    @dg.asset(
        key=QUARTER_INDICATORS,
        deps=[PUBLISHED],
        partitions_def=partitions,
        group_name=QUARTER_GROUP,
        check_specs=[dg.AssetCheckSpec(GATE, asset=QUARTER_INDICATORS, description="Còn gì chặn việc chốt số liệu quý.")],
        description="Mười sáu chỉ tiêu của quý, đọc từ kho số liệu đã công bố.",
    )
    def quarter_indicators(
        context: AssetExecutionContext, workplace: dg.ResourceParam[Workplace]
    ) -> Iterator[dg.MaterializeResult[Any] | dg.AssetCheckResult]:
        workplace.press.begin(context.partition_key)
        rows = indicators(workplace.home, context.partition_key, commune_only=True)
        lines = ["| Chỉ tiêu | Tử số | Mẫu số | Giá trị | Trạng thái |", "|---|---:|---:|---:|---|"]
        for row in rows:
            counts = f"{count(row['numerator'])} | {count(row['denominator'])}"
            lines.append(f"| {row['title_vi']} | {counts} | {percent(row['value'], row['target'])} | {STATUS_WORDS[row['status']]} |")
        values = {row["title_vi"]: dg.MetadataValue.float(row["value"]) for row in rows if row["value"] is not None}
        yield dg.MaterializeResult(metadata={spoken(context.partition_key): dg.MetadataValue.md("\n".join(lines)), **values})
        yield _gate(workplace, context.partition_key)

    return quarter_indicators


def build_slips(partitions: dg.PartitionsDefinition[str]) -> dg.AssetsDefinition:
    """A page and a text for each sender with something to mend."""

    @dg.asset(
        key=RETURN_SLIPS,
        deps=[PUBLISHED],
        partitions_def=partitions,
        group_name=QUARTER_GROUP,
        description="Phiếu trả lại của quý cho từng đơn vị gửi: chỗ nào cần sửa, sửa thế nào, gửi lại trước ngày nào.",
    )
    def return_slips(context: AssetExecutionContext, workplace: dg.ResourceParam[Workplace]) -> dg.MaterializeResult[Any]:
        written = write_slips(workplace.home, context.partition_key)
        lines = ["| Đơn vị | Chỗ cần xem lại | Phải sửa |", "|---|---:|---:|"]
        lines += [f"| {one.slip.sender.title} | {len(one.slip.findings)} | {one.slip.blocking} |" for one in written]
        table = dg.MetadataValue.md("\n".join(lines))
        return dg.MaterializeResult(metadata={spoken(context.partition_key): table, "Số phiếu": len(written)})

    return return_slips


def _gate(workplace: Workplace, quarter: str) -> dg.AssetCheckResult:
    """Whether the quarter could be closed. It stops nothing here: only the close asks the gate."""
    found = blockers(workplace.home, quarter, datetime.now(UTC))
    return dg.AssetCheckResult(
        check_name=GATE,
        passed=not found,
        severity=dg.AssetCheckSeverity.ERROR,
        metadata={"Số điều": len(found), "Còn chặn": dg.MetadataValue.md("\n".join(f"- {one.sentence}" for one in found))},
    )
