"""The indicators of a quarter, as the mart has them.

Belongs here: which figures are shown and in what order. Does not belong here: any arithmetic on them.
"""

from __future__ import annotations

from typing import Any

from pipelines.warehouse.query import Readable, read

COLUMNS = (
    "period",
    "indicator",
    "hamlet",
    "numerator",
    "denominator",
    "value",
    "target",
    "status",
    "hamlets_counted",
    "hamlets_total",
)
"""The columns of ``soxom indicators`` (spec: command line)."""
MORE_COLUMNS = ("publication", "version")
"""What json says besides: provisional, final or revised, and the version of the close."""

_SQL = f"""
select {", ".join(COLUMNS)}, seed.title_vi, fct.gap, seed.gap_unit_vi, fct.pending_settings, fct.interval_low, fct.interval_high,
    fct.held_by, fct.waivers, fct.carried_from, fct.publication, fct.version
from fct_indicator as fct
inner join seed_indicator as seed using (indicator)
where fct.period = ? and fct.level in ('commune', 'hamlet') {{only}}
order by fct.position, case when fct.hamlet = 'ALL' then 1 else 0 end, fct.hamlet
"""  # noqa: S608 - column names of our own, the period is a parameter


def indicators(source: Readable, period: str, *, commune_only: bool = False) -> list[dict[str, Any]]:
    """The period's figures in the plan's order, hamlets before ALL; schools and the commune's own team are not listed."""
    return read(source, _SQL.format(only="and fct.hamlet = 'ALL'" if commune_only else ""), [period])
