"""Names, phones and household heads stay in the archived file: none reaches the lake, the warehouse, a page or a log."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq
import pytest
from python_calamine import CalamineWorkbook

from pipelines.demo import Commune
from pipelines.home import Home
from pipelines.reports.audit.write import write_export
from pipelines.warehouse.export import export_marts


def personal_words(commune: Commune) -> set[str]:
    """What the made-up commune holds of people: member names, phones, household heads."""
    truth = commune.truth
    words = {member.name for member in truth.members} | {member.phone for member in truth.members}
    words |= {visit.head for visit in truth.visits}
    return {word for word in words if word and len(word) > 5}


@pytest.fixture(scope="module")
def words(small_commune: Commune) -> set[str]:
    found = personal_words(small_commune)
    assert len(found) > 30
    return found


def test_no_personal_word_in_the_lake(small_home: Home, words: set[str]) -> None:
    for path in small_home.lake.glob("*.parquet"):
        text = str(pq.read_table(path).to_pylist())
        assert [word for word in words if word in text] == [], path.name


def test_no_personal_word_in_the_marts_or_on_pages(small_home: Home, words: set[str], tmp_path: Path) -> None:
    places = [*export_marts(small_home, tmp_path), *small_home.door.rglob("*.html"), *small_home.dbt_target.rglob("*.log")]
    assert len(places) > 5
    for path in places:
        text = path.read_text(encoding="utf-8", errors="replace")
        assert [word for word in words if word in text] == [], path.name


def test_no_personal_word_in_what_auditors_take_away(small_home: Home, words: set[str], tmp_path: Path) -> None:
    places = [path for path in write_export(small_home, tmp_path / "x").folder.rglob("*") if path.suffix in (".csv", ".json", ".html")]
    assert len(places) > 20
    for path in places:
        text = path.read_text(encoding="utf-8")
        assert [word for word in words if word in text] == [], path.name


def test_the_archived_files_do_hold_them(small_home: Home, small_commune: Commune, words: set[str]) -> None:
    """Otherwise the tests above would look for what is nowhere."""
    roster = next(path for path in small_home.drop.rglob("*") if "thanh vien" in path.name.lower() and path.suffix == ".xlsx")
    text = str([sheet.to_python() for sheet in map(CalamineWorkbook.from_path(str(roster)).get_sheet_by_index, [0])])
    assert any(word in text for word in words)
