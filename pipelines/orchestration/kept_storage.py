"""Dagster's stores of runs and of schedules in SQLite, without a look at their migrations once they are there.

Belongs here: how they reach their files. Does not belong here: what is stored, which is Dagster's; the event log (``event_log.py``).

At each start the stock stores read every migration script that Dagster has ever had, to see that a file has been stamped; and that of
the runs makes a new engine for each statement: a third of a second of a run. A file that is there was stamped when it was made; one of
an older Dagster is left as it is, as the stock stores leave it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy
from dagster._core.storage.runs import SqliteRunStorage
from dagster._core.storage.schedules import SqliteScheduleStorage
from dagster._core.storage.sqlite import create_db_conn_string

if TYPE_CHECKING:
    from dagster._serdes import ConfigurableClassData

_BUSY_SECONDS = 60


class KeptRuns(SqliteRunStorage):
    """The runs, with one engine until the instance is disposed of."""

    @classmethod
    def from_config_value(cls, inst_data: ConfigurableClassData | None, config_value: Mapping[str, Any]) -> KeptRuns:
        """Called by Dagster with what ``dagster.yaml`` says."""
        base_dir = str(config_value["base_dir"])
        if not Path(base_dir, "runs.db").exists():
            SqliteRunStorage.from_local(base_dir)
        return cls(create_db_conn_string(base_dir, "runs"), inst_data)

    @cached_property
    def _engine(self) -> sqlalchemy.Engine:
        return sqlalchemy.create_engine(self._conn_string, connect_args={"timeout": _BUSY_SECONDS})

    @contextmanager
    def connect(self) -> Iterator[sqlalchemy.Connection]:
        """A transaction of its own."""
        with self._engine.connect() as connection, connection.begin():
            yield connection

    def has_execution_plan_snapshot(self, execution_plan_snapshot_id: str) -> bool:
        """Whether it is there, asked as of a job's, which lie in the same table: the stock store unpacks a plan to know."""
        return self.has_job_snapshot(execution_plan_snapshot_id)

    def dispose(self) -> None:
        """Let go of the file."""
        self._engine.dispose()


class KeptSchedules(SqliteScheduleStorage):
    """The schedules and sensors, and their ticks. It keeps nothing open: a disposed instance does not say so to this store."""

    @classmethod
    def from_config_value(cls, inst_data: ConfigurableClassData | None, config_value: Mapping[str, Any]) -> KeptSchedules:
        """Called by Dagster with what ``dagster.yaml`` says."""
        base_dir = str(config_value["base_dir"])
        if not Path(base_dir, "schedules.db").exists():
            SqliteScheduleStorage.from_local(base_dir)
        return cls(create_db_conn_string(base_dir, "schedules"), inst_data)
