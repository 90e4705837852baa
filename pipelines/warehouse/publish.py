"""Builds the warehouse aside and publishes it by an atomic rename.

Belongs here: the order build, close, rename, and knowing whether what is published is still what the lake says.
Does not belong here: how dbt is called (``dbt.py``), how what is published is read (``query.py``).

A reader that has the old file open keeps it whole; one that opens afterwards gets the new one whole. Nobody sees half.
"""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path

from pipelines.home import Home
from pipelines.warehouse.build import build
from pipelines.warehouse.dbt import WAREHOUSE_FILE, NodeResult, OnResult
from pipelines.warehouse.duck import open_duckdb
from pipelines.warehouse.prepared import project_digest


def build_folder(home: Home) -> Path:
    """Where the next warehouse is built; beside the lake, see ``profiles.yml``."""
    return home.state / "build"


def lake_digest(home: Home) -> str:
    """Changes with any byte that dbt reads, and with a name that was confirmed but not yet taken in."""
    digest = hashlib.sha256(project_digest().encode())
    for path in [*sorted(home.lake.glob("*.parquet")), *home.archive.glob("aliases.jsonl")]:
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _stamp(home: Home) -> Path:
    return home.warehouse.with_suffix(".json")


def is_published(home: Home) -> bool:
    """Whether the published warehouse is what the lake and the models yield now."""
    stamp = _stamp(home)
    if not home.warehouse.exists() or not stamp.exists():
        return False
    return bool(json.loads(stamp.read_text(encoding="utf-8"))["lake"] == lake_digest(home))


def cleared_build_folder(home: Home) -> Path:
    """The build folder without what an earlier build left."""
    folder = build_folder(home)
    folder.mkdir(parents=True, exist_ok=True)
    for leftover in folder.glob(WAREHOUSE_FILE + "*"):
        leftover.unlink()
    return folder


def build_aside(home: Home, on_result: OnResult | None = None) -> list[NodeResult]:
    """Build a new warehouse file in the build folder, in this process. What is published stays as it is. Raises DbtError."""
    return build(home, cleared_build_folder(home), on_result)


def publish(home: Home) -> None:
    """Put the built file in the place that readers open."""
    built = build_folder(home) / WAREHOUSE_FILE
    with open_duckdb(built, read_only=False) as connection:
        connection.execute("checkpoint")
    built.chmod(0o444)
    home.warehouse.parent.mkdir(parents=True, exist_ok=True)
    digest = lake_digest(home)
    with built.open("rb") as stream:
        os.fsync(stream.fileno())
    built.replace(home.warehouse)
    stamp = _stamp(home).with_suffix(".json.new")
    stamp.write_text(json.dumps({"lake": digest}), encoding="utf-8")
    stamp.replace(_stamp(home))
