"""A clean commune raises nothing; each planted fault raises what it says, and beside it only what it allows."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.demo import PLANTERS, VARIANTS, Commune, Finding, Spot, demo_commune, plant
from tests.unit.demo.demo_detector import Detector, Found


def plain(findings: tuple[Finding, ...]) -> set[Found]:
    return {(one.rule, one.source, one.hamlet, one.period) for one in findings}


@settings(max_examples=5, deadline=None)
@given(st.integers(0, 10**9))
def test_a_clean_commune_raises_nothing(seed: int) -> None:
    commune = demo_commune(seed, hamlets=10, months=6)
    for quarter in commune.truth.quarters:
        assert Detector(commune, quarter).all() == set()


def test_four_clean_years_raise_nothing() -> None:
    commune = demo_commune(seed=7, hamlets=6, months=48)
    for quarter in commune.truth.quarters:
        assert Detector(commune, quarter).all() == set()


@pytest.mark.parametrize("hamlet", ["X02", "X11"])
@pytest.mark.parametrize("rule", [*PLANTERS, *VARIANTS])
def test_a_planted_fault_raises_what_it_says(clean: Commune, rule: str, hamlet: str) -> None:
    planted = plant(clean, rule, Spot(hamlet, "2026-Q2"))
    found = Detector(planted.commune, "2026-Q2").all()
    assert plain(planted.findings) <= found
    assert found <= plain(planted.findings) | plain(planted.also)
