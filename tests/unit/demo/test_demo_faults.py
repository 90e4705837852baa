"""Each planter changes what it says and nothing else, and a clean commune stays clean."""

from collections.abc import Iterable

import pytest

from pipelines.demo import (
    PLANTERS,
    VARIANTS,
    CannotPlantError,
    Commune,
    Planting,
    Spot,
    demo_commune,
    expected_figures,
    plant,
    plant_all,
    simulate,
)
from pipelines.demo.faults import DEMO_RULES, demo_spots
from pipelines.demo.periods import months_from
from pipelines.demo.plant_stocks import misspelled
from pipelines.demo.sheets import HamletName, Sheetful, lay_sheets

SPOT = Spot("X11", "2026-Q2")
EVERY = {**PLANTERS, **VARIANTS}

# rule -> (sources whose sheets differ, indicators whose figures differ)
CHANGES: dict[str, tuple[set[str], set[str]]] = {
    "part_exceeds_whole": ({"access_survey"}, {"digital_access"}),
    "part_exceeds_whole/answer": ({"bank_survey"}, set()),
    "stock_decreased": ({"health_book"}, {"health_book"}),
    "stock_decreased/warning": ({"vneid"}, {"vneid_level2"}),
    "spike": ({"signature"}, {"digital_signature"}),
    "commune_break": ({"signature"}, {"digital_signature"}),
    "one_takes_all": ({"signature"}, {"digital_signature"}),
    "hamlet_missing": ({"vneid"}, {"vneid_level2"}),
    "report_missing": ({"hamlet_report"}, {"household_reached", "household_platform", "report_on_time"}),
    "report_empty": ({"hamlet_report"}, {"household_reached", "household_platform"}),
    "report_late": ({"hamlet_report"}, {"report_on_time"}),
    "duplicate_conflict": ({"health_book"}, {"health_book"}),
    "duplicate_conflict/school": ({"schools"}, set()),
    "unknown_hamlet": ({"signature"}, {"digital_signature"}),
    "ambiguous_hamlet": ({"vneid"}, {"vneid_level2"}),
    "unknown_member": ({"visit_log"}, set()),
    "not_a_count": ({"signature"}, {"digital_signature"}),
    "figure_missing": ({"health_book"}, {"health_book"}),
    "total_mismatch": ({"dvc"}, set()),
    "rate_disagrees": ({"vneid"}, set()),
    "denominator_disagrees": ({"vneid"}, set()),
    "age_order": ({"registry"}, {"bank_account"}),
    "level_order": ({"vneid"}, set()),
    "stale_copy": ({"hamlet_report"}, {"household_reached", "household_platform"}),
    "stale_copy/file": ({"signature"}, {"digital_signature"}),
    "report_vs_log": ({"hamlet_report"}, set()),
    "date_outside_period": ({"visit_log"}, set()),
    "capacity_exceeded": ({"visit_log", "hamlet_report"}, set()),
    "duplicate_visit": ({"visit_log"}, set()),
    "heaping": ({"vneid"}, {"vneid_level2"}),
    "coverage_low": ({"bank_survey"}, {"bank_account"}),
    "period_conflict": ({"signature"}, set()),
    "resubmitted": ({"health_book"}, {"health_book"}),
}
EVERYWHERE = {"commune_break", "one_takes_all", "stale_copy/file"}


def differing(before: Iterable[Sheetful], after: Iterable[Sheetful]) -> list[Sheetful]:
    old, new = list(before), list(after)
    return [one for one in old if one not in new] + [one for one in new if one not in old]


def changed_figures(clean: Commune, planted: Planting) -> set[tuple[str, str]]:
    before = {(one.period, one.indicator, one.hamlet): one for one in expected_figures(clean.truth)}
    after = {(one.period, one.indicator, one.hamlet): one for one in expected_figures(planted.commune.truth, planted.held)}
    assert before.keys() == after.keys()
    changed = {
        key
        for key, one in after.items()
        if (one.numerator, one.denominator, one.value) != (before[key].numerator, before[key].denominator, before[key].value)
    }
    assert all(period in {"2026-Q2"} or planted.rule == "age_order" for period, _, _ in changed)
    return {(indicator, hamlet) for _, indicator, hamlet in changed}


