"""The close as a partitioned asset and its job, which the gate stands before.

Belongs here: what Dagster shows of a close. Does not belong here: the gate and the close themselves (``pipelines.quarter``).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import dagster as dg
from dagster import AssetExecutionContext
from pydantic import Field

from pipelines.catalogue import load_catalogue
from pipelines.home import Home, writer_lock
from pipelines.ingest.actions import ChainError
from pipelines.ingest.closed import AlteredError
from pipelines.orchestration.quarter import QUARTER_GROUP, QUARTER_INDICATORS
from pipelines.quarter.close import CloseError, close_quarter
from pipelines.quarter.gate import CloseRefusedError
from pipelines.quarter.period import spoken
from pipelines.reports.closing import closing_documents
from pipelines.reports.quarter_files import write_quarter
from pipelines.reports.site.write import write_pages

CLOSED_QUARTER = dg.AssetKey("closed_quarter")
CLOSE = "quarter_close"


class Signatures(dg.Config):
    """Who closes: two different people."""

    prepared_by: str = Field(description="Người lập.")
    approved_by: str = Field(description="Người duyệt, khác người lập.")
    restate: bool = Field(default=False, description="Điều chỉnh số liệu đã chốt: lập bản tiếp theo.")
    reason: str = Field(default="", description="Lý do điều chỉnh (bắt buộc khi điều chỉnh).")


class QuietPlace(dg.ConfigurableResource[Any]):
    """The home that ``SOXOM_HOME`` names with its writing place held: a close reads no files and builds no models."""

    @contextmanager
    def yield_for_execution(self, _context: dg.InitResourceContext) -> Iterator[Any]:
        """Wait for our turn; leave at the run's end."""
        home = Home.from_env()
        with writer_lock(home):
            yield home


def build_close(partitions: dg.PartitionsDefinition[str]) -> dg.AssetsDefinition:
    """The closed quarter; its run fails, and writes nothing, while anything blocks it."""

    @dg.asset(
        key=CLOSED_QUARTER,
        deps=[QUARTER_INDICATORS],
        partitions_def=partitions,
        group_name=QUARTER_GROUP,
        description="Số liệu quý đã chốt: đóng băng, không sửa được nữa. Bị từ chối khi còn phát hiện chặn chốt số.",
    )
    def closed_quarter(
        context: AssetExecutionContext, config: Signatures, closing_home: dg.ResourceParam[Home]
    ) -> dg.MaterializeResult[Any]:
        quarter, now = context.partition_key, datetime.now(UTC)
        try:
            closed = close_quarter(
                closing_home,
                load_catalogue(),
                quarter,
                by=config.prepared_by,
                approved_by=config.approved_by,
                now=now,
                restate=config.restate,
                reason=config.reason,
                documents=lambda standing: closing_documents(closing_home, quarter, standing),
            )
            write_quarter(closing_home, quarter)
            write_pages(closing_home, quarter)
        except CloseRefusedError as refusal:
            listed = dg.MetadataValue.md("\n".join(f"- {sentence}" for sentence in refusal.sentences))
            raise dg.Failure(str(refusal), metadata={"Vì sao": listed}, allow_retries=False) from None
        except (CloseError, ChainError, AlteredError) as error:
            raise dg.Failure(str(error), allow_retries=False) from None
        return dg.MaterializeResult(
            metadata={
                spoken(quarter): dg.MetadataValue.path(str(closed.folder)),
                "Bản": closed.version,
                "Mã bản chốt": closed.manifest_sha256,
                "Người lập": config.prepared_by,
                "Người duyệt": config.approved_by,
            }
        )

    return closed_quarter


def build_close_job(partitions: dg.PartitionsDefinition[str]) -> "dg.UnresolvedAssetJobDefinition":
    """``quarter_close``: launched with its quarter, who prepared and who approves."""
    return dg.define_asset_job(
        CLOSE,
        selection=dg.AssetSelection.assets(CLOSED_QUARTER),
        partitions_def=partitions,
        description="Chốt số liệu của quý đã chọn: cần tên người lập và người duyệt, là hai người khác nhau.",
    )
