"""The quarters that can be launched.

Belongs here: partition keys. Does not belong here: when a quarter begins (only the calendar table knows).
"""

from __future__ import annotations

import dagster as dg

from pipelines.catalogue import Catalogue

YEARS_AHEAD = 10


def quarters(catalogue: Catalogue) -> dg.StaticPartitionsDefinition:
    """Every quarter from the year before the first plan to ten years after the last: keys as 2026-Q2. No clock is read."""
    years = [target.plan_year for indicator in catalogue.indicators.values() for target in indicator.targets]
    return dg.StaticPartitionsDefinition(
        [f"{year}-Q{quarter}" for year in range(min(years) - 1, max(years) + YEARS_AHEAD + 1) for quarter in range(1, 5)]
    )