def test_there_is_a_planter_for_every_rule_of_the_spec() -> None:
    assert len(PLANTERS) == 29
    assert set(CHANGES) == set(EVERY)


@pytest.mark.parametrize("rule", EVERY)
def test_a_planter_changes_only_what_it_says(clean: Commune, rule: str) -> None:
    planted = plant(clean, rule, SPOT)
    sources, indicators = CHANGES[rule]
    sheets = differing(clean.sheets, planted.commune.sheets)
    assert {sheet.source for sheet in sheets} == sources
    assert all(sheet.period in {*SPOT.months, SPOT.quarter, ""} for sheet in sheets)
    changed = changed_figures(clean, planted)
    assert {indicator for indicator, _ in changed} == indicators
    own = "X08" if rule == "ambiguous_hamlet" else SPOT.hamlet
    if rule not in EVERYWHERE:
        assert {hamlet for _, hamlet in changed} <= {own, "ALL"}


@pytest.mark.parametrize("rule", EVERY)
def test_a_planting_says_what_must_be_found(clean: Commune, rule: str) -> None:
    planted = plant(clean, rule, SPOT)
    main = planted.findings[0]
    assert main.rule == rule.split("/", maxsplit=1)[0] == planted.rule
    assert main.source in CHANGES[rule][0]
    assert planted.note
    blocked = {one.hamlet for one in planted.findings if one.severity == "blocking" and one.hamlet}
    assert bool(planted.held) == any(one.severity == "blocking" for one in planted.findings)
    assert blocked <= {hamlet for _, _, hamlet in planted.held}


def test_planting_leaves_the_clean_commune_alone(clean: Commune) -> None:
    for rule in EVERY:
        plant(clean, rule, SPOT)
    again = demo_commune(seed=7, hamlets=14, months=6)
    assert again.truth == clean.truth
    assert again.sheets == clean.sheets


def row(planted: Planting, source: str, period: str, hamlet: str) -> dict[str, object]:
    sheet = planted.commune.sheet(source, period)
    return dict(sheet.rows[sheet.row_of(hamlet)])


def test_the_faults_are_beyond_their_thresholds(clean: Commune) -> None:
    before, now = clean.stocks("2026-05", "X11"), clean.stocks("2026-06", "X11")
    adults = clean.truth.hamlet_on("X11", clean.truth.quarter_end("2026-Q2")).adults
    fallen = row(plant(clean, "stock_decreased", SPOT), "health_book", "2026-06", "X11")["books"]
    assert fallen < before.books * 0.98
    little = row(plant(clean, "stock_decreased/warning", SPOT), "vneid", "2026-06", "X11")["level2"]
    assert before.level2 * 0.98 <= little < before.level2
    spiked = row(plant(clean, "spike", SPOT), "signature", "2026-06", "X11")["holders"]
    assert 0.15 < (spiked - before.holders) / adults < 0.3
    assert spiked <= adults
    wide = row(plant(clean, "denominator_disagrees", SPOT), "vneid", "2026-06", "X11")
    assert wide["population"] > 1.05 * clean.truth.hamlet_on("X11", clean.truth.quarter_end("2026-Q2")).population
    both = row(plant(clean, "level_order", SPOT), "vneid", "2026-06", "X11")
    assert both["level1"] + both["level2"] > both["eligible"]
    assert both["level2"] == now.level2


def test_one_takes_all_has_nearly_all_the_rise_without_a_spike(clean: Commune) -> None:
    truth = plant(clean, "one_takes_all", SPOT).commune.truth
    holders = {(one.month, one.hamlet): one.holders for one in truth.stocks}
    rises = {one.code: holders[("2026-06", one.code)] - holders[("2026-03", one.code)] for one in truth.hamlets}
    assert rises["X11"] >= 20
    assert rises["X11"] > 0.8 * sum(rises.values())
    adults = truth.hamlet_on("X11", truth.quarter_end("2026-Q2")).adults
    for old, new in (("2026-03", "2026-04"), ("2026-04", "2026-05"), ("2026-05", "2026-06")):
        assert (holders[(new, "X11")] - holders[(old, "X11")]) / adults < 0.06


