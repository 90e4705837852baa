"""What is made once from the dbt project, and used by every home and every run.

Belongs here: the parsed project, its compiled models, data tests and contracts, the declared facts' tables, and knowing whether they are
still true. Does not belong here: anything that depends on a file that somebody dropped.

A run would otherwise parse, compile and seed each time, and dbt spends more on that than on running the SQL: a model's SQL
depends on the project alone (names and paths are fixed, see ``profiles.yml``). So dbt compiles once, and a run is dbt running
the same project with every model already compiled (docs/decisions/0009). They lie under dbt's own ``target`` folder and are made again,
by ``make setup`` or the first command, when any file of the project, or the lock of the libraries, changed.
"""

from __future__ import annotations

import functools
import hashlib
import itertools
import json
import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

from pipelines.home import PROJECT_ROOT
from pipelines.warehouse.contracts import Contract, in_own_words
from pipelines.warehouse.data_tests import CompiledTest
from pipelines.warehouse.dbt import DBT_PROJECT, WAREHOUSE_FILE, DbtError, invoke, run

PARSED = DBT_PROJECT / "target"
MANIFEST = PARSED / "manifest.json"
_PARSE = PARSED / "partial_parse.msgpack"
_COMPILED = PARSED / "compiled.msgpack"
_ALONE = (DBT_PROJECT / "dbt_project.yml", DBT_PROJECT / "profiles.yml", PROJECT_ROOT / "requirements.lock")
_STAMP = PARSED / "sources.sha256"
_DECLARED = PARSED / "declared"
_TESTS = PARSED / "data_tests.json"
_CONTRACTS = PARSED / "contracts.json"
_CALLED_MACROS = ("materialization_new_relation_duckdb", "list_schemas", "create_schema")
"""What dbt calls by name when it builds a relation in a new file."""


def project_digest() -> str:
    """Changes with any file of the dbt project, and with the libraries that read it: another dbt would not take what this one kept."""
    folders = [os.walk(DBT_PROJECT / folder) for folder in ("models", "macros", "seeds", "tests")]
    paths = [os.path.join(folder, name) for folder, _, names in itertools.chain(*folders) for name in names]  # noqa: PTH118 - see _digest_of
    paths += [str(path) for path in (*_ALONE, *(Path(__file__).with_name(own) for own in ("prepared.py", "contracts.py")))]
    return _digest_of(tuple((path, (of := os.stat(path)).st_size, of.st_mtime_ns) for path in sorted(paths)))  # noqa: PTH116 - see _digest_of


@functools.lru_cache(maxsize=1)
def _digest_of(looks: tuple[tuple[str, int, int], ...]) -> str:
    """Of the files' names and bytes. It is asked for many times a run, so that files that look as they did are not read again."""
    digest = hashlib.sha256()
    for path, *_ in looks:
        digest.update(Path(path).relative_to(PROJECT_ROOT).as_posix().encode())
        digest.update(Path(path).read_bytes())
    return digest.hexdigest()


def prepare() -> Path:
    """Parse and compile the project if it changed since, and return its manifest's path. Raises DbtError when it does not parse."""
    digest = project_digest()
    if _is_of(digest):
        return MANIFEST
    from filelock import FileLock  # noqa: PLC0415 - only where it is made again

    PARSED.mkdir(exist_ok=True)
    with FileLock(PARSED / "prepare.lock"):  # a run and its worker find a changed project at the same moment
        if not _is_of(digest):
            _STAMP.unlink(missing_ok=True)
            _make(digest)
    return MANIFEST


def is_prepared() -> bool:
    """Whether dbt has parsed and compiled the project as its files are now."""
    return _is_of(project_digest())


def _is_of(digest: str) -> bool:
    return _STAMP.exists() and _STAMP.read_text(encoding="utf-8") == digest


def _make(digest: str) -> None:
    outcome = invoke("parse", PARSED, PARSED)
    if not outcome.success:
        raise DbtError(f"the dbt project does not parse: {outcome.exception}")
    with tempfile.TemporaryDirectory() as scratch:
        folder, target = Path(scratch), Path(scratch, "target")
        run("seed", target, folder, manifest=_read(_PARSE))
        _DECLARED.mkdir(exist_ok=True)
        shutil.copyfile(folder / WAREHOUSE_FILE, _DECLARED / WAREHOUSE_FILE)
        compiled = _compile(target, folder)
    manifest = _read(_PARSE)
    ephemeral = {key for key, node in manifest.nodes.items() if node.is_ephemeral_model}
    _write(_TESTS, _compiled_tests(compiled, {key for key, node in manifest.nodes.items() if is_computed_when_read(node)}))
    _write(_CONTRACTS, in_own_words(_promised(manifest)))
    _COMPILED.write_bytes(_only_built(manifest, compiled, ephemeral).to_msgpack())
    _STAMP.write_text(digest, encoding="utf-8")


def load_manifest() -> Any:
    """The project with every model compiled, to be handed to dbt: tables and views, what was ephemeral is inside them."""
    prepare()
    manifest = _read(_COMPILED)
    manifest.build_flat_graph()
    return manifest


def load_parsed() -> Any:
    """The project as it was parsed, with everything that a command of dbt may call: for what a run does not do."""
    prepare()
    manifest = _read(_PARSE)
    manifest.build_flat_graph()
    return manifest


