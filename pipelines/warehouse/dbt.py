"""The one place that calls dbt.

Belongs here: dbt's arguments and its results in our own words. Does not belong here: what is made once for all homes
(``prepared.py``), the order of a build (``build.py``), where the built file goes (``publish.py``).

dbt is called in this process: a new one costs seconds. It is started in the build folder, because the paths of the warehouse
and the lake are relative to it and fixed (see ``profiles.yml``).
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipelines.home import PROJECT_ROOT
from pipelines.imports import names_only
from pipelines.warehouse.dbt_events import FINISHED, READY, only_heard

DBT_PROJECT = PROJECT_ROOT / "dbt_project"
WAREHOUSE_FILE = "soxom.duckdb"
"""The name that ``profiles.yml`` gives the file; DuckDB calls the database inside after it."""
_OFFLINE = {"DBT_SEND_ANONYMOUS_USAGE_STATS": "false", "DO_NOT_TRACK": "1"}


class DbtError(RuntimeError):
    """dbt did not finish: a model or a test failed, or the project does not parse."""


@dataclass(frozen=True)
class NodeResult:
    """What became of one node of the build."""

    unique_id: str
    resource_type: str
    status: str
    seconds: float
    message: str | None = None
    failures: int = 0


OnResult = Callable[[NodeResult], None]
"""Called with a node's result as soon as it is there."""


def _arguments(command: str, target: Path) -> list[str]:
    """No log and, but for parsing, no artefacts: results are handed over in memory, and writing them costs a third of the build."""
    arguments = [
        command,
        "--project-dir",
        str(DBT_PROJECT),
        "--profiles-dir",
        str(DBT_PROJECT),
        "--target-path",
        str(target),
        "--log-level",
        "none",
        "--log-level-file",
        "none",
        "--no-version-check",
        "--no-print",
    ]
    return arguments if command == "parse" else [*arguments, "--no-write-json", "--no-populate-cache"]


def take_project_as_valid() -> None:
    """Let dbt read the project and its profile without checking them against their JSON schemas, from now on in this process.

    For a project that dbt has parsed, and so checked, as it is now (``prepared.is_prepared``): making the schemas again takes half a
    second of each run. Call it before dbt is imported.
    """
    names_only("mashumaro.jsonschema")
    from dbt_common.dataclass_schema import dbtClassMixin  # noqa: PLC0415 - heavy

    dbtClassMixin.validate = classmethod(lambda _cls, _data: None)  # type: ignore[method-assign,assignment] # dbt has no flag for it


@contextlib.contextmanager
def _environment() -> Iterator[None]:
    """dbt's telemetry off, and the variables back as they were afterwards."""
    before = {name: os.environ.get(name) for name in _OFFLINE}
    os.environ.update(_OFFLINE)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def invoke(
    command: str, target: Path, folder: Path, *, manifest: Any = None, callbacks: Sequence[Any] = (), selection: Sequence[str] = ()
) -> Any:
    """Run one dbt command in ``folder``, in this process; its ``dbtRunnerResult``. Nothing is raised for what dbt reports."""
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager  # noqa: PLC0415 - heavy
    from dbt.cli.main import dbtRunner  # noqa: PLC0415 - heavy

    folder.mkdir(parents=True, exist_ok=True)
    target.mkdir(parents=True, exist_ok=True)
    try:
        with _environment(), contextlib.chdir(folder), only_heard():
            return dbtRunner(manifest=manifest, callbacks=list(callbacks)).invoke([*_arguments(command, target), *selection])
    finally:  # DuckDB knows an open file by its relative name: left open, another folder's would be taken for it
        DuckDBConnectionManager.close_all_connections()  # type: ignore[no-untyped-call] # dbt-duckdb leaves it untyped


def run(
    command: str,
    target: Path,
    folder: Path,
    on_result: OnResult | None = None,
    *,
    manifest: Any = None,
    selection: Sequence[str] = (),
    wait: Callable[[], None] | None = None,
) -> list[NodeResult]:
    """Run a command over nodes; one result a node, in the order in which dbt finished them. Raises DbtError on any failure.

    ``wait`` is called before the first node, when dbt has made everything ready.
    """
    results: list[NodeResult] = []

    def heard(event: Any) -> None:
        if wait is not None and event.info.name == READY:
            wait()
        elif event.info.name == FINISHED:
            results.append(_node_result(event.data.node_info, event.data.run_result))
            if on_result is not None:
                on_result(results[-1])

    outcome = invoke(command, target, folder, manifest=manifest, callbacks=[heard], selection=selection)
    if not outcome.success:
        raise DbtError(what_failed(results, outcome.exception))
    return results


def run_tests(kind: str, target: Path, folder: Path) -> dict[str, str]:
    """dbt's own run of its tests of one kind (``unit``, ``data``) against ``folder``'s warehouse: name -> status. For the test suite.

    A run proves the models' keys itself (``data_tests.py``), and leaves the unit tests, on made-up rows, to the suite.
    """
    statuses: dict[str, str] = {}

    def heard(event: Any) -> None:
        if event.info.name == FINISHED:
            statuses[event.data.node_info.node_name] = str(event.data.run_result.status)

    outcome = invoke("test", target, folder, callbacks=[heard], selection=("--select", f"test_type:{kind}"))
    if outcome.exception is not None:
        raise DbtError(str(outcome.exception))
    return statuses


def _node_result(node: Any, result: Any) -> NodeResult:
    return NodeResult(
        unique_id=node.unique_id,
        resource_type=node.resource_type,
        status=str(result.status),
        seconds=float(result.execution_time),
        message=result.message or None,
        failures=int(result.num_failures),
    )


def what_failed(results: Sequence[NodeResult], exception: BaseException | None = None) -> str:
    """The failed nodes in one line, or what dbt raised."""
    bad = [f"{result.unique_id}: {result.message}" for result in results if result.status in ("error", "fail")]
    return "dbt: " + ("; ".join(bad) or str(exception))
