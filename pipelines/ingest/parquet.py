"""Reads a Parquet file of ours whole, and makes Arrow's tables without pandas.

Belongs here: reading one file. Does not belong here: what is in it (``lake.py`` and others), asking many at once (DuckDB).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.imports import hidden


@cache
def spare_pandas() -> None:
    """Call it before a table is made: Arrow imports pandas, half a second, to know whether the first list it gets is one of pandas'.

    It asks once a process; a frame wanted later is made all the same.
    """
    with hidden("pandas"):
        pa.array([])


def read_parquet(path: Path, columns: Sequence[str] | None = None) -> pa.Table:
    """The file's rows, with these columns or all.

    ``pyarrow.parquet.read_table`` gives the same and imports datasets and pandas for it, four tenths of a second.
    """
    with pq.ParquetFile(path) as file:
        return file.read(columns)
