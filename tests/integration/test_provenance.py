"""Every figure is the sum of the source rows listed for it: numerator and denominator, every unit, every period with the year."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from pipelines.catalogue import load_catalogue
from pipelines.demo import Change, Options, demo_commune, demo_spots, plant_all, write_commune
from pipelines.home import Home
from pipelines.warehouse.query import read

Key = tuple[str, str, str]


def figures(home: Home) -> dict[Key, dict[str, Any]]:
    rows = read(home, "select * from fct_indicator where value is not null")
    return {(row["period"], row["indicator"], row["hamlet"]): row for row in rows}


def sums(home: Home) -> dict[Key, tuple[int, int, str]]:
    rows = read(
        home,
        """
        select
            period, indicator, hamlet,
            sum(numerator_amount) as numerator, sum(denominator_amount) as denominator,
            case when count(distinct provenance_key) = 1 then min(provenance_key) end as provenance_key
        from fct_indicator_row group by period, indicator, hamlet
        """,
    )
    return {(row["period"], row["indicator"], row["hamlet"]): (row["numerator"], row["denominator"], row["provenance_key"]) for row in rows}


def assert_rows_add_up(home: Home) -> None:
    """The listed rows of every figure sum to it, and what has no figure has no rows."""
    wanted = {key: (row["numerator"], row["denominator"], row["provenance_key"]) for key, row in figures(home).items()}
    assert {period for period, _, _ in wanted} >= {"2026", "2026-Q1", "2026-Q2"}
    assert {indicator for _, indicator, _ in wanted} == set(load_catalogue().indicators)
    got = sums(home)
    assert {key: (got.get(key), figure) for key, figure in wanted.items() if got.get(key) != figure} == {}
    assert set(got) == set(wanted)


def test_every_figure_is_the_sum_of_its_rows(small_home: Home) -> None:
    assert_rows_add_up(small_home)


@pytest.mark.parametrize(
    "change",
    [
        Change("merge", ("X02", "X03"), date(2026, 4, 15)),
        pytest.param(Change("split", ("X04",), date(2026, 3, 15)), marks=pytest.mark.long),
    ],
    ids=["merge", "split"],
)
def test_so_it_is_when_hamlets_change(tmp_path: Path, workshop: Any, change: Change) -> None:
    home = Home(tmp_path)
    write_commune(home.drop, demo_commune(seed=5, hamlets=8, options=Options(changes=(change,))), messy=False)
    assert_rows_add_up(workshop.publish(home))


def test_so_it_is_when_figures_are_held(tmp_path: Path, workshop: Any) -> None:
    home = Home(tmp_path)
    commune = demo_commune(seed=7, hamlets=28)
    write_commune(home.drop, plant_all(commune, demo_spots(commune))[0], messy=True)
    workshop.publish(home)
    assert read(home, "select 1 from fct_indicator where held_by is not null"), "something is held here"
    assert_rows_add_up(home)


def test_all_has_the_rows_of_its_units_and_no_others(small_home: Home) -> None:
    totals: dict[tuple[str, str], list[tuple[int, int]]] = defaultdict(list)
    units: dict[tuple[str, str], list[tuple[int, int]]] = defaultdict(list)
    for (period, indicator, hamlet), (numerator, denominator, _) in sums(small_home).items():
        (totals if hamlet == "ALL" else units)[period, indicator].append((numerator, denominator))
    catalogue = load_catalogue()
    for key, whole in totals.items():
        if catalogue.indicators[key[1]].grain == "commune":
            assert key not in units
        else:
            assert whole == [tuple(map(sum, zip(*units[key], strict=True)))], key
    assert set(units) <= set(totals)


def test_what_a_row_adds_is_its_own(small_home: Home) -> None:
    kinds = defaultdict(set)
    for row in read(small_home, "select distinct indicator, contribution from fct_indicator_row"):
        kinds[row["indicator"]].add(row["contribution"])
    stock = {"figure", "registry"}
    assert dict(kinds) == {
        "member_training": {"member", "class"},
        "household_reached": stock,
        "household_platform": stock,
        "digital_access": {"survey", "weight"},
        "vneid_level2": stock,
        "health_book": stock,
        "student_elearning": {"school"},
        "bank_account": {"answer", "weight"},
        "digital_signature": stock,
        "member_households": {"member", "visit"},
        "team_visits": {"registry", "visit"},
        "ocop_ecommerce": {"product"},
        "report_on_time": {"registry", "report"},
        "online_service": {"file"},
        "teacher_training": {"school"},
        "electronic_document": {"document"},
    }
    reported = read(
        small_home,
        """
        select line.row_id from fct_indicator_row as line
        inner join int_figure as figure
            on line.row_id = figure.row_id and figure.figure = 'vneid__level2'
            and (line.numerator_amount, line.file_sha256, line.sheet, line.row_number)
            = (figure.amount, figure.file_sha256, figure.sheet, figure.row_number)
        where line.indicator = 'vneid_level2' and line.contribution = 'figure' and line.hamlet = 'ALL'
        """,
    )
    assert len(reported) == 3 * 8, "eight hamlets in two quarters and the year"


def test_every_row_is_found_in_a_file_that_stands(small_home: Home) -> None:
    lost = read(
        small_home,
        """
        select line.row_id from fct_indicator_row as line
        left join fct_row as source using (commune_code, row_id)
        left join fct_file as file on line.commune_code = file.commune_code and line.file_sha256 = file.file_sha256
        where file.status is distinct from 'accepted' or source.file_sha256 <> line.file_sha256
            or source.is_current is distinct from true or line.sheet is null or line.row_number is null
        """,
    )
    assert lost == []