def test_heaped_figures_end_in_nought_and_still_rise(clean: Commune) -> None:
    planted = plant(clean, "heaping", SPOT).commune
    previous = clean.stocks("2026-03", "X11").level2
    for month in SPOT.months:
        sheet = planted.sheet("vneid", month)
        cells = sheet.rows[sheet.row_of("X11")]
        assert all(cells[name] % 10 == 0 and cells[name] >= 10 for name in ("population", "eligible", "level1", "level2"))
        assert cells["level1"] + cells["level2"] <= cells["eligible"] <= cells["population"]
        assert cells["level2"] >= previous
        previous = cells["level2"]


def test_capacity_is_exceeded_by_one_member_on_one_day(clean: Commune) -> None:
    planted = plant(clean, "capacity_exceeded", SPOT).commune
    homes: dict[tuple[object, str], set[str]] = {}
    for visit in planted.truth.visits:
        homes.setdefault((visit.day, visit.member), set()).add(visit.household)
    assert max(len(found) for found in homes.values()) > 25
    logged = sum(visit.people for visit in planted.truth.visits if visit.team == "X11" and planted.truth.month_of(visit.day) == "2026-06")
    assert planted.report("2026-06", "X11").assists == logged
    keys = [(visit.day, visit.member, visit.household, visit.topic) for visit in planted.truth.visits]
    assert len(keys) == len(set(keys))


def test_low_coverage_and_sheet_agree(clean: Commune) -> None:
    planted = plant(clean, "coverage_low", SPOT).commune
    people = sum({one.household: one.people for one in planted.truth.bank if (one.quarter, one.hamlet) == ("2026-Q2", "X11")}.values())
    registered = planted.truth.hamlet_on("X11", planted.truth.quarter_end("2026-Q2")).population_15_plus
    assert 0 < people < 0.3 * registered
    assert lay_sheets(planted.truth) == planted.sheets


@pytest.mark.parametrize(
    "rule", ["stock_decreased/warning", "one_takes_all", "stale_copy", "stale_copy/file", "report_late", "report_missing", "age_order"]
)
def test_where_the_sheet_is_believed_truth_and_sheets_are_one(clean: Commune, rule: str) -> None:
    planted = plant(clean, rule, SPOT).commune
    laid = {(one.source, one.period, one.cover): one.rows for one in lay_sheets(planted.truth)}
    written = {(one.source, one.period, one.cover): one.rows for one in planted.sheets}
    assert laid == written


def test_misspelled_names_are_nobodys() -> None:
    truth = simulate(7, 40, months_from("2026-01", 3))
    names = {one.name for one in truth.hamlets}
    wrong = [misspelled(one.name) for one in truth.hamlets]
    assert not names & set(wrong)
    assert len(set(wrong)) == len(wrong)
    assert misspelled("Xóm An Lạc") == "Xóm An Lảc"
    assert misspelled("Xóm 7") == "Xóm 7B"


def test_what_the_commune_lacks_cannot_be_planted() -> None:
    small = demo_commune(seed=7, hamlets=3, months=3)
    for rule in ("ambiguous_hamlet", "one_takes_all"):
        with pytest.raises(CannotPlantError):
            plant(small, rule, Spot("X01", "2026-Q1"))


def test_the_demo_shows_a_handful_each_in_its_own_hamlet(clean: Commune) -> None:
    spots = demo_spots(clean)
    assert tuple(rule for rule, _ in spots) == DEMO_RULES
    assert len({spot.hamlet for _, spot in spots}) == len(DEMO_RULES)
    planted, plantings, held = plant_all(clean, spots)
    assert held == frozenset().union(*(one.held for one in plantings))
    signature = planted.sheet("signature", "2026-06")
    assert sum(isinstance(one["hamlet"], HamletName) for one in signature.rows) == 13
    assert sum(isinstance(one["holders"], str) for one in signature.rows) == 1
    assert demo_spots(demo_commune(seed=7, hamlets=4, months=2)) == []
