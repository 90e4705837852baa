"""A newer file supersedes, the finding goes, and what changed is listed old and new with its effect on each indicator.

The values before are those of the truth as the older files tell it (``pipelines.demo.figures``), not the code's own.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from pipelines.demo import Commune, Truth, demo_commune, expected_figures, write_commune
from pipelines.demo.sheets import Sheetful, lay_sheets
from pipelines.home import Home
from pipelines.quarter.corrections import COLUMNS, corrections
from pipelines.quarter.findings import findings
from tests.integration.conftest import csv_rows
from tests.integration.test_checks_planted import MOST_WORDS
from tests.integration.test_figures import assert_figures

QUARTER, MONTH = "2026-Q2", "2026-06"
BEFORE = date(2026, 6, 1)
"""When the older files came."""


def _edited(items: tuple[Any, ...], wanted: Callable[[Any], bool], **cells: Any) -> tuple[Any, ...]:
    """The first item that is wanted, with other cells."""
    place = next(index for index, one in enumerate(items) if wanted(one))
    return (*items[:place], replace(items[place], **{name: how(items[place]) for name, how in cells.items()}), *items[place + 1 :])


def _older(truth: Truth) -> dict[str, Truth]:
    """For each source the truth as its older file tells it, all else as it is."""

    def june(hamlet: str) -> Callable[[Any], bool]:
        return lambda one: (one.month, one.hamlet) == (MONTH, hamlet)

    reports = _edited(truth.reports, june("X04"), households_reached=lambda one: one.households_reached - 4)
    reports = _edited(reports, june("X05"), handed_in=lambda _: date(2026, 6, 17))
    access = _edited(
        truth.access,
        lambda one: (one.quarter, one.hamlet) == (QUARTER, "X06"),
        surveyed=lambda one: one.surveyed + 2,
        any_service=lambda one: one.any_service - 3,
    )
    bank = _edited(truth.bank, lambda one: one.quarter == QUARTER and one.with_account > 1, with_account=lambda one: one.with_account - 1)
    return {
        "health_book": replace(truth, stocks=_edited(truth.stocks, june("X02"), books=lambda one: one.books - 1)),
        "hamlet_report": replace(truth, reports=reports),
        "access_survey": replace(truth, access=access),
        "bank_survey": replace(truth, bank=bank),
        "schools": replace(
            truth, schools=_edited(truth.schools, lambda one: one.quarter == QUARTER, students_digital=lambda one: one.students_digital - 5)
        ),
        "ocop": replace(truth, products=_edited(truth.products, lambda one: one.quarter == QUARTER and one.sites, sites=lambda _: ())),
        "dvc": replace(truth, service=_edited(truth.service, lambda one: one.month == MONTH, full=lambda one: one.full - 1)),
        "edocs": replace(
            truth, documents=_edited(truth.documents, lambda one: one.month == MONTH, electronic=lambda one: one.electronic - 2)
        ),
        "visit_log": replace(
            truth, visits=_edited(truth.visits, lambda one: one.team == "X07" and one.day > BEFORE, people=lambda one: one.people + 1)
        ),
    }


def _resent(commune: Commune, source: str, truth: Truth) -> tuple[Sheetful, ...]:
    """The older files: those of the source that would have been otherwise, received before."""
    now = set(map(repr, commune.sheets))
    return tuple(
        replace(one, name=f"{one.name} ban dau", received=BEFORE)
        for one in lay_sheets(truth)
        if one.source == source and repr(one) not in now
    )


@dataclass(frozen=True)
class Corrected:
    commune: Commune
    older: dict[str, Truth]
    home: Home
    rows: list[dict[str, Any]]

    def of(self, source: str, scope: str) -> list[dict[str, Any]]:
        return [row for row in self.rows if row["source"] == source and row["scope"] == scope]

    def value(self, truth: Truth, indicator: str, held: frozenset[tuple[str, str, str]] = frozenset()) -> float:
        found = next(one for one in expected_figures(truth, held) if (one.period, one.indicator, one.hamlet) == (QUARTER, indicator, "ALL"))
        assert found.value is not None
        return float(found.value)


@pytest.fixture(scope="module")
def corrected(tmp_path_factory: pytest.TempPathFactory, workshop: Any) -> Corrected:
    """A commune in which nearly every source sent its files twice, and one hamlet reports four days before the others."""
    commune = demo_commune(seed=11, hamlets=8)
    older = _older(commune.truth)
    early = commune.sheet("hamlet_report", MONTH, "X08")
    commune = commune.swapped(early, replace(early, title=f"{early.title} (Số liệu tính đến ngày 10/6/2026)"))
    resent = tuple(sheet for source, truth in older.items() for sheet in _resent(commune, source, truth) if sheet.cover != "X08")
    vneid = commune.sheet("vneid", MONTH)
    lacking = replace(vneid.without_row(vneid.row_of("X03")), name=f"{vneid.name} ban dau", received=BEFORE)
    home = Home(tmp_path_factory.mktemp("corrected"))
    write_commune(home.drop, replace(commune, sheets=(*commune.sheets, *resent, lacking)), messy=False)
    workshop.publish(home)
    return Corrected(commune, older, home, corrections(home, QUARTER))


def test_what_stands_is_the_newer_and_an_early_report_counts(corrected: Corrected) -> None:
    assert_figures(corrected.home, corrected.commune)
    assert {row["rule"] for row in findings(corrected.home, QUARTER)} == {"resubmitted"}


WEIGHED = [
    ("health_book", "health_book"),
    ("hamlet_report", "household_reached"),
    ("hamlet_report", "report_on_time"),
    ("access_survey", "digital_access"),
    ("bank_survey", "bank_account"),
    ("schools", "student_elearning"),
    ("ocop", "ocop_ecommerce"),
    ("dvc", "online_service"),
    ("edocs", "electronic_document"),
]


@pytest.mark.parametrize(("source", "indicator"), WEIGHED)
def test_a_file_moves_the_communes_value_from_what_it_was_to_what_it_is(corrected: Corrected, source: str, indicator: str) -> None:
    moved = [row for row in corrected.of(source, "file") if row["indicator"] == indicator and row["effect"]]
    assert len(moved) == 1
    assert moved[0]["value_before"] == pytest.approx(corrected.value(corrected.older[source], indicator), abs=1e-12)
    assert moved[0]["value_after"] == pytest.approx(corrected.value(corrected.commune.truth, indicator), abs=1e-12)
    assert moved[0]["effect"] == pytest.approx(moved[0]["value_after"] - moved[0]["value_before"], abs=1e-12)


def test_a_cell_is_listed_old_and_new_with_where_each_stands(corrected: Corrected) -> None:
    (cell,) = [row for row in corrected.of("health_book", "cell") if row["indicator"]]
    books = corrected.commune.stocks(MONTH, "X02").books
    assert (cell["hamlet"], cell["change"]) == ("X02", "changed")
    assert (cell["old_value"], cell["new_value"]) == (str(books - 1), str(books))
    assert "ban dau" in cell["old_file"]
    assert "ban dau" not in cell["new_file"]
    assert cell["old_row"] == cell["new_row"] > 1
    assert cell["value_before"] == pytest.approx(corrected.value(corrected.older["health_book"], "health_book"), abs=1e-12)


def test_two_cells_of_a_row_are_weighed_apart_and_together(corrected: Corrected) -> None:
    cells = [row for row in corrected.of("access_survey", "cell") if row["indicator"]]
    (whole,) = [row for row in corrected.of("access_survey", "file") if row["indicator"]]
    assert len(cells) == 2
    assert all(cell["value_before"] not in (whole["value_before"], whole["value_after"]) for cell in cells)


def test_a_row_that_was_not_there_is_missing_and_not_zero(corrected: Corrected) -> None:
    rows = [row for row in corrected.of("vneid", "cell") if row["hamlet"] == "X03"]
    assert rows
    assert all((row["change"], row["old_value"], row["old_row"]) == ("added", None, None) for row in rows)
    (level2,) = [row for row in rows if row["indicator"]]
    without = corrected.value(corrected.commune.truth, "vneid_level2", frozenset({(QUARTER, "vneid_level2", "X03")}))
    assert level2["value_before"] == pytest.approx(without, abs=1e-12)


def test_what_is_not_computed_is_said_not_guessed(corrected: Corrected) -> None:
    rows = corrected.of("visit_log", "file")
    assert {row["indicator"] for row in rows} == {"team_visits", "member_households"}
    assert {(row["value_before"], row["effect_reason"]) for row in rows} == {(None, "not_computed")}


def test_the_command_lists_them(corrected: Corrected, soxom: Any) -> None:
    said = soxom(corrected.home, "corrections", QUARTER, "--format", "csv")
    assert said.returncode == 0
    lines = csv_rows(said.stdout)
    assert tuple(lines[0]) == COLUMNS
    assert len(lines) == len(corrected.rows)
    table = soxom(corrected.home, "corrections", QUARTER, "--format", "table").stdout
    assert "không có" in table
    assert "không tính riêng được" in table
    assert json.loads(soxom(corrected.home, "corrections", "2025-Q1", "--format", "json").stdout) == []


def test_resubmitted_points_to_the_command(corrected: Corrected) -> None:
    messages = [row["message"] for row in findings(corrected.home, QUARTER)]
    assert messages
    assert all("soxom corrections" in message for message in messages)
    assert max(len(message.split()) for message in messages) <= MOST_WORDS


def test_an_unpublished_home_has_none(tmp_path: Path, soxom: Any) -> None:
    assert soxom(Home(tmp_path), "corrections", QUARTER).returncode == 1
