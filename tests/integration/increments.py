"""What the tests of increments share: the plan of one, and comparing two warehouses."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import duckdb

from pipelines.catalogue import load_catalogue
from pipelines.home import Home
from pipelines.orchestration.workplace import own_days
from pipelines.warehouse.duck import open_duckdb
from pipelines.warehouse.increment import Increment, plan_increment
from pipelines.warehouse.publish import build_folder

OWN_DAYS = own_days(load_catalogue())


def plan(home: Home) -> Increment | None:
    return plan_increment(home, OWN_DAYS)


def built(home: Home) -> Path:
    return build_folder(home) / "soxom.duckdb"


def attached(ours: Path, theirs: Path, ask: Callable[[duckdb.DuckDBPyConnection, str], bool]) -> list[str]:
    """The relations of which ``ask`` is true, of two warehouses: the one opened and the one called ``theirs``."""
    with open_duckdb(ours) as connection:
        connection.execute(f"attach '{theirs}' as theirs (read_only)")
        columns = "duckdb_columns() where database_name = 'theirs' and table_name not like 'seed_%'"
        names = [name for (name,) in connection.execute(f"select distinct table_name from {columns}").fetchall()]  # noqa: S608 - no input
        assert len(names) > 60
        return sorted(name for name in names if ask(connection, name))


def differ(connection: duckdb.DuckDBPyConnection, one: str, other: str) -> bool:
    question = f"select count(*) from (({one} except all {other}) union all ({other} except all {one}))"  # noqa: S608 - no input
    return connection.execute(question).fetchall() != [(0,)]


def rows_differ(connection: duckdb.DuckDBPyConnection, name: str) -> bool:
    return differ(connection, f"from main.{name}", f"from theirs.main.{name}")
