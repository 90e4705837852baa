"""Writes the marts out as plain files, the same bytes for the same figures.

Belongs here: which tables, in what order, with which writer settings. Does not belong here: packages and manifests.
"""

from __future__ import annotations

from pathlib import Path

from pipelines.home import Home
from pipelines.warehouse.query import NotPublishedError

MART_PREFIXES = ("dim_", "fct_")
"""``ledger_`` tables are left out: they say in which order files came, which no figure depends on."""


def mart_names(home: Home) -> list[str]:
    """The marts of the published warehouse, by name."""
    import duckdb  # noqa: PLC0415 - only where a file is opened

    if not home.warehouse.exists():
        raise NotPublishedError(str(home.root))
    with duckdb.connect(str(home.warehouse), read_only=True) as connection:
        names = [row[0] for row in connection.execute("select table_name from information_schema.tables order by 1").fetchall()]
    return [name for name in names if name.startswith(MART_PREFIXES)]


def export_marts(home: Home, folder: Path) -> list[Path]:
    """One CSV a mart, rows ordered by every column. Raises NotPublishedError before the first run."""
    import duckdb  # noqa: PLC0415 - only where a file is opened

    folder.mkdir(parents=True, exist_ok=True)
    written = []
    names = mart_names(home)
    with duckdb.connect(str(home.warehouse), read_only=True) as connection:
        for name in names:
            path = folder / f"{name}.csv"
            target = str(path).replace("'", "''")
            connection.execute(f"copy (select * from {name} order by all) to '{target}' (header, delimiter ',')")  # noqa: S608 - our own table names
            written.append(path)
    return written
