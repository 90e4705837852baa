"""The one place that calls dbt.

Belongs here: dbt's arguments, its parse cache, and its results in our own words.
Does not belong here: where the built file goes (``publish.py``).

dbt is called in this process: a new one costs seconds. It is started in the build folder, because the paths of the warehouse
and the lake are relative to it and fixed (see ``profiles.yml``).
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipelines.home import PROJECT_ROOT, Home

DBT_PROJECT = PROJECT_ROOT / "dbt_project"
PARSED = DBT_PROJECT / "target"
"""Where ``prepare`` leaves the parsed project; each home starts from a copy of it."""
_STAMP = "sources.sha256"
_CACHE_FILES = ("manifest.json", "partial_parse.msgpack", _STAMP)
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
    message: str | None
    failures: int


OnResult = Callable[[NodeResult], None]
"""Called with a node's result as soon as dbt has finished it."""


def project_digest() -> str:
    """Changes with any file of the dbt project."""
    digest = hashlib.sha256()
    for folder in ("models", "macros", "seeds", "tests"):
        for path in sorted((DBT_PROJECT / folder).rglob("*")):
            if path.is_file():
                digest.update(path.relative_to(DBT_PROJECT).as_posix().encode())
                digest.update(path.read_bytes())
    for name in ("dbt_project.yml", "profiles.yml"):
        digest.update((DBT_PROJECT / name).read_bytes())
    return digest.hexdigest()


def _arguments(command: str, target: Path) -> list[str]:
    """No log and, when building, no artefacts: results are handed over in memory, and writing them costs a third of the build."""
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
    if command == "build":  # unit tests prove the SQL on made-up rows: that is the test suite's work, not a run's
        arguments += ["--exclude-resource-type", "unit_test"]
    return arguments if command == "parse" else [*arguments, "--no-write-json", "--no-populate-cache"]


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


def _invoke(
    command: str, target: Path, folder: Path, *, manifest: Any = None, callbacks: Sequence[Any] = (), selection: Sequence[str] = ()
) -> Any:
    from dbt.cli.main import dbtRunner  # noqa: PLC0415 - heavy

    folder.mkdir(parents=True, exist_ok=True)
    target.mkdir(parents=True, exist_ok=True)
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager  # noqa: PLC0415 - heavy

    try:
        with _environment(), contextlib.chdir(folder):
            return dbtRunner(manifest=manifest, callbacks=list(callbacks)).invoke([*_arguments(command, target), *selection])
    finally:  # DuckDB knows an open file by its relative name: left open, another folder's would be taken for it
        DuckDBConnectionManager.close_all_connections()  # type: ignore[no-untyped-call] # dbt-duckdb leaves it untyped


def prepare(force: bool = False) -> Path:  # noqa: FBT001, FBT002 - one switch, named where it is used
    """Parse the project if it changed since, and return its manifest's path. Raises DbtError when it does not parse."""
    stamp, digest = PARSED / _STAMP, project_digest()
    manifest = PARSED / "manifest.json"
    if not force and manifest.exists() and stamp.exists() and stamp.read_text(encoding="utf-8") == digest:
        return manifest
    outcome = _invoke("parse", PARSED, PARSED)
    if not outcome.success:
        raise DbtError(f"the dbt project does not parse: {outcome.exception}")
    stamp.write_text(digest, encoding="utf-8")
    return manifest


def _seed_cache(target: Path) -> None:
    """Start from the parsed project, so that a new home need not parse it again."""
    if (target / _STAMP).exists() and (target / _STAMP).read_text(encoding="utf-8") == project_digest():
        return
    prepare()
    target.mkdir(parents=True, exist_ok=True)
    for name in _CACHE_FILES:
        if (PARSED / name).exists():
            shutil.copyfile(PARSED / name, target / name)


def load_manifest() -> Any:
    """The parsed project, to be handed to ``build``: a third of a second, where dbt's own check for changes takes a whole one."""
    from dbt.contracts.graph.manifest import Manifest  # noqa: PLC0415 - heavy

    prepare()
    manifest = Manifest.from_msgpack((PARSED / "partial_parse.msgpack").read_bytes())
    manifest.build_flat_graph()  # type: ignore[no-untyped-call] # dbt leaves it untyped
    return manifest


STATIC = ("--select", "tag:static")
"""What depends on declared facts only, and can be built before a file is read."""
MOVING = ("--exclude", "tag:static")


def build(
    home: Home, folder: Path, on_result: OnResult | None = None, *, manifest: Any = None, selection: Sequence[str] = ()
) -> list[NodeResult]:
    """Build every model and run every test into ``folder/soxom.duckdb``. Raises DbtError on any failure.

    Returns one result a node, in the order in which dbt finished them.
    """
    results: list[NodeResult] = []

    def heard(event: Any) -> None:
        if event.info.name == "NodeFinished":
            results.append(_node_result(event.data.node_info, event.data.run_result))
            if on_result is not None:
                on_result(results[-1])

    if manifest is None:
        _seed_cache(home.dbt_target)
    outcome = _invoke("build", home.dbt_target, folder, manifest=manifest, callbacks=[heard], selection=selection)
    if not outcome.success:
        raise DbtError(_what_failed(results, outcome.exception))
    return results


def run_unit_tests(target: Path, folder: Path) -> dict[str, str]:
    """dbt's unit tests against the tables of ``folder/soxom.duckdb``: name -> status. For the test suite."""
    statuses: dict[str, str] = {}

    def heard(event: Any) -> None:
        if event.info.name == "NodeFinished":
            statuses[event.data.node_info.node_name] = str(event.data.run_result.status)

    outcome = _invoke("test", target, folder, callbacks=[heard], selection=("--select", "test_type:unit"))
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


def _what_failed(results: list[NodeResult], exception: BaseException | None) -> str:
    bad = [f"{result.unique_id}: {result.message}" for result in results if result.status in ("error", "fail")]
    return "dbt: " + ("; ".join(bad) or str(exception))
