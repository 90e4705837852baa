"""What the events of a run tell besides the run: the tables' words and lineage, their SQL, the files behind them.

Belongs here: collecting it from what was exported and from the project. Does not belong here: the events (``openlineage_events.py``).
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from pipelines.catalogue import Catalogue
from pipelines.reports.audit.runs import KeptRun
from pipelines.warehouse.column_lineage import ColumnLineage
from pipelines.warehouse.datapackage import DATA
from pipelines.warehouse.dictionary import Described, described_tables
from pipelines.warehouse.prepared import compiled_tests


@dataclass(frozen=True)
class Known:
    """What events tell besides the run. ``namespace``: whose tables they are."""

    namespace: str
    tables: Mapping[str, Described]
    lineage: ColumnLineage
    sql: Mapping[str, str]
    """Name of a model -> its SQL."""
    test_sql: Mapping[str, str]
    """Name of a dbt test -> the SQL that finds what fails."""
    files: Mapping[str, tuple[str, ...]]
    """Name of a source -> SHA-256 of every file whose rows it holds."""
    outcomes: tuple[tuple[str, str, Mapping[str, int]], ...]
    """Source, rule and how often it had each outcome."""
    door: Mapping[str, tuple[Mapping[str, Any], ...]]
    """Source -> what the door asked of the rows that it read last, each expectation with its counts (``DoorResult.to_json``)."""
    days: tuple[date, date] | None
    """First and last day of the period that was asked for."""


def known_of(
    folder: Path, run: KeptRun, lineage: ColumnLineage, sql: Mapping[str, str], catalogue: Catalogue, *, door: Path | None
) -> Known:
    """What is known of the tables exported into ``folder``. Raises DbtError.

    ``door``: where the door's latest results are kept; absent when they are not of those tables.
    """
    files: dict[str, set[str]] = {}
    for row in _exported(folder, "fct_row", ("source", "file_sha256")):
        files.setdefault(row["source"], set()).add(row["file_sha256"])
    outcomes: dict[tuple[str, str], Counter[str]] = {}
    for row in _exported(folder, "fct_check_outcome", ("source", "rule", "outcome")):
        outcomes.setdefault((row["source"], row["rule"]), Counter())[row["outcome"]] += 1
    days = [
        (row["first_day"], row["last_day"])
        for row in _exported(folder, "dim_period", ("period", "first_day", "last_day"))
        if row["period"] == run.period
    ]
    return Known(
        namespace=f"soxom-{catalogue.commune.code}",
        tables=described_tables(),
        lineage=lineage,
        sql=sql,
        test_sql={unique_id.split(".")[2]: test.sql for unique_id, test in compiled_tests().items()},
        files={source: tuple(sorted(found)) for source, found in sorted(files.items())},
        outcomes=tuple((source, rule, dict(counts)) for (source, rule), counts in sorted(outcomes.items())),
        door={path.stem: _expectations(path) for path in sorted(door.glob("*.json"))} if door else {},
        days=days[0] if days else None,
    )


def _expectations(path: Path) -> tuple[Mapping[str, Any], ...]:
    return tuple(json.loads(path.read_text(encoding="utf-8"))["expectations"])


def _exported(folder: Path, table: str, columns: tuple[str, ...]) -> list[dict[str, Any]]:
    import pyarrow.parquet as pq  # noqa: PLC0415 - only where a file is read

    rows: list[dict[str, Any]] = pq.read_table(folder / DATA / f"{table}.parquet", columns=list(columns)).to_pylist()
    return rows
