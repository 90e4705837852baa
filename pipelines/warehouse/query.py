"""Opens the published warehouse for reading.

Belongs here: opening, and rows as plain dicts. Does not belong here: any question of the domain (``quarter``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipelines.home import Home
from pipelines.ingest.closed import Closed
from pipelines.warehouse.duck import open_duckdb
from pipelines.warehouse.stamp import read_stamp

if TYPE_CHECKING:
    import duckdb


class NotPublishedError(RuntimeError):
    """Nothing has been published in this home yet."""


@dataclass(frozen=True)
class Snapshot:
    """One version held open, published or closed: every question asked of it is answered from the same figures."""

    home: Home
    connection: duckdb.DuckDBPyConnection
    closed: Closed | None = None
    """The package that the answers come from; nothing when they come from the published warehouse."""

    @property
    def lake(self) -> Path:
        """Where the source rows stand as they were read, one Parquet file a source, with their original text."""
        return self.home.lake if self.closed is None else self.closed.folder / "rows"


Readable = Home | Snapshot
"""What a question can be asked of: a home (whatever is published at that moment), or one version of it."""


@contextmanager
def snapshot(home: Home) -> Iterator[Snapshot]:
    """Hold the version that is published now, also while a newer one replaces it. Raises NotPublishedError before the first run."""
    if not home.warehouse.exists():
        raise NotPublishedError(str(home.root))
    with open_duckdb(home.warehouse) as connection:
        yield Snapshot(home, connection)


@contextmanager
def held(source: Readable) -> Iterator[Snapshot]:
    """One version for several questions: the one given, or the one that is published in the home now. Raises NotPublishedError."""
    if isinstance(source, Snapshot):
        yield source
    else:
        with snapshot(source) as opened:
            yield opened


def read(source: Readable, sql: str, parameters: Sequence[Any] | Mapping[str, Any] = ()) -> list[dict[str, Any]]:
    """The rows of one question, asked of one published version. Raises NotPublishedError before the first run."""
    if isinstance(source, Home):
        with snapshot(source) as opened:
            return read(opened, sql, parameters)
    cursor = source.connection.execute(sql, dict(parameters) if isinstance(parameters, Mapping) else list(parameters))
    names = [column[0] for column in cursor.description or []]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def published_digest(home: Home) -> str:
    """What the published warehouse was built from: the digest of the lake and the models (SHA-256, hexadecimal).

    Raises NotPublishedError before the first run.
    """
    stamp = read_stamp(home)
    if stamp is None:
        raise NotPublishedError(str(home.root))
    return stamp.lake
