"""The sixteen results of a quarter beside those of the quarter before, and the same for every unit.

Belongs here: the questions, and putting units in order. Does not belong here: figures of its own: a change is a difference of two
values of the mart, everything else is the mart's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from pipelines.quarter.period import quarter_before
from pipelines.warehouse.query import Readable, read

_COMMUNE = """
select
    fct.indicator, fct.position, seed.title_vi, seed.gap_unit_vi, fct.numerator, fct.denominator, fct.value, fct.target_operator,
    fct.target, fct.due_date, fct.status, fct.gap, fct.expected_value, fct.reaches_target_on, fct.hamlets_counted, fct.hamlets_total,
    fct.pending_settings, fct.interval_low, fct.interval_high, fct.waivers, before.value as value_before,
    before.hamlets_counted as hamlets_counted_before, fct.value - before.value as change
from fct_indicator as fct
inner join seed_indicator as seed using (indicator)
left join fct_indicator as before
    on
        before.commune_code = fct.commune_code
        and before.indicator = fct.indicator
        and before.hamlet = 'ALL'
        and before.period = ?
where fct.period = ? and fct.hamlet = 'ALL'
order by fct.position
"""

_UNITS = """
select
    fct.indicator, fct.position, fct.hamlet, fct.level, fct.numerator, fct.denominator, fct.value, fct.target, fct.status, fct.gap,
    fct.held_by, fct.waivers, fct.carried_from, fct.interval_low, fct.interval_high
from fct_indicator as fct
where fct.period = ? and fct.level <> 'commune'
order by fct.position, fct.level, fct.hamlet
"""

_PARTS = """
select part.indicator, part.hamlet, part.part, part.numerator, part.denominator, part.value
from fct_indicator_part as part
inner join seed_indicator as seed using (indicator)
where part.period = ?
order by seed.position, part.part, case when part.hamlet = 'ALL' then 1 else 0 end, part.hamlet
"""

_HAMLETS = """
select
    hamlet_code, hamlet_name, households, population,
    count(*) over (partition by hamlet_name) > 1 as is_shared_name, coalesce(former_commune, '') as former_commune
from dim_hamlet as hamlet
inner join dim_period as period on period.commune_code = hamlet.commune_code
where period.period = ? and period.last_day between hamlet.valid_from and hamlet.valid_to
qualify row_number() over (partition by hamlet.commune_code, hamlet_code order by valid_from desc) = 1
order by hamlet_code
"""


def commune_results(source: Readable, quarter: str) -> list[dict[str, Any]]:
    """Sixteen rows in the plan's order; ``change`` is a share of 1 and empty where either quarter has no value."""
    return read(source, _COMMUNE, [quarter_before(quarter), quarter])


def unit_results(source: Readable, quarter: str) -> list[dict[str, Any]]:
    """Every hamlet's, school's and the commune team's (``COMMUNE``) figures, in the plan's order."""
    return read(source, _UNITS, [quarter])


def part_results(source: Readable, quarter: str) -> list[dict[str, Any]]:
    """What an indicator also shows, part by part."""
    return read(source, _PARTS, [quarter])


def hamlet_names(source: Readable, quarter: str) -> dict[str, str]:
    """The quarter's hamlets by code; two of one name are told apart by their former commune, else by their code."""
    named = {}
    for row in read(source, _HAMLETS, [quarter]):
        twin = f" ({row['former_commune'] or row['hamlet_code']})" if row["is_shared_name"] else ""
        named[row["hamlet_code"]] = row["hamlet_name"] + twin
    return named


@dataclass(frozen=True)
class Spread:
    """One indicator over the hamlets."""

    indicator: str
    ahead: int
    """Hamlets that have met the target or are on track."""
    late: int
    """Hamlets behind, or past due without having met it."""
    without: int
    """Hamlets with no figure, held ones among them."""
    highest: tuple[str, ...]
    lowest: tuple[str, ...]
    """Codes of the hamlets with the highest and the lowest value: ``most`` of them, or all that share it when they are more. No
    hamlet is in both; both are empty when all are equal."""


def spreads(units: Iterable[Mapping[str, Any]], most: int = 3) -> list[Spread]:
    """A row an indicator that hamlets have. Order among hamlets is by the exact fraction, then by code."""
    by_indicator: dict[str, list[Mapping[str, Any]]] = {}
    for row in units:
        if row["level"] == "hamlet":
            by_indicator.setdefault(row["indicator"], []).append(row)
    return [_spread(indicator, rows, most) for indicator, rows in by_indicator.items()]


def _spread(indicator: str, rows: list[Mapping[str, Any]], most: int) -> Spread:
    known = {row["hamlet"]: share(row) for row in rows if row["denominator"]}
    differ = len(set(known.values())) > 1
    highest = _end(known, most, sign=-1) if differ else ()
    lowest = tuple(code for code in _end(known, most, sign=1) if code not in highest) if differ else ()
    counts = [row["status"] for row in rows]
    return Spread(
        indicator,
        ahead=sum(status in ("met", "on_track") for status in counts),
        late=sum(status in ("behind", "missed") for status in counts),
        without=counts.count("no_data"),
        highest=highest,
        lowest=lowest,
    )


def _end(known: Mapping[str, Fraction], most: int, sign: int) -> tuple[str, ...]:
    """The first hamlets in order of value, falling (-1) or rising (1); never more than half, unless they all have one value."""
    order = sorted(known, key=lambda code: (sign * known[code], code))
    alike = [code for code in order if known[code] == known[order[0]]]
    return tuple(alike) if len(alike) > most else tuple(order[: max(1, min(most, len(order) // 2))])


def share(row: Mapping[str, Any]) -> Fraction:
    """The exact value of a unit's figure."""
    return Fraction(row["numerator"], row["denominator"])


@dataclass(frozen=True)
class HamletStanding:
    """One hamlet over the indicators that hamlets have."""

    hamlet: str
    ahead: tuple[str, ...]
    late: tuple[str, ...]
    without: tuple[str, ...]


def standings(units: Iterable[Mapping[str, Any]]) -> list[HamletStanding]:
    """A row a hamlet, by code, with the indicators that it is ahead in, late in, or has no figure for."""
    by_hamlet: dict[str, list[Mapping[str, Any]]] = {}
    for row in units:
        if row["level"] == "hamlet":
            by_hamlet.setdefault(row["hamlet"], []).append(row)
    return [
        HamletStanding(
            hamlet,
            ahead=tuple(row["indicator"] for row in rows if row["status"] in ("met", "on_track")),
            late=tuple(row["indicator"] for row in rows if row["status"] in ("behind", "missed")),
            without=tuple(row["indicator"] for row in rows if row["status"] == "no_data"),
        )
        for hamlet, rows in sorted(by_hamlet.items())
    ]
