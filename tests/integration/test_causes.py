"""A figure mistaken in a known way is found, and the finding says what probably happened: through files, readers, checks and mart."""

from __future__ import annotations

import json
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from pipelines.demo import Commune, Spot, demo_commune, plant, write_commune
from pipelines.home import Home
from pipelines.quarter.findings import COLUMNS, MORE_COLUMNS, findings

QUARTER, MONTH = "2026-Q2", "2026-06"


def _two_unlike(commune: Commune, codes: list[str]) -> tuple[str, str]:
    """Two hamlets whose books differ so much that neither passes for the other."""
    return max(combinations(codes, 2), key=lambda two: abs(commune.stocks(MONTH, two[0]).books - commune.stocks(MONTH, two[1]).books))


@pytest.fixture(scope="module")
def mistaken(tmp_path_factory: pytest.TempPathFactory, workshop: Any) -> tuple[Home, dict[tuple[str, str], str]]:
    """Ten times too large and too small, hamlets exchanged, columns exchanged, last month again; and a spike that is none of them."""
    commune = demo_commune(seed=11, hamlets=10)
    codes = [hamlet.code for hamlet in commune.truth.hamlets]
    one, other = _two_unlike(commune, codes)
    large, small, columns, again, spiked = [code for code in codes if code not in (one, other)][:5]
    first, second = commune.stocks(MONTH, one), commune.stocks(MONTH, other)
    commune = commune.with_cells("health_book", MONTH, one, books=second.books).with_cells("health_book", MONTH, other, books=first.books)
    commune = commune.with_cells("signature", MONTH, large, holders=commune.stocks(MONTH, large).holders * 10)
    commune = commune.with_cells("signature", MONTH, small, holders=commune.stocks(MONTH, small).holders // 10)
    report = commune.report(MONTH, columns)
    swapped = {"households_reached": report.households_platform, "households_platform": report.households_reached}
    commune = commune.with_report(MONTH, columns, **swapped)
    commune = plant(commune, "stale_copy", Spot(again, QUARTER)).commune
    commune = plant(commune, "spike", Spot(spiked, QUARTER)).commune
    home = Home(tmp_path_factory.mktemp("mistaken"))
    write_commune(home.drop, commune, messy=False)
    workshop.publish(home)
    wanted = {
        ("health_book", one): "hamlets_exchanged",
        ("health_book", other): "hamlets_exchanged",
        ("signature", large): "ten_times_large",
        ("signature", small): "ten_times_small",
        ("hamlet_report", columns): "columns_exchanged",
        ("hamlet_report", again): "last_month_again",
    }
    return home, wanted


def test_what_probably_happened_is_said(mistaken: tuple[Home, dict[tuple[str, str], str]]) -> None:
    home, wanted = mistaken
    rows = findings(home, QUARTER)
    for (source, hamlet), cause in wanted.items():
        found = [row for row in rows if (row["source"], row["hamlet"], row["cause"]) == (source, hamlet, cause)]
        assert found, (source, hamlet, cause)
        assert all(row["cause_vi"].startswith("Có thể") and "{" not in row["cause_vi"] for row in found)
    assert {(row["source"], row["hamlet"]) for row in rows if row["cause"]} == set(wanted), "nothing is guessed where nothing tells"


def test_beside_a_spike_stands_what_the_team_did(mistaken: tuple[Home, dict[tuple[str, str], str]]) -> None:
    rows = findings(mistaken[0], QUARTER)
    spikes = [row for row in rows if row["rule"] == "spike"]
    assert any(row["cause"] is None for row in spikes)
    assert all(row["context_vi"].startswith("Tháng 6/2026: nhật ký ghi") for row in spikes)
    assert all(row["context_vi"] is None for row in rows if row["rule"] != "spike")


def test_table_and_json_show_it_and_csv_stays_as_it_is(mistaken: tuple[Home, dict[tuple[str, str], str]], soxom: Any) -> None:
    home = mistaken[0]
    rows = json.loads(soxom(home, "findings", QUARTER, "--format", "json").stdout)
    assert tuple(rows[0]) == (*COLUMNS, *MORE_COLUMNS)
    assert any(row["commune_value_with"] != row["commune_value_without"] for row in rows)
    table = soxom(home, "findings", QUARTER, "--format", "table").stdout
    assert "Có thể" in table
    assert "không tính" in table
    assert soxom(home, "findings", QUARTER, "--format", "csv").stdout.splitlines()[0] == ",".join(COLUMNS)


def test_the_figures_are_left_as_they_were_written(mistaken: tuple[Home, dict[tuple[str, str], str]]) -> None:
    """A suggestion, never a change: what was written is what is observed."""
    home, wanted = mistaken
    hamlet = next(code for (_, code), cause in wanted.items() if cause == "ten_times_large")
    row = next(row for row in findings(home, QUARTER) if (row["rule"], row["hamlet"]) == ("part_exceeds_whole", hamlet))
    assert int(row["observed"]) > int(row["expected"].split()[-1])


def test_an_unpublished_home_says_what_to_do(tmp_path: Path, soxom: Any) -> None:
    assert soxom(Home(tmp_path), "findings", QUARTER).returncode == 1
