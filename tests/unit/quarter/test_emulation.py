"""The ranking of teams: the formula on numbers worked out by hand, ties, small bases, held figures."""

from __future__ import annotations

from fractions import Fraction

from pipelines.catalogue.model import Text
from pipelines.catalogue.reporting import Emulation, EmulationPart
from pipelines.quarter.emulation import rank_teams
from tests.facts import unit_row

WORDS = Text(vi="x", en="x")
RULE = Emulation(
    title=WORDS,
    formula=WORDS,
    basis="x",
    min_base=30,
    parts=(
        EmulationPart(indicator="vneid_level2", weight=60, needs_base=True),  # target 75%
        EmulationPart(indicator="team_visits", weight=40, needs_base=False),  # target 100%
    ),
)
NAMES = {"X01": "Xóm 1", "X02": "Xóm 2", "X03": "Xóm 3", "X04": "Xóm 4"}


def ranked(*rows, names=NAMES):
    return rank_teams(RULE, rows, names)


def both(hamlet, vneid, visits=(3, 3), **more):
    return [unit_row("vneid_level2", hamlet, *vneid, **more), unit_row("team_visits", hamlet, *visits)]


def test_the_score_is_worked_out_by_hand():
    # 50/100 over 75% is two thirds of 60 = 40; 1 of 3 months is a third of 40.
    [team] = ranked(*both("X01", (50, 100), (1, 3)), names={"X01": "Xóm 1"})
    assert team.score == Fraction(40) + Fraction(40, 3)
    assert team.points == {"vneid_level2": Fraction(40), "team_visits": Fraction(40, 3)}
    assert (team.rank, team.reason) == (1, "")


def test_more_than_the_target_wins_no_more_than_the_target():
    [team] = ranked(*both("X01", (100, 100)), names={"X01": "Xóm 1"})
    assert team.score == 100


def test_equal_scores_share_a_rank_and_the_next_is_skipped():
    rows = [*both("X01", (30, 100)), *both("X02", (60, 100)), *both("X03", (120, 200)), *both("X04", (45, 100))]
    assert [(team.hamlet, team.rank) for team in ranked(*rows)] == [("X02", 1), ("X03", 1), ("X04", 3), ("X01", 4)]


def test_a_hair_apart_is_no_tie():
    rows = [*both("X01", (1_000_000, 3_000_000)), *both("X02", (1_000_001, 3_000_000))]
    assert [(team.hamlet, team.rank) for team in ranked(*rows) if team.rank] == [("X02", 1), ("X01", 2)]


def test_a_base_under_thirty_is_shown_and_not_ranked():
    rows = [*both("X01", (15, 29)), *both("X02", (15, 30))]
    by_hamlet = {team.hamlet: team for team in ranked(*rows)}
    assert (by_hamlet["X01"].rank, by_hamlet["X01"].reason, by_hamlet["X01"].because) == (None, "small_base", ("vneid_level2",))
    assert by_hamlet["X01"].score is not None
    assert by_hamlet["X02"].rank == 1, "a small base takes nobody's place, and months need no base of thirty"


def test_a_held_figure_sets_its_hamlet_apart_with_the_indicator():
    rows = [*both("X01", (60, 100)), *both("X02", (None, None), held_by="hamlet_missing")]
    apart = next(team for team in ranked(*rows) if team.hamlet == "X02")
    assert (apart.rank, apart.score, apart.reason, apart.because) == (None, None, "held", ("vneid_level2",))


def test_a_figure_held_outside_the_formula_counts_too():
    rows = [*both("X01", (60, 100)), unit_row("digital_signature", "X01", None, None, held_by="spike")]
    [team] = ranked(*rows, names={"X01": "Xóm 1"})
    assert (team.reason, team.because) == ("held", ("digital_signature",))


def test_a_missing_figure_is_never_a_zero():
    rows = [*both("X01", (60, 100)), unit_row("team_visits", "X02", 3, 3)]
    missing = [team for team in ranked(*rows) if team.reason == "no_data"]
    assert [(team.hamlet, team.score, team.because) for team in missing] == [
        ("X02", None, ("vneid_level2",)),
        ("X03", None, ("vneid_level2", "team_visits")),
        ("X04", None, ("vneid_level2", "team_visits")),
    ]


def test_the_order_of_rows_changes_nothing():
    rows = [*both("X01", (30, 100)), *both("X02", (60, 100)), *both("X03", (120, 200)), *both("X04", (10, 20))]
    assert ranked(*rows) == ranked(*reversed(rows))
