"""The original text of source rows: what stood in their cells, as the lake keeps it.

Belongs here: fetching texts by row id. Does not belong here: what the rows count for (``explain.py``, ``whereto.py``).

No personal column is ever among them: the reader left those behind.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from pipelines.catalogue import Catalogue
from pipelines.warehouse.query import Snapshot, read

_BY_ID = "select row_id, original from read_parquet(?) where row_id in (select unnest(?))"
_BY_FILE = "select * from read_parquet(?) where file_sha256 in (select unnest(?))"


def originals(snapshot: Snapshot, wanted: Mapping[str, Iterable[str]]) -> dict[str, dict[str, str]]:
    """Row id -> field id -> text as written. ``wanted``: source -> row ids. A row that the lake does not hold is not there."""
    found: dict[str, dict[str, str]] = {}
    for source, row_ids in wanted.items():
        path = snapshot.lake / f"{source}.parquet"
        if path.exists():
            for row in read(snapshot, _BY_ID, [str(path), sorted(set(row_ids))]):
                found[row["row_id"]] = json.loads(row["original"])
    return found


def raw_rows(snapshot: Snapshot, source: str, files: Iterable[str]) -> dict[str, dict[str, Any]]:
    """Row id -> the row of the source's raw table (all cells as text), for the files of these hashes."""
    path = snapshot.lake / f"{source}.parquet"
    if not path.exists():
        return {}
    return {row["row_id"]: row for row in read(snapshot, _BY_FILE, [str(path), sorted(set(files))])}


def titled(catalogue: Catalogue, source: str, original: Mapping[str, str]) -> dict[str, str]:
    """The texts under their columns' Vietnamese titles, in the source's order."""
    return {field.title.vi: original[field.id] for field in catalogue.sources[source].fields if field.id in original}
