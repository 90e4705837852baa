"""One build of one home: the declared facts' tables, then every model, then what was promised of them.

Belongs here: what of a build comes when. Does not belong here: dbt's arguments (``dbt.py``), who waits for whom (``builder.py``).
"""

from __future__ import annotations

import functools
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from pipelines.home import Home
from pipelines.warehouse.contracts import broken_contracts
from pipelines.warehouse.data_tests import run_data_tests
from pipelines.warehouse.dbt import WAREHOUSE_FILE, DbtError, NodeResult, OnResult, run, what_failed
from pipelines.warehouse.increment import Increment
from pipelines.warehouse.prepared import compiled_tests, contracts, hand_over, lay_declared, load_manifest

_MODELS = ("--resource-type", "model")


def _everything() -> None:
    return None


def build(
    home: Home, folder: Path, on_result: OnResult | None = None, wait: Callable[[], Increment | None] = _everything
) -> list[NodeResult]:
    """Build into ``folder``, which holds no earlier build. Raises DbtError when a model, a contract or a test fails.

    ``wait`` is called when dbt is ready and needs the lake: a second of its own preparations, and its imports, need no file. It says what
    is computed again of a copy of the published warehouse; None: everything, in a new file.
    """
    results: list[NodeResult] = []

    def heard(result: NodeResult) -> None:
        results.append(result)
        if on_result is not None:
            on_result(result)

    lay_declared(folder)
    manifest = load_manifest()
    increment: Increment | None = None

    def begin() -> None:
        nonlocal increment
        increment = wait()
        if increment is not None:
            shutil.copyfile(home.warehouse, folder / WAREHOUSE_FILE)
            narrow(manifest, increment)
        hand_over(manifest)

    run("build", home.dbt_target, folder, heard, manifest=manifest, selection=_MODELS, wait=begin)
    if broken := broken_contracts(folder / WAREHOUSE_FILE, contracts()):
        raise DbtError("; ".join(broken))
    tests, unasked = compiled_tests(), frozenset[str]()
    if increment is not None:
        tests = {unique_id: replace(test, sql=increment.narrowed(test.sql)) for unique_id, test in tests.items()}
        unasked = kept(manifest, increment)
    for tested in run_data_tests(folder / WAREHOUSE_FILE, tests, unasked):
        heard(tested)
    if any(result.status == "fail" for result in results):
        raise DbtError(what_failed(results))
    return results


def narrow(manifest: Any, increment: Increment) -> None:
    """Let each model that may be made in part be made so: its touched rows alone. What cannot have changed is not made at all."""
    for key in kept(manifest, increment):
        if manifest.nodes[key].resource_type == "model":
            manifest.nodes[key].config.materialized = "ephemeral"  # of which dbt makes nothing, and says that all is well
    for node in manifest.nodes.values():
        if (columns := node.config.meta.get("incremental_by")) and not node.is_ephemeral_model:
            node.config.meta["touched"] = increment.touched(*columns)
            node.raw_code = increment.narrowed(node.raw_code)


def kept(manifest: Any, increment: Increment) -> frozenset[str]:
    """The models and seeds that stand in the copy of the published file as they would be made: what they follow from is as it was."""

    @functools.cache
    def is_kept(key: str) -> bool:
        if key in manifest.sources:
            return manifest.sources[key].name in increment.unchanged
        node = manifest.nodes[key]
        declared = node.config.meta.get("follows_from")
        return node.resource_type == "seed" or (
            increment.settled.issuperset(declared) if declared else all(map(is_kept, node.depends_on.nodes))
        )

    return frozenset(key for key, node in manifest.nodes.items() if node.resource_type in ("model", "seed") and is_kept(key))
