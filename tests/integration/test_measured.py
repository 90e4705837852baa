"""What the measurements rest on: sheets laid straight into a lake are what reading their files yields; and a small measurement."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from pipelines.demo import Commune, Spot, demo_commune, plant, write_commune
from pipelines.home import Home
from pipelines.ingest.door import Door
from tests.bench import recall
from tests.bench.grounds import random_grounds
from tests.bench.growth import OUTCOMES, check_family, everything_as_tables
from tests.bench.straight import lay

pytestmark = pytest.mark.slow

PLACES = ("file_sha256", "sheet", "row_number", "row_id", "original", "size_bytes", "message", "sheets", "columns_extra")
"""Where a row stands in its file, and what only the file can say."""
ARRIVAL = ("rows_read", "rows_set_aside", "modified_ns", "receipt_number", "received_at")


def _faulty() -> Commune:
    """Words for a figure, a blank, an unknown name, a total that is wrong, a form sent again: what cells and rows can be."""
    commune = demo_commune(seed=5, hamlets=6, months=4, first_month="2026-03")
    for place, rule in enumerate(("not_a_count", "figure_missing", "unknown_hamlet", "total_mismatch", "resubmitted", "report_empty")):
        commune = plant(commune, rule, Spot(f"X{place + 1:02d}", "2026-Q2")).commune
    return commune


def _rows(path: Path) -> Counter[tuple[tuple[str, Any], ...]]:
    left_out = {*PLACES, *ARRIVAL}
    return Counter(
        tuple((name, value) for name, value in row.items() if name not in left_out and not name.endswith("_row"))
        for row in pq.read_table(path).to_pylist()
    )


@pytest.fixture(scope="module")
def lakes(tmp_path_factory: pytest.TempPathFactory, workshop: Any, door: Door) -> tuple[Path, Path]:
    """The same commune's lake, from its files and straight."""
    home, commune = Home(tmp_path_factory.mktemp("read")), _faulty()
    write_commune(home.drop, commune, messy=False)
    workshop.take_in(home)
    return home.lake, lay(commune, "13918", tmp_path_factory.mktemp("straight"), door)


def test_a_lake_laid_straight_is_the_lake_that_reading_the_files_yields(lakes: tuple[Path, Path]) -> None:
    read, straight = lakes
    tables = sorted(path.name for path in read.glob("*.parquet"))
    assert tables == sorted(path.name for path in straight.glob("*.parquet"))
    assert {table: _rows(read / table) for table in tables} == {table: _rows(straight / table) for table in tables}


@pytest.fixture
def quiet() -> recall.Say:
    return lambda _: None


def test_no_planted_fault_goes_unseen_in_random_communes(door: Door, quiet: recall.Say) -> None:
    measured = recall.measure_recall(random_grounds(seed=3, count=4, largest=12), door, quiet)
    assert measured.missed == []
    assert measured.planted.total() == measured.seen.total() > 30


def test_clean_random_communes_are_silent(door: Door, quiet: recall.Say) -> None:
    clean = recall.measure_clean(random_grounds(seed=4, count=4, largest=12), door, quiet)
    assert clean.heard == []
    assert clean.communes == 4
    assert clean.evaluated["spike"] > 0


@pytest.mark.long
def test_a_figure_ten_times_too_large_is_caught(door: Door, quiet: recall.Say) -> None:
    caught = recall.measure_spikes(random_grounds(seed=5, count=4, largest=12), door, quiet)
    assert {one.raised for one in caught.values()} == {20}
    assert caught["×10"].by_spike == 20
    assert caught["+20%"].by_spike <= caught["+35%"].by_spike <= caught["×10"].by_spike


def test_the_family_of_the_checks_is_theirs_alone() -> None:
    manifest = everything_as_tables()
    family = {key.rsplit(".", 1)[1] for key in check_family(manifest)}
    assert OUTCOMES.rsplit(".", 1)[1] in family
    assert {
        key.rsplit(".", 1)[1] for key, node in manifest.nodes.items() if "checks" in node.fqn and node.resource_type == "model"
    } <= family
    assert not {"int_row_verdict", "int_figure", "fct_indicator", "int_held"} & family
