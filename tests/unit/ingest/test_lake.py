"""Rows of newly read files take the place of the same files' rows, and nobody else's."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines.catalogue import load_catalogue
from pipelines.ingest.lake import Lake
from pipelines.ingest.parquet import read_parquet

SOURCE = load_catalogue().sources["vneid"]
FILES = st.sampled_from([letter * 64 for letter in "0369cf"])
BATCHES = st.lists(st.dictionaries(FILES, st.integers(0, 3), max_size=4), max_size=4)
"""Intakes one after another: of each file that is read, or read again, how many rows it has."""


def rows_of(file: str, count: int, turn: int) -> list[dict[str, Any]]:
    return [
        {"commune_code": "13918", "file_sha256": file, "row_number": number, "row_id": f"{file[:20]}-0-{number}", "original": str(turn)}
        for number in range(count)
    ]


@given(BATCHES)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
def test_each_file_has_the_rows_of_its_last_reading(tmp_path: Path, batches: list[dict[str, int]]) -> None:
    lake = Lake(tmp_path / "lake", load_catalogue())
    lake.clear()
    expected: dict[str, list[dict[str, Any]]] = {}
    for turn, batch in enumerate(batches):
        rows = {file: rows_of(file, count, turn) for file, count in batch.items()}
        expected |= rows
        lake.merge(SOURCE, [row for file in reversed(rows) for row in rows[file]], replacing=batch)
    table = tmp_path / "lake" / "vneid.parquet"
    assert table.exists() == bool(batches)
    if batches:
        kept = read_parquet(table)
        names = ["file_sha256", "row_number", "original"]
        wanted = [tuple(row[name] for name in names) for file in sorted(expected) for row in expected[file]]
        assert list(zip(*(kept[name].to_pylist() for name in names), strict=True)) == wanted


def test_the_bytes_do_not_depend_on_the_order_of_intakes(tmp_path: Path) -> None:
    files = [letter * 64 for letter in "c063f"]
    for name, order in (("one", files), ("other", sorted(files)), ("again", [*files, *files])):
        lake = Lake(tmp_path / name, load_catalogue())
        for file in order:
            lake.merge(SOURCE, rows_of(file, 3, 0), replacing=[file])
    at_once = Lake(tmp_path / "at once", load_catalogue())
    at_once.merge(SOURCE, [row for file in files for row in rows_of(file, 3, 0)], replacing=files)
    assert len({(tmp_path / name / "vneid.parquet").read_bytes() for name in ("one", "other", "again", "at once")}) == 1
