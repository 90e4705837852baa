"""The published figures as a close that is under way is about to make them.

Belongs here: the one question that differs, which is what ``fct_indicator`` says of the quarter. Does not belong here: the close
(``close.py``), the documents that are made from it (``pipelines.reports.closing``).

A close makes its documents before it is done, and a restatement replaces figures that the published warehouse still shows as closed.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from pipelines.home import Home
from pipelines.quarter.standing import Standing
from pipelines.warehouse.duck import open_duckdb
from pipelines.warehouse.query import Snapshot, snapshot

_TABLES = "select table_name from information_schema.tables where table_catalog = 'published' order by 1"
_FIGURES = """
create view fct_indicator as
select * from published.fct_indicator where period <> '{quarter}'
union all by name
select *, '{state}' as publication, {version} as version from published.int_indicator_judged where period = '{quarter}'
"""


@contextmanager
def closing_snapshot(home: Home, quarter: str, standing: Standing) -> Iterator[Snapshot]:
    """What is published, with the quarter's figures as the files give them now and in the standing that the close gives them.

    ``quarter``: "2026-Q2". Raises NotPublishedError.
    """
    with snapshot(home), open_duckdb() as connection:
        path = str(home.warehouse).replace("'", "''")
        connection.execute(f"attach '{path}' as published (read_only)")
        for (table,) in connection.execute(_TABLES).fetchall():
            if table != "fct_indicator":
                connection.execute(f"create view {table} as select * from published.{table}")  # noqa: S608 - our own tables
        connection.execute(_FIGURES.format(quarter=quarter, state=standing.state, version=standing.version))
        yield Snapshot(home, connection)
