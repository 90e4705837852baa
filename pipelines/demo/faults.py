"""Every fault that can be planted, by the rule that must find it.

Belongs here: the registry, planting several at once, and the handful that the demo shows. Does not belong here: how one is made.
Plant in the last quarter that the commune has: what a fault does to later months is nobody's to say.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from random import Random

from pipelines.demo import plant_forms, plant_stocks
from pipelines.demo.figures import Held
from pipelines.demo.planting import Commune, Planting, Spot

Planter = Callable[[Commune, Spot], Planting]

PLANTERS: dict[str, Planter] = {
    "part_exceeds_whole": plant_forms.part_exceeds_whole,
    "stock_decreased": plant_stocks.stock_decreased,
    "spike": plant_stocks.spike,
    "commune_break": plant_stocks.commune_break,
    "one_takes_all": plant_stocks.one_takes_all,
    "hamlet_missing": plant_stocks.hamlet_missing,
    "report_missing": plant_forms.report_missing,
    "report_empty": plant_forms.report_empty,
    "report_late": plant_forms.report_late,
    "duplicate_conflict": plant_stocks.duplicate_conflict,
    "unknown_hamlet": plant_stocks.unknown_hamlet,
    "ambiguous_hamlet": plant_stocks.ambiguous_hamlet,
    "unknown_member": plant_forms.unknown_member,
    "not_a_count": plant_stocks.not_a_count,
    "figure_missing": plant_stocks.figure_missing,
    "total_mismatch": plant_forms.total_mismatch,
    "rate_disagrees": plant_stocks.rate_disagrees,
    "denominator_disagrees": plant_stocks.denominator_disagrees,
    "age_order": plant_forms.age_order,
    "level_order": plant_stocks.level_order,
    "stale_copy": plant_forms.stale_copy,
    "report_vs_log": plant_forms.report_vs_log,
    "date_outside_period": plant_forms.date_outside_period,
    "capacity_exceeded": plant_forms.capacity_exceeded,
    "duplicate_visit": plant_forms.duplicate_visit,
    "heaping": plant_stocks.heaping,
    "coverage_low": plant_forms.coverage_low,
    "period_conflict": plant_stocks.period_conflict,
    "resubmitted": plant_stocks.resubmitted,
}
"""Rule -> its planter, in the order of the spec's table."""

VARIANTS: dict[str, Planter] = {
    "stock_decreased/warning": plant_stocks.stock_decreased_little,
    "stale_copy/file": plant_stocks.stale_file,
    "part_exceeds_whole/answer": plant_forms.answer_exceeds,
    "duplicate_conflict/school": plant_forms.school_twice,
}
"""Other ways to the same rules."""

DEMO_RULES = ("hamlet_missing", "stock_decreased", "unknown_hamlet", "report_late", "not_a_count", "total_mismatch")


def plant(commune: Commune, rule: str, spot: Spot) -> Planting:
    """Plant one fault by rule, or by "rule/variant"."""
    return {**PLANTERS, **VARIANTS}[rule](commune, spot)


def plant_all(commune: Commune, wanted: Iterable[tuple[str, Spot]]) -> tuple[Commune, list[Planting], Held]:
    """Plant several, one upon the other; the commune that carries them all, each planting, and all that is held."""
    plantings: list[Planting] = []
    held: Held = frozenset()
    for rule, spot in wanted:
        plantings.append(plant(commune, rule, spot))
        commune = plantings[-1].commune
        held |= plantings[-1].held
    return commune, plantings, held


def demo_spots(commune: Commune) -> list[tuple[str, Spot]]:
    """The demo's faults in the last whole quarter, each in its own hamlet while there are any; none where no quarter is whole."""
    truth = commune.truth
    if not truth.quarters:
        return []
    quarter = truth.quarters[-1]
    codes = [hamlet.code for hamlet in truth.hamlets_on(truth.quarter_end(quarter))]
    rng = Random(f"{truth.seed}:faults")  # noqa: S311 - not for secrets
    rng.shuffle(codes)
    return [(rule, Spot(code, quarter)) for rule, code in zip(DEMO_RULES, codes, strict=False)]
