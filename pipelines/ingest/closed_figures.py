"""The figures of closed quarters as a table of the lake, from which dbt shows them.

Belongs here: the table's columns and rows. Does not belong here: finding and reading packages (``closed.py``).
"""

from __future__ import annotations

import pyarrow as pa

from pipelines.home import Home
from pipelines.ingest.closed import FIGURES, Closed, closed_quarters, latest_of
from pipelines.ingest.parquet import read_parquet, spare_pandas

TABLE = "closed_figure"
SCHEMA = pa.schema(
    [
        ("commune_code", pa.string()),
        ("period", pa.string()),
        ("indicator", pa.string()),
        ("hamlet", pa.string()),
        ("level", pa.string()),
        ("position", pa.int32()),
        ("provenance_key", pa.string()),
        ("numerator", pa.int64()),
        ("denominator", pa.int64()),
        ("value", pa.float64()),
        ("interval_low", pa.float64()),
        ("interval_high", pa.float64()),
        ("target_operator", pa.string()),
        ("target", pa.float64()),
        ("due_date", pa.date32()),
        ("target_clause", pa.string()),
        ("expected_value", pa.float64()),
        ("status", pa.string()),
        ("gap", pa.int64()),
        ("pace_per_day", pa.float64()),
        ("reaches_target_on", pa.date32()),
        ("hamlets_counted", pa.int64()),
        ("hamlets_total", pa.int64()),
        ("held_by", pa.string()),
        ("waivers", pa.string()),
        ("carried_from", pa.string()),
        ("pending_settings", pa.string()),
        ("publication", pa.string()),
        ("version", pa.int32()),
    ]
)


def closed_figures(home: Home) -> pa.Table:
    """The figures of the version that holds of every closed quarter. Raises AlteredError: what was altered is not published."""
    spare_pandas()
    tables = []
    for quarter in closed_quarters(home):
        closed = latest_of(home, quarter)
        if closed is not None:
            tables.append(_with_schema(read_parquet(closed.whole(FIGURES)), closed))
    return pa.concat_tables(tables) if tables else SCHEMA.empty_table()


def _with_schema(table: pa.Table, closed: Closed) -> pa.Table:
    """A column that an older programme did not have is empty; one that is no longer known stays in the package."""
    own = {"publication": closed.status, "version": closed.version}
    columns = [
        pa.array([own[field.name]] * table.num_rows, field.type)
        if field.name in own
        else table[field.name].cast(field.type)
        if field.name in table.column_names
        else pa.nulls(table.num_rows, field.type)
        for field in SCHEMA
    ]
    return pa.table(columns, schema=SCHEMA)


def closed_waiting(home: Home) -> bool:
    """Whether the lake does not yet hold the figures of the packages. Raises AlteredError."""
    path = home.lake / f"{TABLE}.parquet"
    return not path.exists() or not read_parquet(path).equals(closed_figures(home))
