"""The dbt models as assets, their tests as checks, and the published warehouse behind them.

Belongs here: what Dagster shows of the build. Does not belong here: dbt's arguments (``pipelines.warehouse.dbt``), the rename
(``pipelines.warehouse.publish``) and its moment (``workplace.py``).

A failing dbt test does not by itself stop assets downstream; here the build raises, so nothing after it runs and nothing is
published: the last good version stays. The specs are read from dbt's manifest here: importing dagster-dbt for it takes two of
the ten seconds that a run has (docs/decisions/0008).
"""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import dagster as dg

from pipelines.orchestration.workplace import Workplace
from pipelines.warehouse.dbt import NodeResult

PUBLISHED = dg.AssetKey("published_warehouse")
_GROUPS = {"staging": "chuan_hoa", "intermediate": "trung_gian", "checks": "kiem_tra", "marts": "so_lieu"}
_FACTS = "danh_muc"
_Node = Mapping[str, Any]


def _key(node: _Node) -> dg.AssetKey:
    """A model's or seed's name; a source's two names, as the intake calls its tables."""
    return dg.AssetKey([node["source_name"], node["name"]] if node["resource_type"] == "source" else node["name"])


def _is_built(node: _Node) -> bool:
    """An ephemeral model is a part of its consumer: nothing of its own is ever built."""
    return bool(node["resource_type"] in ("model", "seed") and node["config"]["materialized"] != "ephemeral")


def _is_computed_when_read(node: _Node) -> bool:
    """A run asks nothing of these: what a view says follows from tables that it did ask."""
    return bool(node["resource_type"] == "model" and node["config"]["materialized"] in ("view", "ephemeral"))


def _parents(node: _Node, nodes: Mapping[str, _Node]) -> set[str]:
    """What the node reads: tables, views and sources, through ephemeral models."""
    parents = set(node["depends_on"].get("nodes", ()))
    through = {
        parent for parent in parents if parent in nodes and nodes[parent]["resource_type"] == "model" and not _is_built(nodes[parent])
    }
    return (parents - through).union(*(_parents(nodes[parent], nodes) for parent in through))


def _spec(node: _Node, nodes: Mapping[str, _Node]) -> dg.AssetSpec:
    columns = [dg.TableColumn(name, column.get("data_type") or "?", column.get("description")) for name, column in node["columns"].items()]
    return dg.AssetSpec(
        _key(node),
        deps=[_key(nodes[parent]) for parent in sorted(_parents(node, nodes))],
        description=node["description"],
        group_name=_GROUPS.get(node["fqn"][1], _FACTS),
        kinds={"dbt", "duckdb"},
        metadata={"SQL": node["original_file_path"]} | ({"dagster/column_schema": dg.TableSchema(columns)} if columns else {}),
    )


def _check(test: _Node, nodes: Mapping[str, _Node]) -> dg.AssetCheckSpec:
    return dg.AssetCheckSpec(test["name"], asset=_key(nodes[test["attached_node"]]), description=_asks(test, nodes), blocking=True)


def _asks(test: _Node, nodes: Mapping[str, _Node]) -> str:
    """What a test asks, in the words of the columns; each of ours is a key (``macros/test_unique_key.sql``) unless it says otherwise."""
    if test["description"]:
        return str(test["description"])
    described = nodes[test["attached_node"]]["columns"]
    named = [described.get(name, {}).get("description") or name for name in test["test_metadata"]["kwargs"]["columns"]]
    return f"Không có hai dòng nào trùng nhau ở: {', '.join(words.partition(' (')[0].partition(':')[0].lower() for words in named)}."


def build_facts(manifest_path: Path) -> list[dg.AssetSpec]:
    """The tables of declared facts. No run makes them: they come with the program (``pipelines/warehouse/prepared.py``)."""
    nodes: dict[str, _Node] = json.loads(manifest_path.read_text(encoding="utf-8"))["nodes"]
    return [_spec(node, nodes) for node in nodes.values() if node["resource_type"] == "seed"]


def build_models(manifest_path: Path) -> dg.AssetsDefinition:
    """One step that builds every model into a new file, each model an asset and each test a check."""
    manifest: dict[str, Any] = json.loads(manifest_path.read_text(encoding="utf-8"))
    nodes: dict[str, _Node] = manifest["nodes"] | manifest["sources"]
    assets = {key: node for key, node in manifest["nodes"].items() if node["resource_type"] == "model" and _is_built(node)}
    tests = {
        key: node
        for key, node in manifest["nodes"].items()
        if node["resource_type"] == "test" and not any(_is_computed_when_read(nodes[parent]) for parent in node["depends_on"]["nodes"])
    }

    @dg.multi_asset(
        name="models",
        specs=[_spec(node, nodes) for node in assets.values()],
        check_specs=[_check(test, nodes) for test in tests.values()],
    )
    def models(workplace: dg.ResourceParam[Workplace]) -> Iterator[dg.MaterializeResult[Any] | dg.AssetCheckResult]:
        for done, result in enumerate(workplace.build(), start=1):
            workplace.progress("Tính số liệu", done, len(assets) + len(tests))
            if result.unique_id in assets:
                yield dg.MaterializeResult(_key(assets[result.unique_id]), metadata={"Thời gian (giây)": result.seconds})
            elif result.unique_id in tests:
                yield _outcome(tests[result.unique_id], nodes, result)

    return models


def _outcome(test: _Node, nodes: Mapping[str, _Node], result: NodeResult) -> dg.AssetCheckResult:
    return dg.AssetCheckResult(
        asset_key=_key(nodes[test["attached_node"]]),
        check_name=test["name"],
        passed=result.status == "pass",
        metadata={"Dòng không đạt": result.failures},
    )


def build_published(marts: list[dg.AssetKey]) -> dg.AssetsDefinition:
    """The atomic rename, after every mart: done already where the build had ended before the last mart was recorded (``workplace.py``)."""

    @dg.asset(
        key=PUBLISHED,
        deps=marts,
        group_name="so_lieu",
        kinds={"duckdb"},
        description="Kho số liệu đã công bố: thay thế nguyên tệp, người đọc không bao giờ thấy bản dở dang.",
    )
    def published_warehouse(workplace: dg.ResourceParam[Workplace]) -> dg.MaterializeResult[Any]:
        workplace.publish()
        return dg.MaterializeResult(metadata={"Tệp": dg.MetadataValue.path(str(workplace.home.warehouse))})

    return published_warehouse
