"""Several communes in one warehouse, each under its own code: one build instead of many.

Belongs here: laying communes' lakes together, telling dbt of more communes than one, and building them. Does not belong here:
what stands in a lake (``pipelines.ingest``), what is then asked.

Every table and key carries commune_code, so communes in one build must not know of each other: whoever asks them also tests that.
"""

from __future__ import annotations

import contextlib
import csv
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from pipelines.home import Home
from pipelines.warehouse.data_tests import run_data_tests
from pipelines.warehouse.dbt import DBT_PROJECT, WAREHOUSE_FILE, DbtError, NodeResult, run, what_failed
from pipelines.warehouse.duck import open_duckdb
from pipelines.warehouse.prepared import compiled_tests, hand_over, lay_declared, load_manifest, load_parsed
from pipelines.warehouse.publish import cleared_build_folder

COMMUNES_SEED = "seed.soxom.seed_commune"


def made_up_code(place: int) -> str:
    """The code of the made-up commune at that place: one that no commune has (real ones end at 32248)."""
    return f"{90000 + place:05d}"


def lay_together(lakes: Iterable[tuple[str, Path]], into: Path) -> None:
    """One lake of several: each table's rows one after the other, under the commune code given beside each lake."""
    import pyarrow as pa  # noqa: PLC0415 - heavy
    import pyarrow.parquet as pq  # noqa: PLC0415

    into.mkdir(parents=True, exist_ok=True)
    with contextlib.ExitStack() as open_files:
        writers: dict[str, pq.ParquetWriter] = {}
        for code, lake in lakes:
            for path in sorted(lake.glob("*.parquet")):
                rows = pq.read_table(path)
                place = rows.schema.get_field_index("commune_code")
                rows = rows.set_column(place, rows.schema.field(place), pa.repeat(pa.scalar(code), rows.num_rows))
                if path.name not in writers:
                    writers[path.name] = open_files.enter_context(pq.ParquetWriter(into / path.name, rows.schema, compression="zstd"))
                writers[path.name].write_table(rows)


def build_province(home: Home, codes: Sequence[str], manifest: Any = None) -> tuple[Path, list[NodeResult]]:
    """Build what lies in the home's lake for these communes, in this process: every model, then every data test.

    Returns the warehouse file, which nobody publishes, and a result a node. Raises DbtError on any failure.
    ``manifest``: another project than ours, as ``load_manifest`` gives it.
    """
    manifest, parsed = manifest or load_manifest(), load_parsed()
    folder = cleared_build_folder(home)
    lay_declared(folder)
    _list_communes(parsed.nodes[COMMUNES_SEED], codes, folder / "seed_commune.csv")
    results = run("seed", home.dbt_target, folder, manifest=parsed, selection=("--select", COMMUNES_SEED.rsplit(".", 1)[1]))
    results += run(
        "build",
        home.dbt_target,
        folder,
        manifest=manifest,
        selection=("--resource-type", "model"),
        wait=lambda: hand_over(manifest),
    )
    warehouse = folder / WAREHOUSE_FILE
    results += run_data_tests(warehouse, compiled_tests())
    if any(result.status == "fail" for result in results):
        raise DbtError(what_failed(results))
    return warehouse, results


def _list_communes(seed: Any, codes: Sequence[str], listed: Path) -> None:
    """Point dbt's list of communes at a file that names these codes, and is else our own commune's line."""
    with (DBT_PROJECT / seed.original_file_path).open(encoding="utf-8", newline="") as stream:
        (own,) = csv.DictReader(stream)
    with listed.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, own, lineterminator="\n")
        writer.writeheader()
        writer.writerows(own | {"commune_code": code, "title_vi": f"xã hư cấu {code}", "title_en": f"made-up {code}"} for code in codes)
    seed.original_file_path = str(listed)


def rows_of(warehouse: Path, sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    """The rows of one question."""
    with open_duckdb(warehouse) as connection:
        return connection.execute(sql, list(parameters)).fetchall()
