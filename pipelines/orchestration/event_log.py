"""Dagster's event log in SQLite, with its connections kept open.

Belongs here: how the event log reaches its files. Does not belong here: what is logged, which is Dagster's.

The stock storage makes a new engine, connection and flush to disk for each statement: several thousand for one run of ours, 8 s
of a run that takes 11. Here an event, or a batch of them that Dagster has ready together, is one transaction a file. A run log is not
the commune's record (that is the archive and the action log), so the last seconds of it may be lost in a power cut; SQLite in WAL mode
stays whole all the same.
A run has a file of its own; it starts as a copy of a blank one, which stands in the folder above.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import local
from typing import TYPE_CHECKING, Any

import sqlalchemy
from dagster._core.storage.event_log.schema import AssetKeyTable
from dagster._core.storage.event_log.sqlite.sqlite_event_log import INDEX_SHARD_NAME, SqliteEventLogStorage

if TYPE_CHECKING:
    from dagster._core.events.log import EventLogEntry
    from dagster._serdes import ConfigurableClassData

_BUSY_SECONDS = 60
_BLANK = "blank_run.db"


class KeptConnections(SqliteEventLogStorage):
    """One engine a database file, kept until the instance is disposed of."""

    def __init__(self, base_dir: str, inst_data: ConfigurableClassData | None = None) -> None:
        self._engines: dict[str, sqlalchemy.Engine] = {}
        self._tables: set[str] = set()
        self._indexes: set[str] = set()
        self._open = local()
        super().__init__(base_dir, inst_data)

    @classmethod
    def from_config_value(cls, inst_data: ConfigurableClassData | None, config_value: Mapping[str, Any]) -> KeptConnections:
        """Called by Dagster with what ``dagster.yaml`` says."""
        return cls(config_value["base_dir"], inst_data)

    def _engine(self, shard: str) -> sqlalchemy.Engine:
        if shard not in self._engines:
            self._make(shard)
            engine = sqlalchemy.create_engine(self.conn_string_for_shard(shard), connect_args={"timeout": _BUSY_SECONDS})
            sqlalchemy.event.listen(engine, "connect", _relax)
            self._engines[shard] = engine
        return self._engines[shard]

    def _make(self, shard: str) -> None:
        """See that the shard's file is there. One that is there has its tables: the stock way would look up their migrations."""
        path, blank = Path(self.path_for_shard(shard)), Path(self._base_dir).parent / _BLANK
        if path.exists():
            return
        if shard != INDEX_SHARD_NAME and blank.exists():
            _copied(blank, path)
            return
        with super()._connect(shard):
            pass  # the stock way: it creates the tables
        if shard != INDEX_SHARD_NAME:
            _keep_blank(path, blank)

    def has_table(self, table_name: str) -> bool:
        """Asked before each event; a table that was there stays."""
        if table_name not in self._tables and super().has_table(table_name):
            self._tables.add(table_name)
        return table_name in self._tables

    def _has_asset_key_col_on_connection(self, _conn: sqlalchemy.Connection, column_name: str) -> bool:
        """Asked several times an event of an asset; our files were made with the columns that Dagster knows."""
        return column_name in AssetKeyTable.c

    def has_secondary_index(self, name: str) -> bool:
        """Asked several times an event of an asset; an index that is complete stays so."""
        if name not in self._indexes and super().has_secondary_index(name):
            self._indexes.add(name)
        return name in self._indexes

    @contextmanager
    def _connect(self, shard: str) -> Iterator[sqlalchemy.Connection]:
        """The thread's open transaction on that file, or a new one."""
        mine: dict[str, sqlalchemy.Connection] = self._open.__dict__
        if shard in mine:
            yield mine[shard]
            return
        with self._engine(shard).connect() as connection, connection.begin():
            mine[shard] = connection
            try:
                yield connection
            finally:
                del mine[shard]

    def store_event(self, event: EventLogEntry) -> None:
        """One event: in its run's file, and across runs if it is an asset's or a check's."""
        with self._connect(event.run_id), self._connect(INDEX_SHARD_NAME):
            super().store_event(event)

    def store_event_batch(self, events: Sequence[EventLogEntry]) -> None:
        """Events of one run that came together."""
        with self._connect(events[0].run_id), self._connect(INDEX_SHARD_NAME):
            for event in events:
                super().store_event(event)

    def run_connection(self, run_id: str | None = None) -> Any:
        """The run's own file."""
        return self._connect(run_id or INDEX_SHARD_NAME)

    def index_connection(self) -> Any:
        """The file across runs."""
        return self._connect(INDEX_SHARD_NAME)

    def dispose(self) -> None:
        """Let go of every file."""
        for engine in self._engines.values():
            engine.dispose()
        self._engines.clear()
        super().dispose()


def _relax(connection: Any, _record: Any) -> None:
    connection.execute("pragma synchronous = off")


def _keep_blank(path: Path, blank: Path) -> None:
    """Copy a file that has tables and no event, with what its write-ahead log still holds."""
    engine = sqlalchemy.create_engine(f"sqlite:///{path}", poolclass=sqlalchemy.NullPool)
    with engine.connect() as connection:
        connection.execute(sqlalchemy.text("pragma wal_checkpoint(truncate)"))
    _copied(path, blank)


def _copied(path: Path, to: Path) -> None:
    """A whole copy or none: others open the file as soon as it is there."""
    new = to.with_suffix(".new")
    shutil.copyfile(path, new)
    new.replace(to)
