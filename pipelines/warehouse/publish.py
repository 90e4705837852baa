"""Builds the warehouse aside and publishes it by an atomic rename.

Belongs here: the order build, close, rename, and knowing whether what is published is still what the lake says.
Does not belong here: how dbt is called (``dbt.py``), what a published file rests on (``stamp.py``), how it is read (``query.py``).

A reader that has the old file open keeps it whole; one that opens afterwards gets the new one whole. Nobody sees half.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

from pipelines.home import Home
from pipelines.warehouse.build import build
from pipelines.warehouse.dbt import WAREHOUSE_FILE, NodeResult, OnResult
from pipelines.warehouse.duck import open_duckdb
from pipelines.warehouse.increment import Increment
from pipelines.warehouse.stamp import Stamp, file_identity, lake_digest, program_digest, read_stamp, table_digests, write_stamp


def build_folder(home: Home) -> Path:
    """Where the next warehouse is built; beside the lake, see ``profiles.yml``."""
    return home.state / "build"


def is_published(home: Home) -> bool:
    """Whether the published warehouse is what the lake and the models yield now."""
    stamp = read_stamp(home)
    return stamp is not None and stamp.lake == lake_digest(home)


def is_published_whole(home: Home) -> bool:
    """Whether it is so, and every row of it was computed in one build: a close rests on nothing that an earlier build left."""
    stamp = read_stamp(home)
    return stamp is not None and stamp.is_whole and stamp.lake == lake_digest(home)


def cleared_build_folder(home: Home) -> Path:
    """The build folder without what an earlier build left."""
    folder = build_folder(home)
    folder.mkdir(parents=True, exist_ok=True)
    for leftover in folder.glob(WAREHOUSE_FILE + "*"):
        leftover.unlink()
    return folder


def build_aside(home: Home, on_result: OnResult | None = None, increment: Increment | None = None) -> list[NodeResult]:
    """Build a new warehouse file in the build folder, in this process. What is published stays as it is. Raises DbtError."""
    return build(home, cleared_build_folder(home), on_result, lambda: increment)


def publish(home: Home, *, is_whole: bool = True) -> None:
    """Put the built file in the place that readers open, and note what it rests on."""
    built = build_folder(home) / WAREHOUSE_FILE
    with open_duckdb(built, read_only=False) as connection:
        connection.execute("checkpoint")
    built.chmod(0o444)
    home.warehouse.parent.mkdir(parents=True, exist_ok=True)
    tables = table_digests(home)
    kept_of = None if is_whole else read_stamp(home)
    with built.open("rb") as stream:
        os.fsync(stream.fileno())
    built.replace(home.warehouse)
    write_stamp(
        home,
        Stamp(
            lake=lake_digest(home, tables),
            program=program_digest(home),
            tables=tables,
            file=file_identity(home.warehouse),
            computed_at=_written_at(home.warehouse) if kept_of is None else kept_of.computed_at,
            is_whole=is_whole,
        ),
    )


def _written_at(path: Path) -> str:
    return datetime.fromtimestamp(path.stat().st_mtime, UTC).isoformat(timespec="seconds")
