"""A commune whose every file is one of our forms, filled in by hand: read whole, no finding, and the figures are the truth's."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from pipelines.catalogue import load_catalogue
from pipelines.demo import Commune, demo_commune, expected_figures, write_commune
from pipelines.demo.sheets import HamletName, Percent, Sheetful
from pipelines.demo.simulate import Options
from pipelines.home import Home
from pipelines.quarter.findings import findings
from pipelines.quarter.indicators import indicators
from pipelines.quarter.known import Known, known
from pipelines.quarter.ledger import files
from pipelines.quarter.period import spoken
from pipelines.reports.forms import write_forms
from tests.forms import fill

pytestmark = pytest.mark.slow

QUARTER = "2026-Q2"
SOURCES = load_catalogue().sources


@pytest.fixture(scope="module")
def commune() -> Commune:
    """Hamlets of two former communes that share their names, over one quarter."""
    return demo_commune(seed=5, hamlets=8, months=3, first_month="2026-04", options=Options(twins=True))


@pytest.fixture(scope="module")
def registered(tmp_path_factory: pytest.TempPathFactory, commune: Commune, workshop: Any) -> Home:
    """Only the registry and the roster have come."""
    home = Home(tmp_path_factory.mktemp("registered"))
    reference = tuple(sheet for sheet in commune.sheets if sheet.source in ("registry", "roster"))
    write_commune(home.drop, Commune(commune.truth, reference), messy=False)
    workshop.publish(home)
    return home


@pytest.fixture(scope="module")
def by_hand(tmp_path_factory: pytest.TempPathFactory, commune: Commune, registered: Home, workshop: Any) -> Home:
    """Every sheet of the commune, typed into our forms and dropped."""
    home, blanks = Home(tmp_path_factory.mktemp("by_hand")), tmp_path_factory.mktemp("blanks")
    knowing = known(registered, QUARTER)
    blank = dict(zip(SOURCES, write_forms(blanks, knowing), strict=True))
    for number, sheet in enumerate(commune.sheets):
        rows = [_typed(row, knowing) for row in sheet.rows]
        fill(blank[sheet.source], home.drop / sheet.source / f"tep {number}.xlsx", SOURCES[sheet.source], rows, _period(sheet))
    workshop.publish(home)
    return home


def _typed(row: Mapping[str, Any], knowing: Known) -> dict[str, Any]:
    """A row as typed: hamlets as the drop-down names them, ticks as x."""
    labels = {hamlet.code: hamlet.label for hamlet in knowing.hamlets}
    out: dict[str, Any] = {}
    for name, value in row.items():
        if isinstance(value, HamletName):
            out[name] = labels[value.code]
        elif isinstance(value, bool):
            out[name] = "x" if value else None
        elif not isinstance(value, Percent):
            out[name] = value
    return out


def _period(sheet: Sheetful) -> str | None:
    return spoken(sheet.period) if sheet.period else None


def test_every_form_is_read_whole(by_hand: Home, commune: Commune) -> None:
    rows = files(by_hand)
    assert len(rows) == len(commune.sheets)
    assert {row["status"] for row in rows} == {"accepted"}
    assert [(row["file"], row["message"]) for row in rows if row["rows_rejected"]] == []
    accepted = sum(row["rows_accepted"] for row in rows if row["source"] != "hamlet_report")
    assert accepted == sum(len(sheet.rows) for sheet in commune.sheets if sheet.source != "hamlet_report")


def test_there_is_no_finding(by_hand: Home) -> None:
    assert [(row["rule"], row["source"], row["message"]) for row in findings(by_hand, QUARTER)] == []


def test_the_figures_are_the_truths(by_hand: Home, commune: Commune) -> None:
    got = {(row["indicator"], row["hamlet"]): row for row in indicators(by_hand, QUARTER)}
    wanted = [figure for figure in expected_figures(commune.truth) if figure.period == QUARTER and figure.value is not None]
    assert len({figure.indicator for figure in wanted}) == 16
    assert [
        (figure.indicator, figure.hamlet)
        for figure in wanted
        if (got[figure.indicator, figure.hamlet]["numerator"], got[figure.indicator, figure.hamlet]["denominator"])
        != (figure.numerator, figure.denominator)
    ] == []


def test_two_hamlets_of_one_name_are_told_apart(registered: Home) -> None:
    found = known(registered, QUARTER)
    labels = [hamlet.label for hamlet in found.present]
    assert len(set(labels)) == len(labels) == 8
    assert any(label.endswith(")") for label in labels), "with the former commune"
    assert {(period.first, period.last) for period in found.quarters} == {(date(2026, 3, 15), date(2026, 6, 14))}


def test_the_command_writes_fourteen(registered: Home, tmp_path: Path, soxom: Any) -> None:
    said = soxom(registered, "templates", str(tmp_path / "mau"), "--period", QUARTER)
    assert (said.returncode, said.stdout) == (0, "")
    assert len(list((tmp_path / "mau").glob("*.xlsx"))) == 14
    assert "8 xóm" in said.stderr
    assert soxom(Home(tmp_path / "none"), "templates", str(tmp_path / "empty")).returncode == 0
    assert len(list((tmp_path / "empty").glob("*.xlsx"))) == 14
