"""Dagster's event log in SQLite, with its connections kept open.

Belongs here: how the event log reaches its files. Does not belong here: what is logged, which is Dagster's.

The stock storage makes a new engine, connection and flush to disk for each statement: several thousand for one run of ours, 8 s
of a run that takes 11. A run log is not the commune's record (that is the archive and the action log), so the last seconds of
it may be lost in a power cut; SQLite in WAL mode stays whole all the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import sqlalchemy
from dagster._core.storage.event_log.sqlite.sqlite_event_log import INDEX_SHARD_NAME, SqliteEventLogStorage

if TYPE_CHECKING:
    from dagster._serdes import ConfigurableClassData

_BUSY_SECONDS = 60


class KeptConnections(SqliteEventLogStorage):
    """One engine a database file, kept until the instance is disposed of."""

    def __init__(self, base_dir: str, inst_data: ConfigurableClassData | None = None) -> None:
        self._engines: dict[str, sqlalchemy.Engine] = {}
        super().__init__(base_dir, inst_data)

    @classmethod
    def from_config_value(cls, inst_data: ConfigurableClassData | None, config_value: Mapping[str, Any]) -> KeptConnections:
        """Called by Dagster with what ``dagster.yaml`` says."""
        return cls(config_value["base_dir"], inst_data)

    def _engine(self, shard: str) -> sqlalchemy.Engine:
        if shard not in self._engines:
            with super()._connect(shard):
                pass  # the stock way, once: it creates the tables
            engine = sqlalchemy.create_engine(self.conn_string_for_shard(shard), connect_args={"timeout": _BUSY_SECONDS})
            sqlalchemy.event.listen(engine, "connect", _relax)
            self._engines[shard] = engine
        return self._engines[shard]

    @contextmanager
    def _connect(self, shard: str) -> Iterator[sqlalchemy.Connection]:
        with self._engine(shard).connect() as connection, connection.begin():
            yield connection

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
