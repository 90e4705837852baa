"""The findings as checks on the raw tables: one a source, so that the graph shows where something does not add up.

Belongs here: what Dagster shows of findings. Does not belong here: which there are (``pipelines.quarter.findings``).

A check that fails here stops nothing: the rollup is computed without what is held. What blocks the close is asked by the close itself.
"""

from collections.abc import Iterator
from typing import Any

import dagster as dg

from pipelines.catalogue import Catalogue
from pipelines.orchestration.intake import PERIOD_TAG, raw_key
from pipelines.orchestration.warehouse import PUBLISHED
from pipelines.orchestration.workplace import Workplace
from pipelines.quarter.findings import OpenFindings, newest_quarter, open_findings

CHECK = "findings"
_SENTENCES = 20


def build_finding_checks(catalogue: Catalogue) -> dg.AssetChecksDefinition:
    """One step that asks what is open of every source, in the quarter of the run, or in the newest one."""

    @dg.multi_asset_check(
        name="finding_checks",
        specs=[
            dg.AssetCheckSpec(
                CHECK, asset=raw_key(source.id), additional_deps=[PUBLISHED], description=f"Phát hiện chưa xử lý: {source.title.vi}"
            )
            for source in catalogue.sources.values()
        ],
    )
    def finding_checks(context: dg.AssetCheckExecutionContext, workplace: dg.ResourceParam[Workplace]) -> Iterator[dg.AssetCheckResult]:
        tags = context.run.tags
        period = tags.get("dagster/partition") or tags.get(PERIOD_TAG) or newest_quarter(workplace.home)
        found = open_findings(workplace.home, period) if period else {}
        for source in catalogue.sources:
            yield _result(source, period, found.get(source))

    return finding_checks


def _result(source: str, period: str | None, found: OpenFindings | None) -> dg.AssetCheckResult:
    blocking, warnings = (found.blocking, found.warnings) if found else (0, 0)
    metadata: dict[str, Any] = {"Chặn chốt số": blocking, "Cảnh báo": warnings}
    if found is not None:
        sentences = "\n".join(f"- `{finding_id[:8]}` {sentence}" for finding_id, sentence in found.sentences[:_SENTENCES])
        metadata |= {
            "Xóm": ", ".join(found.hamlets) or "cả xã",
            "Kỳ": ", ".join(found.periods) or "bản mới nhất",
            "Phát hiện": dg.MetadataValue.md(sentences),
        }
    metadata["Xem"] = f"soxom findings {period}" if period else "chưa có quý nào"
    return dg.AssetCheckResult(
        asset_key=raw_key(source),
        check_name=CHECK,
        passed=found is None,
        severity=dg.AssetCheckSeverity.ERROR if blocking else dg.AssetCheckSeverity.WARN,
        metadata=metadata,
    )
