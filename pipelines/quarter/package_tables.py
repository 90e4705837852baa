"""The tables of a closed package: which there are, and which of their rows are the quarter's.

Belongs here: writing them from a published warehouse and its lake, for a close and for the rebuild that proves it. Does not belong here:
the rest of a package (``package.py``), the writer's settings (``pipelines.warehouse.export``).

Nothing here may depend on what is closed already: a restatement and a rebuild in an empty folder must write the same bytes. So figures
come from ``int_indicator_judged``, which knows no closed quarter, and ``fct_late_effect``, which does, is left out.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pipelines.catalogue import Catalogue
from pipelines.home import Home
from pipelines.quarter.indicators import COLUMNS
from pipelines.quarter.period import parts_of
from pipelines.warehouse.export import write_frozen
from pipelines.warehouse.query import read, snapshot

TABLES, ROWS, FIGURES = "tables", "rows", "figures.csv"
PREFIXES = ("dim_", "fct_", "seed_", "ledger_")
LEFT_OUT = ("fct_late_effect",)
OF_QUARTER = ("fct_indicator", "fct_indicator_month", "fct_indicator_part", "fct_indicator_row")
OF_PARTS = ("fct_check_outcome", "fct_delivery", "fct_delivery_unit", "fct_finding")
"""By the quarter, its months, and what has no period of its own (registry and roster). Every other table stands as a whole."""
READ_FROM = {"fct_indicator": "int_indicator_judged"}

_NAMES = "select table_name from information_schema.tables order by 1"
_FIGURES = f"""
select {", ".join(f"fct.{name}" for name in COLUMNS)}, seed.title_vi as title, fct.held_by, fct.waivers, fct.carried_from
from int_indicator_judged as fct
inner join seed_indicator as seed using (indicator)
where fct.period = ? and fct.level in ('commune', 'hamlet')
order by fct.position, case when fct.hamlet = 'ALL' then 1 else 0 end, fct.hamlet
"""  # noqa: S608 - column names of our own, the period is a parameter
_HEADINGS = ("period", "indicator", "title", *COLUMNS[2:], "held_by", "waivers", "carried_from")


def write_tables(home: Home, catalogue: Catalogue, quarter: str, folder: Path) -> None:
    """Write the quarter's tables into the folder.

    ``tables/``: the marts and declared facts; ``rows/``: each source's rows as read, and the register of files; ``figures.csv``.
    ``quarter``: "2026-Q2". Raises NotPublishedError.
    """
    with snapshot(home) as published:
        connection = published.connection
        names = [row[0] for row in connection.execute(_NAMES).fetchall()]
        for name in names:
            if name.startswith(PREFIXES) and name not in LEFT_OUT:
                query, parameters = rows_of_quarter(name, quarter, READ_FROM.get(name))
                write_frozen(connection, query, parameters, folder / TABLES / f"{name}.parquet")
        for table in (*catalogue.sources, "file"):
            path = str(home.lake / f"{table}.parquet").replace("'", "''")
            write_frozen(connection, f"select * from read_parquet('{path}')", {}, folder / ROWS / f"{table}.parquet")  # noqa: S608 - a path of our own
        _write_figures(read(published, _FIGURES, [quarter]), folder / FIGURES)


def rows_of_quarter(table: str, quarter: str, read_from: str | None = None) -> tuple[str, dict[str, Any]]:
    """A query with named parameters for the rows of a table that are the quarter's: "2026-Q2"."""
    whole = f"select * from {read_from or table}"  # noqa: S608 - names of our own tables
    if table in OF_QUARTER:
        return f"{whole} where period = $quarter", {"quarter": quarter}
    if table in OF_PARTS:
        return f"{whole} where list_contains($parts, period)", {"parts": [*parts_of(quarter), ""]}
    return whole, {}


def _write_figures(rows: Sequence[dict[str, Any]], path: Path) -> None:
    """For people: comma-separated, with the mark that tells Excel its letters."""
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.DictWriter(stream, _HEADINGS, lineterminator="\n", extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)
