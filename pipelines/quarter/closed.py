"""Opens the version in which a period is to be read: the closed package of a closed quarter, else what is published.

Belongs here: making a package answer the questions that the published warehouse answers. Does not belong here: the questions.

A closed quarter is read from its package and from nothing else, whatever has been published since: its figures, rows, findings,
registry and definitions are those of the close.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from pipelines.home import Home
from pipelines.ingest.closed import Closed, latest_of
from pipelines.warehouse.duck import open_duckdb
from pipelines.warehouse.query import Snapshot, snapshot

if TYPE_CHECKING:
    from pipelines.catalogue import Catalogue


@contextmanager
def snapshot_of(home: Home, period: str, version: int | None = None) -> Iterator[Snapshot]:
    """Hold the version that ``period`` is to be read in: of a closed quarter the package of its last version (or the one asked for).

    ``Snapshot.closed`` says which package it is. Raises NotPublishedError, AlteredError (a file of the package is not what was closed),
    LookupError (no such version).
    """
    closed = latest_of(home, period)
    if closed is None and version is None:
        with snapshot(home) as published:
            yield published
        return
    if closed is None or (version is not None and not 1 <= version <= closed.version):
        raise LookupError(f"{period} v{version}")
    with package_snapshot(home, closed if version is None else Closed(period, version, closed.folder.parent / f"v{version}")) as opened:
        yield opened


@contextmanager
def package_snapshot(home: Home, closed: Closed, only: Collection[str] = ()) -> Iterator[Snapshot]:
    """The package's tables under the names of the marts, in memory; all, or those named. Raises AlteredError."""
    from pipelines.quarter.package_tables import TABLES  # noqa: PLC0415 - heavy, and most quarters that are asked for are open

    with open_duckdb() as connection:
        for entry in closed.manifest["files"]:
            folder, _, name = entry["path"].partition("/")
            table = name.removesuffix(".parquet")
            if folder == TABLES and (table in only or not only):
                connection.execute(f"create view {table} as select *{_added(table, closed)} from read_parquet('{_quoted(closed, entry)}')")  # noqa: S608 - our own tables
        yield Snapshot(home, connection, closed)


def _quoted(closed: Closed, entry: dict[str, str]) -> str:
    return str(closed.whole(entry["path"])).replace("'", "''")


def _added(table: str, closed: Closed) -> str:
    """What the published table has besides: it is known only once the quarter is closed."""
    return f", '{closed.status}' as publication, {closed.version} as version" if table == "fct_indicator" else ""


def catalogue_of(source: Snapshot) -> Catalogue:
    """The definitions that the version rests on: the package's own, or the programme's.

    A package's definitions that this programme can no longer read give way to its own; the package's ``code.zip`` has the readers.
    """
    from pipelines.catalogue import load_catalogue  # noqa: PLC0415 - heavy, and not every question needs it
    from pipelines.catalogue.load import CatalogueError, load_catalogue_from  # noqa: PLC0415
    from pipelines.quarter.package import DEFINITIONS  # noqa: PLC0415

    if source.closed is None:
        return load_catalogue()
    try:
        return load_catalogue_from(source.closed.folder / DEFINITIONS)
    except (CatalogueError, FileNotFoundError):
        return load_catalogue()
