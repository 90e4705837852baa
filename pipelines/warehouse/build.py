"""One build of one home: the declared facts' tables, then every model, then what was promised of them.

Belongs here: what of a build comes when. Does not belong here: dbt's arguments (``dbt.py``), who waits for whom (``builder.py``).
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from pipelines.home import Home
from pipelines.warehouse.contracts import broken_contracts
from pipelines.warehouse.data_tests import run_data_tests
from pipelines.warehouse.dbt import WAREHOUSE_FILE, DbtError, NodeResult, OnResult, run, what_failed
from pipelines.warehouse.prepared import compiled_tests, contracts, lay_declared, load_manifest

_MODELS = ("--resource-type", "model")


def build(home: Home, folder: Path, on_result: OnResult | None = None, wait: Callable[[], None] | None = None) -> list[NodeResult]:
    """Build into ``folder``, which holds no earlier build. Raises DbtError when a model, a contract or a test fails.

    ``wait`` is called when dbt is ready and needs the lake: a second of its own preparations, and its imports, need no file.
    """
    results: list[NodeResult] = []

    def heard(result: NodeResult) -> None:
        results.append(result)
        if on_result is not None:
            on_result(result)

    lay_declared(folder)
    run("build", home.dbt_target, folder, heard, manifest=load_manifest(), selection=_MODELS, wait=wait)
    if broken := broken_contracts(folder / WAREHOUSE_FILE, contracts()):
        raise DbtError("; ".join(broken))
    for tested in run_data_tests(folder / WAREHOUSE_FILE, compiled_tests()):
        heard(tested)
    if any(result.status == "fail" for result in results):
        raise DbtError(what_failed(results))
    return results
