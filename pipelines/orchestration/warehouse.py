"""The dbt models as assets, their tests as checks, and the published warehouse behind them.

Belongs here: what Dagster shows of the build. Does not belong here: dbt's arguments (``pipelines.warehouse.dbt``), the rename.

A failing dbt test does not by itself stop assets downstream; here the build raises, so nothing after it runs and nothing is
published: the last good version stays.
"""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import dagster as dg
from dagster_dbt import DagsterDbtTranslator, dbt_assets
from dagster_dbt.asset_utils import get_asset_check_key_for_test

from pipelines.orchestration.resources import Workplace
from pipelines.warehouse.dbt import NodeResult
from pipelines.warehouse.publish import cleared_build_folder, publish

PUBLISHED = dg.AssetKey("published_warehouse")
_GROUPS = {"staging": "chuan_hoa", "intermediate": "trung_gian", "checks": "kiem_tra", "marts": "so_lieu"}


class Translator(DagsterDbtTranslator):
    """Groups by layer; dbt's own key for everything else."""

    def get_group_name(self, dbt_resource_props: Mapping[str, Any]) -> str | None:
        """The layer that the model's folder names; seeds are the declared facts."""
        if dbt_resource_props["resource_type"] == "seed":
            return "danh_muc"
        return _GROUPS.get(dbt_resource_props["fqn"][1])


def build_models(manifest_path: Path) -> dg.AssetsDefinition:
    """One step that builds every model into a new file, each model an asset and each test a check."""
    manifest: dict[str, Any] = json.loads(manifest_path.read_text(encoding="utf-8"))
    translator = Translator()

    @dbt_assets(manifest=manifest, dagster_dbt_translator=translator, name="models")
    def models(workplace: dg.ResourceParam[Workplace]) -> Iterator[Any]:
        total = sum(1 for node in manifest["nodes"].values() if node["resource_type"] in ("model", "seed", "test"))
        for done, result in enumerate(workplace.builder.build(cleared_build_folder(workplace.home)), start=1):
            workplace.progress("Tính số liệu", done, total)
            event = _event(manifest, translator, result)
            if event is not None:
                yield event

    return models


def _event(manifest: Mapping[str, Any], translator: DagsterDbtTranslator, result: NodeResult) -> Any:
    """A node's result as Dagster's event; None for what Dagster does not show (unit tests)."""
    if result.resource_type == "test":
        key = get_asset_check_key_for_test(manifest, translator, result.unique_id, project=None)
        if key is None:
            return None
        return dg.AssetCheckResult(
            asset_key=key.asset_key,
            check_name=key.name,
            passed=result.status == "pass",
            severity=dg.AssetCheckSeverity.WARN if result.status == "warn" else dg.AssetCheckSeverity.ERROR,
            metadata={"Dòng không đạt": result.failures or 0},
        )
    if result.resource_type in ("model", "seed"):
        spec_key = translator.get_asset_spec(manifest, result.unique_id, None).key
        return dg.MaterializeResult(spec_key, metadata={"Thời gian (giây)": result.seconds})
    return None


def build_published(marts: list[dg.AssetKey]) -> dg.AssetsDefinition:
    """The atomic rename, after every mart."""

    @dg.asset(
        key=PUBLISHED,
        deps=marts,
        group_name="so_lieu",
        kinds={"duckdb"},
        description="Kho số liệu đã công bố: thay thế nguyên tệp, người đọc không bao giờ thấy bản dở dang.",
    )
    def published_warehouse(workplace: dg.ResourceParam[Workplace]) -> dg.MaterializeResult[Any]:
        publish(workplace.home)
        return dg.MaterializeResult(metadata={"Tệp": dg.MetadataValue.path(str(workplace.home.warehouse))})

    return published_warehouse
