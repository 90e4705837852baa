"""Writes tables out as plain files, the same bytes for the same figures.

Belongs here: in what order, with which writer settings. Does not belong here: which tables a package holds (``pipelines.quarter``).
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipelines.home import Home
from pipelines.warehouse.duck import open_duckdb
from pipelines.warehouse.query import NotPublishedError

if TYPE_CHECKING:
    import duckdb

MART_PREFIXES = ("dim_", "fct_")
"""``ledger_`` tables are left out: they say in which order files came, which no figure depends on."""


def mart_names(home: Home) -> list[str]:
    """The marts of the published warehouse, by name."""
    if not home.warehouse.exists():
        raise NotPublishedError(str(home.root))
    with open_duckdb(home.warehouse) as connection:
        names = [row[0] for row in connection.execute("select table_name from information_schema.tables order by 1").fetchall()]
    return [name for name in names if name.startswith(MART_PREFIXES)]


def export_marts(home: Home, folder: Path) -> list[Path]:
    """One CSV a mart, rows ordered by every column. Raises NotPublishedError before the first run."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    names = mart_names(home)
    with open_duckdb(home.warehouse) as connection:
        for name in names:
            path = folder / f"{name}.csv"
            target = str(path).replace("'", "''")
            connection.execute(f"copy (select * from {name} order by all) to '{target}' (header, delimiter ',')")  # noqa: S608 - our own table names
            written.append(path)
    return written


ROW_GROUP = 65_536
"""Rows in a group of a frozen file. It is part of the file's form: another number gives other bytes for the same rows."""


def write_frozen(connection: duckdb.DuckDBPyConnection, query: str, parameters: Mapping[str, Any], path: Path) -> None:
    """The rows of a query as one Parquet file, ordered by every column. The same rows give the same bytes on any machine.

    Nothing of the moment, the machine or the number of its processors goes in: the order is total, the settings are all named here.
    """
    import pyarrow.parquet as pq  # noqa: PLC0415 - only where a file is written

    rows: Any = connection.sql(f"select * from ({query}) order by all", params=dict(parameters)).to_arrow_table()  # noqa: S608 - our own queries
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(
        rows.combine_chunks().replace_schema_metadata(None),
        path,
        version="2.6",
        data_page_version="1.0",
        compression="zstd",
        compression_level=3,
        use_dictionary=True,
        write_statistics=False,
        store_schema=False,
        row_group_size=ROW_GROUP,
    )
