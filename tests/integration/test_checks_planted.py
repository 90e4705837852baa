"""The checks are checked: each known defect planted in turn is seen, where it is and as grave as it is, and nothing else is."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from pipelines.demo import PLANTERS, VARIANTS, Commune, Finding, Planting, Spot, demo_commune, expected_figures, plant, write_commune
from pipelines.home import Home
from pipelines.quarter.findings import COLUMNS, findings
from pipelines.quarter.indicators import indicators
from pipelines.warehouse.query import read

pytestmark = pytest.mark.slow

QUARTER = "2026-Q2"
WHOLE_COMMUNE = ("commune_break", "one_takes_all", "stale_copy/file")
"""Faults of a whole file: each needs a commune of its own."""
EVERY = [*PLANTERS, *VARIANTS]
TOGETHER = [rule for rule in EVERY if rule not in WHOLE_COMMUNE]
MOST_WORDS = 40


@dataclass(frozen=True)
class Planted:
    """A commune with its faults, taken in and published."""

    commune: Commune
    plantings: dict[str, Planting]
    home: Home
    rows: list[dict[str, Any]]

    @property
    def found(self) -> set[Finding]:
        return {Finding(*(row[name] for name in ("rule", "source", "hamlet", "period", "severity"))) for row in self.rows}


def _publish(commune: Commune, rules: list[str], folder: Path, workshop: Any) -> Planted:
    """Plant each rule's fault in the first hamlet that has none. A fault that chooses its own hamlet comes first."""
    free = [hamlet.code for hamlet in commune.truth.hamlets_on(commune.truth.quarter_end(QUARTER))]
    plantings: dict[str, Planting] = {}
    for rule in sorted(rules, key=lambda rule: rule != "ambiguous_hamlet"):
        planting = plantings[rule] = plant(commune, rule, Spot(free[0], QUARTER))
        commune = planting.commune
        marked = {one.hamlet for one in planting.findings} - {""} or {free[0]}
        free = [code for code in free if code not in marked]
    home = Home(folder)
    write_commune(home.drop, commune, messy=True)
    workshop.publish(home)
    return Planted(commune, plantings, home, findings(home, QUARTER))


@pytest.fixture(scope="module")
def together(tmp_path_factory: pytest.TempPathFactory, workshop: Any) -> Planted:
    """A commune of thirty hamlets in which nearly every fault there is has a hamlet of its own."""
    return _publish(demo_commune(seed=3, hamlets=30), TOGETHER, tmp_path_factory.mktemp("together"), workshop)


@pytest.fixture(scope="module", params=WHOLE_COMMUNE)
def alone(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, workshop: Any) -> Planted:
    """A small commune with one fault of a whole file."""
    return _publish(demo_commune(seed=5, hamlets=8), [request.param], tmp_path_factory.mktemp("alone"), workshop)


def _said(planted: Planted) -> set[Finding]:
    return {one for planting in planted.plantings.values() for one in planting.findings}


def _unasked(planted: Planted) -> set[Finding]:
    allowed = {one for planting in planted.plantings.values() for one in (*planting.findings, *planting.also)}
    return {one for one in planted.found - allowed if one.severity != "info"}


@pytest.mark.parametrize("rule", TOGETHER)
def test_each_fault_is_seen_where_it_is_and_as_grave_as_it_is(together: Planted, rule: str) -> None:
    assert set(together.plantings[rule].findings) <= together.found


def test_nothing_else_is_found(together: Planted) -> None:
    assert _unasked(together) == set()


def test_a_fault_of_a_whole_file_is_seen_and_nothing_else(alone: Planted) -> None:
    assert _said(alone) <= alone.found
    assert _unasked(alone) == set()


def _wrong_figures(planted: Planted) -> list[tuple[Any, ...]]:
    held = frozenset(one for planting in planted.plantings.values() for one in planting.held)
    got = {(row["indicator"], row["hamlet"]): row for row in indicators(planted.home, QUARTER)}
    wrong = []
    for figure in expected_figures(planted.commune.truth, held):
        if figure.period != QUARTER:
            continue
        row = got[(figure.indicator, figure.hamlet)]
        if (row["numerator"], row["denominator"]) != (figure.numerator, figure.denominator):
            wrong.append((figure.indicator, figure.hamlet, figure.numerator, figure.denominator, row["numerator"], row["denominator"]))
    return wrong


def test_held_figures_are_left_out_of_both_sides_and_all_others_are_right(together: Planted) -> None:
    assert _wrong_figures(together) == []


def test_a_whole_file_that_is_held_leaves_no_figure(alone: Planted) -> None:
    assert _wrong_figures(alone) == []


def test_a_held_hamlet_is_shown_with_what_holds_it(together: Planted) -> None:
    rows = read(
        together.home, "select indicator, hamlet, status, held_by from fct_indicator where period = ? and held_by is not null", [QUARTER]
    )
    held = {(indicator, hamlet) for planting in together.plantings.values() for _, indicator, hamlet in planting.held}
    assert {(row["indicator"], row["hamlet"]) for row in rows} == held
    assert {row["status"] for row in rows} == {"no_data"}


def test_every_sentence_is_short_and_filled_in(together: Planted) -> None:
    for row in together.rows:
        assert len(row["message"].split()) <= MOST_WORDS, row["message"]
        assert "{" not in row["message"]
        assert set(COLUMNS) <= set(row)


def test_findings_come_gravest_first(together: Planted) -> None:
    order = [("blocking", "warning", "info").index(row["severity"]) for row in together.rows]
    assert order == sorted(order)


def test_every_rule_answers_and_says_why_where_it_does_not(together: Planted) -> None:
    rows = read(together.home, "select rule, outcome, reason, count(*) as times from fct_check_outcome group by all")
    assert {row["rule"] for row in rows} == set(PLANTERS)
    assert {row["outcome"] for row in rows} <= {"pass", "fail", "not_due", "not_evaluated"}
    assert all(bool(row["reason"]) == (row["outcome"] == "not_evaluated") for row in rows)


def test_a_missing_hamlet_is_shown_with_the_file_that_lacks_it(together: Planted) -> None:
    row = next(row for row in together.rows if row["rule"] == "hamlet_missing" and row["source"] == "vneid")
    assert row["file"].startswith("vneid/")


def test_the_command_prints_the_findings_and_nothing_else(together: Planted, small_home: Home, soxom: Any) -> None:
    said = soxom(together.home, "findings", QUARTER, "--format", "csv")
    assert said.returncode == 0
    lines = list(csv.DictReader(io.StringIO(said.stdout)))
    assert tuple(lines[0]) == COLUMNS
    assert [line["finding_id"] for line in lines] == [row["finding_id"] for row in together.rows]
    silent = soxom(small_home, "findings", "2025-Q1", "--format", "csv")
    assert (silent.returncode, silent.stdout) == (0, ",".join(COLUMNS) + "\n")


def test_a_clean_commune_is_silent(small_home: Home) -> None:
    for quarter in ("2026-Q1", QUARTER):
        assert [row for row in findings(small_home, quarter) if row["severity"] != "info"] == []
