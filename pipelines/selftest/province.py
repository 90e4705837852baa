"""Several communes in one warehouse, each under its own code: one build instead of many.

Belongs here: laying communes' lakes together, telling dbt of more communes than one, and building them. Does not belong here:
what stands in a lake (``pipelines.ingest``), what is then asked.

Every table and key carries commune_code, so communes in one build must not know of each other: whoever asks them also tests that.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from pipelines.home import Home
from pipelines.warehouse.dbt import DBT_PROJECT, NodeResult, build, load_manifest
from pipelines.warehouse.publish import build_folder, cleared_build_folder

COMMUNES_SEED = "seed.soxom.seed_commune"


def made_up_code(place: int) -> str:
    """The code of the made-up commune at that place: one that no commune has (real ones end at 32248)."""
    return f"{90000 + place:05d}"


def lay_together(lakes: Iterable[Path], into: Path) -> None:
    """One lake of several: each table's rows one after the other."""
    import pyarrow as pa  # noqa: PLC0415 - heavy
    import pyarrow.parquet as pq  # noqa: PLC0415

    tables: dict[str, list[pa.Table]] = {}
    for lake in lakes:
        for path in sorted(lake.glob("*.parquet")):
            tables.setdefault(path.name, []).append(pq.read_table(path))
    into.mkdir(parents=True, exist_ok=True)
    for name, parts in tables.items():
        pq.write_table(pa.concat_tables(parts), into / name, compression="zstd")


def manifest_of(codes: Sequence[str], folder: Path) -> Any:
    """The parsed project with one file changed: its list of communes is written into the folder and names these codes."""
    manifest = load_manifest()
    seed = manifest.nodes[COMMUNES_SEED]
    with (DBT_PROJECT / seed.original_file_path).open(encoding="utf-8", newline="") as stream:
        (own,) = csv.DictReader(stream)
    folder.mkdir(parents=True, exist_ok=True)
    listed = folder / "seed_commune.csv"
    with listed.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, own, lineterminator="\n")
        writer.writeheader()
        writer.writerows(own | {"commune_code": code, "title_vi": f"xã hư cấu {code}", "title_en": f"made-up {code}"} for code in codes)
    seed.original_file_path = str(listed)
    return manifest


def build_province(home: Home, manifest: Any) -> tuple[Path, list[NodeResult]]:
    """Build what lies in the home's lake, in this process. Returns the warehouse file, which nobody publishes."""
    results = build(home, cleared_build_folder(home), manifest=manifest)
    return build_folder(home) / "soxom.duckdb", results


def rows_of(warehouse: Path, sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    """The rows of one question."""
    import duckdb  # noqa: PLC0415 - only where a file is opened

    with duckdb.connect(str(warehouse), read_only=True) as connection:
        return connection.execute(sql, list(parameters)).fetchall()
