"""What the public may see: no small cell, and none to be had by subtraction."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.catalogue import load_catalogue
from pipelines.catalogue.model import Indicator
from pipelines.quarter.publishing import Cell, withheld

INDICATORS = load_catalogue().indicators
RULES = load_catalogue().publishing
SMALL = range(1, 10)


def reasons(indicator: str, *sides: tuple[int, int]) -> list[str | None]:
    return withheld(INDICATORS[indicator], [Cell(n, d, 28, 28) for n, d in sides], RULES)


@pytest.mark.parametrize(
    ("numerator", "denominator", "reason"),
    [(500, 1000, None), (9, 1000, "small"), (10, 1000, None), (991, 1000, "small"), (990, 1000, None), (0, 1000, None), (1000, 1000, None)],
)
def test_a_numerator_and_what_it_lacks_are_not_small(numerator: int, denominator: int, reason: str | None) -> None:
    assert reasons("vneid_level2", (numerator, denominator)) == [reason]


@pytest.mark.parametrize("indicator", ["bank_account", "health_book", "digital_signature"])
def test_none_and_all_say_something_about_everybody(indicator: str) -> None:
    assert reasons(indicator, (0, 800)) == ["extreme"]
    assert reasons(indicator, (800, 800)) == ["extreme"]


@pytest.mark.parametrize("indicator", ["ocop_ecommerce", "online_service", "electronic_document"])
def test_things_are_no_people(indicator: str) -> None:
    assert withheld(INDICATORS[indicator], [Cell(3, 4, None, None)], RULES) == [None]


def test_a_hamlet_that_is_not_in_yet_could_be_had_by_subtraction_later() -> None:
    assert withheld(INDICATORS["vneid_level2"], [Cell(500, 1000, 27, 28), Cell(700, 1400, 28, 28)], RULES) == ["incomplete", None]


def test_the_change_of_a_stock_may_be_small_too() -> None:
    assert reasons("vneid_level2", (500, 1000), (504, 1000)) == [None, "difference"]
    assert reasons("vneid_level2", (500, 1000), (500, 1003)) == [None, "difference"], "three more who lack it"
    assert reasons("vneid_level2", (500, 1000), (504, 1000), (512, 1000)) == [None, "difference", None], "twelve since what was published"
    assert reasons("team_visits", (50, 84), (54, 84)) == [None, None], "other months, not a change of the same"


def test_nothing_known_has_no_reason() -> None:
    assert withheld(INDICATORS["vneid_level2"], [Cell(None, None, 0, 28)], RULES) == [None]


CELLS = st.lists(
    st.tuples(st.integers(0, 60), st.integers(0, 60)).map(lambda sides: Cell(sides[0], sum(sides), 28, 28)), min_size=1, max_size=8
)


def published(cells: list[Cell], found: list[str | None]) -> list[tuple[int, int]]:
    return [(cell.numerator, cell.denominator - cell.numerator) for cell, reason in zip(cells, found, strict=True) if reason is None]


@given(cells=CELLS, indicator=st.sampled_from([item for item in INDICATORS.values() if item.id not in RULES.not_about_people]))
def test_no_small_cell_and_no_small_difference_is_ever_out(cells: list[Cell], indicator: Indicator) -> None:
    out = published(cells, withheld(indicator, cells, RULES))
    assert not any(side in SMALL for sides in out for side in sides)
    if indicator.kind == "stock":
        for first, second in combinations(out, 2):
            assert not any(abs(one - other) in SMALL for one, other in zip(first, second, strict=True))


@given(cells=CELLS, more=CELLS)
def test_a_later_period_never_changes_what_was_decided(cells: list[Cell], more: list[Cell]) -> None:
    indicator = INDICATORS["health_book"]
    assert withheld(indicator, [*cells, *more], RULES)[: len(cells)] == withheld(indicator, cells, RULES)


@given(cells=CELLS)
def test_nothing_is_withheld_without_need(cells: list[Cell]) -> None:
    """What is withheld is small, or near to something that is out."""
    found = withheld(INDICATORS["vneid_level2"], cells, RULES)
    for place, (cell, reason) in enumerate(zip(cells, found, strict=True)):
        sides = (cell.numerator, cell.denominator - cell.numerator)
        before = published(cells[:place], found[:place])
        near = any(abs(one - other) in SMALL for out in before for one, other in zip(sides, out, strict=True))
        assert (reason is None) == (not near and not any(side in SMALL for side in sides))
