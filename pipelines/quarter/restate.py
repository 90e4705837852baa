"""What a restatement changed: a closed quarter's new figures against those of the version before, figure by figure.

Belongs here: comparing two packages. Does not belong here: making them (``close.py``), what a late file would change (``late.py``).
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

from pipelines.ingest.closed import FIGURES
from pipelines.warehouse.duck import open_duckdb

DIFFERENCE = "difference.csv"
COMPARED = ("numerator", "denominator", "value", "target", "status", "held_by", "waivers", "carried_from")
COLUMNS = ("indicator", "hamlet", "effect", *(f"{side}_{name}" for name in COMPARED for side in ("old", "new")), "value_change")
_PAIRS = ", ".join(f"old_one.{name} as old_{name}, new_one.{name} as new_{name}" for name in COMPARED)
_DIFFER = " or ".join(f"old_one.{name} is distinct from new_one.{name}" for name in COMPARED)
_SQL = f"""
select
    coalesce(new_one.indicator, old_one.indicator) as indicator, coalesce(new_one.hamlet, old_one.hamlet) as hamlet,
    case when old_one.hamlet is null then 'added' when new_one.hamlet is null then 'removed' else 'changed' end as effect,
    {_PAIRS}, new_one.value - old_one.value as value_change
from read_parquet(?) as old_one full outer join read_parquet(?) as new_one using (commune_code, period, indicator, hamlet)
where old_one.hamlet is null or new_one.hamlet is null or {_DIFFER}
order by coalesce(new_one.position, old_one.position), case when hamlet = 'ALL' then 0 else 1 end, hamlet
"""  # noqa: S608 - column names of our own, paths are parameters


def differences(old: Path, new: Path) -> list[dict[str, Any]]:
    """The figures that differ between two packages' folders, in the plan's order, the commune first. Values are fractions of 1."""
    with open_duckdb() as connection:
        cursor = connection.execute(_SQL, [str(old / FIGURES), str(new / FIGURES)])
        return [dict(zip(COLUMNS, row, strict=True)) for row in cursor.fetchall()]


def write_difference(old: Path, new: Path) -> None:
    """``difference.csv`` into the new package's folder."""
    with (new / DIFFERENCE).open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.DictWriter(stream, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(differences(old, new))
