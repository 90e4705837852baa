"""One build of one home: the declared facts' tables, then every model, then what was promised of them.

Belongs here: what of a build comes when. Does not belong here: dbt's arguments (``dbt.py``), who waits for whom (``builder.py``).
"""

from __future__ import annotations

import functools
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pipelines.home import Home
from pipelines.warehouse.contracts import broken_contracts
from pipelines.warehouse.data_tests import run_data_tests
from pipelines.warehouse.dbt import WAREHOUSE_FILE, DbtError, NodeResult, OnResult, run, what_failed
from pipelines.warehouse.increment import Increment
from pipelines.warehouse.prepared import compiled_tests, contracts, lay_declared, load_manifest

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

    run("build", home.dbt_target, folder, heard, manifest=manifest, selection=_MODELS, wait=begin)
    if broken := broken_contracts(folder / WAREHOUSE_FILE, contracts()):
        raise DbtError("; ".join(broken))
    tests = compiled_tests()
    if increment is not None:
        tests = {unique_id: increment.narrowed(sql) for unique_id, sql in tests.items()}
    for tested in run_data_tests(folder / WAREHOUSE_FILE, tests):
        heard(tested)
    if any(result.status == "fail" for result in results):
        raise DbtError(what_failed(results))
    return results


def narrow(manifest: Any, increment: Increment) -> None:
    """Let each model that may be made in part be made so: its touched rows alone. What follows from unchanged tables is not made at all."""

    @functools.cache
    def is_kept(key: str) -> bool:
        if key in manifest.sources:
            return manifest.sources[key].name in increment.unchanged
        node = manifest.nodes[key]
        return node.resource_type == "seed" or all(map(is_kept, node.depends_on.nodes))

    for key, node in manifest.nodes.items():
        if is_kept(key):
            node.config.meta["is_kept"] = True
        elif columns := node.config.meta.get("incremental_by"):
            node.config.meta["touched"] = increment.touched(*columns)
            node.raw_code = increment.narrowed(node.raw_code)
