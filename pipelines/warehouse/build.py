"""The order of a build: what depends on no file, then what does, then the tests.

Belongs here: which nodes when. Does not belong here: dbt's arguments (``dbt.py``), who waits for whom (``builder.py``).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pipelines.home import Home
from pipelines.warehouse.data_tests import run_data_tests
from pipelines.warehouse.dbt import WAREHOUSE_FILE, DbtError, NodeResult, OnResult, run, what_failed
from pipelines.warehouse.prepared import compiled_tests, lay_declared, load_manifest

_STATIC = ("--resource-type", "model", "--select", "tag:static")
_MOVING = ("--resource-type", "model", "--exclude", "tag:static")


class Build:
    """One build of one home, in a folder that holds no earlier one. ``begin`` needs no file; ``finish`` needs the lake."""

    def __init__(self, home: Home, folder: Path) -> None:
        self._target = home.dbt_target
        self._folder = folder
        self._manifest: Any = None

    def begin(self, on_result: OnResult | None = None) -> list[NodeResult]:
        """Lay the tables of declared facts and build what depends on nothing else. Raises DbtError."""
        self._manifest = load_manifest()
        declared = lay_declared(self._folder)
        for result in declared if on_result else ():
            on_result(result)  # type: ignore[misc] # asked in the line above
        return declared + self._models(_STATIC, on_result)

    def finish(self, on_result: OnResult | None = None) -> list[NodeResult]:
        """Build every other model, then ask every data test. Raises DbtError on any failure."""
        results = self._models(_MOVING, on_result)
        for result in run_data_tests(self._folder / WAREHOUSE_FILE, compiled_tests()):
            results.append(result)
            if on_result is not None:
                on_result(result)
        if any(result.status == "fail" for result in results):
            raise DbtError(what_failed(results))
        return results

    def _models(self, selection: Sequence[str], on_result: OnResult | None) -> list[NodeResult]:
        return run("build", self._target, self._folder, on_result, manifest=self._manifest, selection=selection)
