"""What a process that ends with its run does not import of Dagster.

Belongs here: what is spared, and when that is safe. Does not belong here: how an import is spared (``pipelines.imports``).

Dagster's stores import Alembic for migrations, Alembic every database's dialect and, for its error pages, every programming language
that can be coloured; the stores of runs import the daemons, and these a terminal's layout. Together it is a sixth of what a run of a
second or two imports, and a run whose stores stand uses none of it. A process that goes on (the web UI, the tests) keeps all of it.
"""

from __future__ import annotations

from pathlib import Path

from pipelines.imports import names_only

STORES = ("history/runs.db", "history/runs/index.db", "history/blank_run.db", "schedules/schedules.db")
"""The files of an instance that has all its tables: to make one, the stock way asks Alembic."""
_MIGRATIONS = ("command", "config", "runtime.environment", "runtime.migration", "script")


def spare_unused(folder: Path) -> None:
    """Let the instance in ``folder`` be opened without them, if all its stores are there. Call it before any instance is opened."""
    names_only("dagster._daemon")
    if all((folder / store).exists() for store in STORES):
        names_only("alembic", *(f"alembic.{part}" for part in _MIGRATIONS))
