"""Golden figures: a simulated truth is written as the offices would, and every indicator must come back exactly.

The expected figures come from the truth (``pipelines.demo.figures``), not from the code under test.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from pipelines.demo import Change, Commune, Options, demo_commune, expected_figures, write_commune
from pipelines.home import Home
from pipelines.quarter.indicators import indicators
from pipelines.warehouse.query import read


def assert_figures(home: Home, commune: Commune) -> None:
    """Every expected figure of every quarter is the mart's: counts equal, values equal to the exact fraction."""
    wanted = expected_figures(commune.truth)
    got = {
        (row["period"], row["indicator"], row["hamlet"]): row
        for period in sorted({figure.period for figure in wanted})
        for row in indicators(home, period)
    }
    differing = []
    for figure in wanted:
        row = got.get((figure.period, figure.indicator, figure.hamlet))
        if figure.value is None:
            same = row is not None and row["value"] is None and row["status"] == "no_data"
        else:
            same = (
                row is not None
                and (row["numerator"], row["denominator"]) == (figure.numerator, figure.denominator)
                and abs(row["value"] - float(figure.value)) < 1e-9
            )
        if not same:
            differing.append((figure, row))
    assert not differing
    assert len(wanted) > 16


def test_every_figure_of_the_messy_commune(small_home: Home, small_commune: Commune) -> None:
    assert_figures(small_home, small_commune)


@pytest.mark.parametrize(
    "options",
    [
        Options(changes=(Change("merge", ("X02", "X03"), date(2026, 4, 15)),)),
        Options(changes=(Change("split", ("X04",), date(2026, 3, 15)),)),
        Options(changes=(Change("rename", ("X05",), date(2026, 4, 15), name="Xóm Minh Khai"),), twins=True),
    ],
    ids=["merge inside a quarter", "split at a quarter", "rename, and two Xóm 1"],
)
def test_figures_follow_hamlets_that_change(tmp_path: Path, workshop, options: Options) -> None:
    commune = demo_commune(seed=5, hamlets=8, options=options)
    home = Home(tmp_path)
    write_commune(home.drop, commune, messy=False)
    assert_figures(workshop.publish(home), commune)


def test_a_past_quarter_shows_that_quarters_hamlets(tmp_path: Path, workshop) -> None:
    commune = demo_commune(seed=5, hamlets=8, options=Options(changes=(Change("merge", ("X02", "X03"), date(2026, 4, 15)),)))
    home = Home(tmp_path)
    write_commune(home.drop, commune, messy=False)
    workshop.publish(home)
    first = {row["hamlet"] for row in indicators(home, "2026-Q1")}
    second = {row["hamlet"] for row in indicators(home, "2026-Q2")}
    assert {"X02", "X03"} <= first
    assert "X09" not in first
    assert not {"X02", "X03"} & second
    assert "X09" in second


def test_a_quarter_with_nothing_has_sixteen_rows_of_no_data(small_home: Home) -> None:
    rows = indicators(small_home, "2026-Q4")
    assert [row["status"] for row in rows] == ["no_data"] * 16
    assert all(row["value"] is None and row["numerator"] is None for row in rows)


def test_surveys_carry_an_interval_that_holds_the_value(small_home: Home) -> None:
    rows = [row for row in indicators(small_home, "2026-Q2") if row["indicator"] in ("bank_account", "digital_access")]
    assert rows
    for row in rows:
        assert 0 <= row["interval_low"] <= row["value"] <= row["interval_high"] <= 1
    others = [row for row in indicators(small_home, "2026-Q2") if row["indicator"] == "vneid_level2"]
    assert all(row["interval_low"] is None for row in others)


def test_gap_is_the_people_still_to_go_to_the_person(small_home: Home) -> None:
    for row in indicators(small_home, "2026-Q2"):
        if row["indicator"] != "vneid_level2":
            continue
        target = Fraction(3, 4)
        assert (row["numerator"] + row["gap"]) >= target * row["denominator"]
        assert row["gap"] == 0 or (row["numerator"] + row["gap"] - 1) < target * row["denominator"]


def test_the_year_stands_beside_the_quarters(small_home: Home) -> None:
    year = {row["indicator"]: row for row in indicators(small_home, "2026", commune_only=True)}
    quarter = {row["indicator"]: row for row in indicators(small_home, "2026-Q2", commune_only=True)}
    assert year["vneid_level2"]["numerator"] == quarter["vneid_level2"]["numerator"], "the last as-of day of the year is June's"
    assert year["team_visits"]["denominator"] == 12 * 8


def test_every_row_is_accounted_for(small_home: Home) -> None:
    files = read(small_home, "select * from fct_file")
    assert files
    for line in files:
        assert line["status"] in ("accepted", "superseded")
        assert line["rows_read"] == line["rows_accepted"] + line["rows_rejected"] + line["rows_set_aside"] > 0


def test_every_counted_row_names_its_file_sheet_and_row(small_home: Home) -> None:
    orphans = read(
        small_home,
        """
        select visit.row_id from fct_visit as visit
        left join fct_row as line using (commune_code, row_id)
        left join fct_file as file on line.commune_code = file.commune_code and line.file_sha256 = file.file_sha256
        where line.row_id is null or file.file_sha256 is null or line.sheet is null or line.row_number is null
        """,
    )
    assert orphans == []