def hand_over(manifest: Any) -> None:
    """Put each relation's SQL where its macro takes it (``macros/new_relation.sql``): a template dbt would render, and write to a file.

    When dbt is ready to run the first node, and not before: a model without a template is none that it selects.
    """
    for node in manifest.nodes.values():
        if node.resource_type == "model":
            node.config.meta["sql"], node.raw_code = node.raw_code, ""


def lay_declared(folder: Path) -> None:
    """Start a warehouse file that holds the tables of declared facts."""
    prepare()
    shutil.copyfile(_DECLARED / WAREHOUSE_FILE, folder / WAREHOUSE_FILE)


def compiled_tests() -> dict[str, CompiledTest]:
    """Each data test of a table by its unique id. See ``data_tests.py``."""
    prepare()
    tests = json.loads(_TESTS.read_text(encoding="utf-8"))
    return {unique_id: CompiledTest(test["sql"], frozenset(test["reads"])) for unique_id, test in tests.items()}


def contracts() -> dict[str, Contract]:
    """Relation -> its columns and their types in order, for each table and view with a contract. See ``contracts.py``."""
    prepare()
    promised: dict[str, Contract] = json.loads(_CONTRACTS.read_text(encoding="utf-8"))
    return promised


def is_computed_when_read(node: Any) -> bool:
    """A view, or a part of its consumer: a test of it would compute it again."""
    return node.resource_type == "model" and node.config.materialized in ("view", "ephemeral")


def _promised(manifest: Any) -> dict[str, list[tuple[str, str]]]:
    return {
        f"{node.schema}.{node.alias}": [(column.name, column.data_type) for column in node.columns.values()]
        for node in manifest.nodes.values()
        if node.resource_type == "model" and node.config.contract.enforced and not node.is_ephemeral_model
    }


def _read(path: Path) -> Any:
    from dbt.contracts.graph.manifest import Manifest  # noqa: PLC0415 - heavy

    return Manifest.from_msgpack(path.read_bytes())


def _compile(target: Path, folder: Path) -> list[Any]:
    manifest = _read(_PARSE)
    manifest.build_flat_graph()
    outcome = invoke("compile", target, folder, manifest=manifest)
    if not outcome.success:
        raise DbtError(f"the dbt project does not compile: {outcome.exception}")
    return [result.node for result in outcome.result.results]


def _only_built(manifest: Any, compiled: list[Any], ephemeral: set[str]) -> Any:
    """The manifest with each relation's SQL in place of its template, and each reading what it read through ephemeral models."""
    sql = {node.unique_id: node.compiled_code for node in compiled}

    def parents(node: Any) -> set[str]:
        direct = set(node.depends_on.nodes)
        return (direct - ephemeral).union(*(parents(manifest.nodes[parent]) for parent in direct & ephemeral))

    read_by = {key: sorted(parents(node)) for key, node in manifest.nodes.items() if node.resource_type == "model"}
    for key, node in list(manifest.nodes.items()):
        if key in ephemeral or node.resource_type == "test":
            del manifest.nodes[key]
        elif node.resource_type == "model":
            node.raw_code = sql[key]
            node.depends_on.nodes = read_by[key]
            node.config.meta = {name: node.config.meta.get(name) for name in ("incremental_by", "follows_from")}
            node.config.meta["made_as"] = node.config.materialized
            node.meta = {}  # it is said again with every event
            node.config.materialized = "new_relation"
            node.config.contract.enforced = node.contract.enforced = False  # asked of the finished build: contracts.py
    manifest.unit_tests.clear()
    _keep_macros(manifest)
    return manifest


def _keep_macros(manifest: Any) -> None:
    """Leave only what building a table calls, a few dozen of six hundred: dbt lays all of them out twice for each node."""
    named: dict[str, list[str]] = {}
    for key in manifest.macros:
        named.setdefault(key.rpartition(".")[2], []).append(key)
    called = [key for name in _CALLED_MACROS for key in named[name]]
    for key in called:  # grows as it is walked
        name = key.rpartition(".")[2]
        dispatched = [*named.get(f"duckdb__{name}", ()), *named.get(f"default__{name}", ())]
        called += [
            callee
            for callee in (*manifest.macros[key].depends_on.macros, *dispatched)
            if callee in manifest.macros and callee not in called
        ]
    manifest.macros = {key: manifest.macros[key] for key in called}


def _compiled_tests(compiled: list[Any], computed_when_read: set[str]) -> dict[str, dict[str, Any]]:
    """Those of tables. Another table's test stands for what is computed when it is read, and the suite runs both."""
    tests = [node for node in compiled if node.resource_type == "test"]
    for node in tests:
        if (node.config.fail_calc, node.config.error_if, node.config.severity.upper()) != ("count(*)", "!= 0", "ERROR"):
            raise DbtError(f"{node.unique_id}: only tests that fail on any row can be asked at once")
    return {
        node.unique_id: {"sql": node.compiled_code, "reads": node.depends_on.nodes}
        for node in tests
        if not computed_when_read & set(node.depends_on.nodes)
    }


def _write(path: Path, document: Any) -> None:
    path.write_text(json.dumps(document, indent=1), encoding="utf-8")
