"""Which hamlets are ahead and behind, what counts as an obstacle, and the neighbours of a quarter."""

from __future__ import annotations

import pytest

from pipelines.quarter.activity import says_none
from pipelines.quarter.period import quarter_after, quarter_before
from pipelines.quarter.results import spreads, standings
from tests.facts import unit_row


def spread_of(*shares):
    rows = [unit_row("vneid_level2", f"X{number:02d}", *share) for number, share in enumerate(shares, start=1)]
    [spread] = spreads(rows)
    return spread


def test_three_highest_and_three_lowest_by_the_exact_fraction():
    spread = spread_of((1, 10), (2, 10), (3, 10), (4, 10), (5, 10), (6, 10), (7, 10))
    assert spread.highest == ("X07", "X06", "X05")
    assert spread.lowest == ("X01", "X02", "X03")


def test_few_hamlets_stand_at_one_end_only():
    spread = spread_of((1, 10), (2, 10), (3, 10))
    assert (spread.highest, spread.lowest) == (("X03",), ("X01",))


def test_many_with_one_value_are_all_named():
    spread = spread_of((10, 10), (10, 10), (10, 10), (10, 10), (9, 10))
    assert spread.highest == ("X01", "X02", "X03", "X04")
    assert spread.lowest == ("X05",)


def test_all_alike_have_no_ends():
    assert spread_of((1, 2), (2, 4)).highest == ()


def test_a_hamlet_without_a_figure_is_counted_and_not_last():
    spread = spread_of((1, 10), (8, 10), (None, None))
    assert (spread.ahead, spread.late, spread.without) == (1, 1, 1)
    assert "X03" not in spread.lowest


def test_standings_name_the_indicators():
    rows = [unit_row("vneid_level2", "X01", 8, 10), unit_row("health_book", "X01", 1, 10), unit_row("team_visits", "X01", None, None)]
    [standing] = standings(rows)
    assert (standing.ahead, standing.late, standing.without) == (("vneid_level2",), ("health_book",), ("team_visits",))


@pytest.mark.parametrize("text", ["Không", "không có.", "Không có khó khăn, vướng mắc gì", "Chưa phát sinh vướng mắc", "-", " "])
def test_words_for_none_are_no_obstacle(text):
    assert says_none(text)


@pytest.mark.parametrize("text", ["Không có sóng di động", "Sóng yếu", "Có vướng mắc", "Người già không có điện thoại"])
def test_other_words_are(text):
    assert not says_none(text)


def test_quarters_in_a_row():
    assert quarter_before("2026-Q1") == "2025-Q4"
    assert quarter_after("2026-Q4") == "2027-Q1"
    assert quarter_after(quarter_before("2026-Q2")) == "2026-Q2"
