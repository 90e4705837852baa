"""Opens DuckDB, the one way that all of ours does.

Belongs here: opening. Does not belong here: which file is published (``query.py``), who may write (only dbt).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb


@contextmanager
def open_duckdb(file: Path | None = None, *, read_only: bool = True) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection to a file, or to a database in memory when none is named.

    DuckDB would draw a progress bar on standard output for a question that takes two seconds; csv and json are there alone.
    """
    import duckdb  # noqa: PLC0415 - only where a file is opened

    with duckdb.connect() if file is None else duckdb.connect(str(file), read_only=read_only) as connection:
        connection.execute("set enable_progress_bar = false")
        yield connection
