"""Reads a Parquet file of ours whole.

Belongs here: reading one file. Does not belong here: what is in it (``lake.py`` and others), asking many at once (DuckDB).
"""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq


def read_parquet(path: Path) -> pa.Table:
    """The file's rows. ``pyarrow.parquet.read_table`` gives the same and imports datasets and pandas for it, four tenths of a second."""
    with pq.ParquetFile(path) as file:
        return file.read()
