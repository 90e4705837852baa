"""From a figure to the rows behind it: definition, target, sums, hamlets counted and held, checks, and every contributing row.

Belongs here: the questions, for one figure or for all of them at once. Does not belong here: the way back (``whereto.py``),
words and layout (``pipelines.reports``).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from pipelines.catalogue import Catalogue
from pipelines.quarter.findings import periods_of
from pipelines.quarter.original import originals, titled
from pipelines.quarter.period import months_of
from pipelines.warehouse.query import Snapshot, read

Row = dict[str, Any]

ROW_COLUMNS = (
    "period",
    "indicator",
    "hamlet",
    "unit",
    "contribution",
    "month",
    "numerator_amount",
    "denominator_amount",
    "weight_amount",
    "file",
    "sha256",
    "sheet",
    "row",
    "text",
)
"""The columns of ``soxom explain … --format csv``: one line a contributing row."""


class NoFigureError(LookupError):
    """The published warehouse holds no such figure. ``known``: what could have been asked for."""

    def __init__(self, known: Sequence[str]) -> None:
        super().__init__(", ".join(known))
        self.known = known


@dataclass(frozen=True)
class Sums:
    """What listed rows add up to. ``value`` is a fraction of 1; None where nothing is counted."""

    numerator: int
    denominator: int
    value: float | None
    is_weighted: bool


@dataclass
class Explanation:
    """Everything there is to say of one figure."""

    figure: Row
    """The figure as published (``fct_indicator``), with its title and the unit's name."""
    definition: Row
    hamlets: list[Row]
    """ALL of an indicator by hamlet: every hamlet with state counted, held or no_data, and the rules that hold it."""
    checks: list[Row]
    """One line a check and source: how many passed, failed, were not evaluated (with the reasons), were not due."""
    findings: list[Row]
    """What the checks found, with its state; a waiver is a state other than open."""
    rows: list[Row]
    files: list[Row]
    sums: Sums

    @property
    def waivers(self) -> list[Row]:
        """The findings that somebody has waived."""
        return [line for line in self.findings if line["state"] != "open"]

    def as_dict(self) -> Row:
        """For json."""
        return asdict(self) | {"waivers": self.waivers}


_FIGURES = """
select fct.*, seed.title_vi, seed.kind, seed.grain, seed.sources, seed.model, seed.numerator_figure, seed.denominator_figure,
    seed.gap_unit_vi, dim.last_day as period_last_day, unit.hamlet_name
from fct_indicator as fct
inner join seed_indicator as seed using (indicator)
inner join dim_period as dim using (commune_code, period)
left join dim_hamlet as unit
    on unit.commune_code = fct.commune_code and unit.hamlet_code = fct.hamlet
    and dim.last_day between unit.valid_from and unit.valid_to
where ($1 is null or fct.period = $1) and ($2 is null or fct.indicator = $2)
    and ($3 is null or fct.hamlet = $3)
qualify row_number() over (partition by fct.commune_code, fct.period, fct.indicator, fct.hamlet order by unit.valid_from desc) = 1
order by fct.period, fct.position, case when fct.hamlet = 'ALL' then 1 else 0 end, fct.hamlet
"""

_ROWS = """
select listed.period, listed.indicator, listed.hamlet, listed.unit, listed.contribution, listed.month,
    listed.numerator_amount, listed.denominator_amount, listed.weight_amount,
    source_row.source, source_row.period as source_period, source_row.hamlet_code as source_hamlet, receipt.file_path as file,
    listed.file_sha256 as sha256, listed.sheet, listed.row_number as row, listed.row_id
from fct_indicator_row as listed
inner join fct_row as source_row using (commune_code, row_id)
left join ledger_receipt as receipt
    on receipt.commune_code = listed.commune_code and receipt.file_sha256 = listed.file_sha256 and receipt.is_first
where ($1 is null or listed.period = $1) and ($2 is null or listed.indicator = $2)
    and ($3 is null or listed.hamlet = $3)
order by listed.period, listed.indicator, listed.hamlet, listed.contribution, listed.month, listed.unit,
    file, listed.file_sha256, listed.sheet, listed.row_number, listed.row_id
"""


def figures(snapshot: Snapshot, period: str | None = None, indicator: str | None = None, hamlet: str | None = None) -> list[Row]:
    """The published figures, all or those asked for, with their titles; also those without a value."""
    return read(snapshot, _FIGURES, [period, indicator, hamlet])


def listed_rows(
    snapshot: Snapshot,
    catalogue: Catalogue,
    period: str | None = None,
    indicator: str | None = None,
    hamlet: str | None = None,
) -> list[Row]:
    """The rows behind the figures asked for, each with the amounts that it enters with and its original text (``text``: title -> text).

    Summed over a figure, the amounts are its numerator and denominator; see ``summed`` for the value.
    """
    rows = read(snapshot, _ROWS, [period, indicator, hamlet])
    wanted: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        wanted[row["source"]].add(row["row_id"])
    texts = originals(snapshot, wanted)
    for row in rows:
        row["text"] = titled(catalogue, row["source"], texts.get(row["row_id"], {}))
    return rows


def summed(rows: Iterable[Mapping[str, Any]]) -> Sums:
    """What the listed rows of one figure add up to.

    Numerator over denominator; where rows bring weights (a survey's commune value), the units' ratios weighted by them.
    """
    parts: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    is_weighted = False
    for row in rows:
        part = parts[row["unit"]]
        part[0] += row["numerator_amount"]
        part[1] += row["denominator_amount"]
        part[2] += row["weight_amount"] or 0
        is_weighted = is_weighted or row["weight_amount"] is not None
    numerator, denominator, weight = (sum(part[place] for part in parts.values()) for place in range(3))
    if is_weighted and weight:
        value: float | None = sum(part[2] * (part[0] / part[1]) for _, part in sorted(parts.items()) if part[1]) / weight
    else:
        value = numerator / denominator if denominator else None
    return Sums(numerator, denominator, value, is_weighted)


def explain(snapshot: Snapshot, catalogue: Catalogue, period: str, indicator: str, hamlet: str = "ALL") -> Explanation:
    """Everything about one figure. Raises NoFigureError, naming the units there are, when it does not exist."""
    found = figures(snapshot, period, indicator, hamlet)
    if not found:
        raise NoFigureError([line["hamlet"] for line in figures(snapshot, period, indicator)])
    figure = found[0]
    rows = listed_rows(snapshot, catalogue, period, indicator, hamlet)
    findings, checks = _checks(snapshot, figure, rows)
    return Explanation(
        figure=figure,
        definition=_definition(snapshot, catalogue, figure),
        hamlets=_hamlets(snapshot, figure),
        checks=checks,
        findings=findings,
        rows=rows,
        files=_files(snapshot, rows),
        sums=summed(rows),
    )


def _definition(snapshot: Snapshot, catalogue: Catalogue, figure: Row) -> Row:
    """The indicator in words, and the readings of the plan that it rests on."""
    declared = catalogue.indicators[figure["indicator"]]
    settings = read(
        snapshot,
        "select setting, question_vi, default_vi, clause, confirmed_by, confirmed_on from seed_setting"
        " where setting in (select unnest(?)) order by setting",
        [list(declared.settings)],
    )
    return {
        "title": declared.title.vi,
        "numerator": declared.numerator.vi,
        "denominator": declared.denominator.vi,
        "kind": declared.kind,
        "leads": [catalogue.organisations[lead].title.vi for lead in declared.leads],
        "sources": [catalogue.sources[source].title.vi for source in declared.sources],
        "settings": settings,
    }


_HAMLETS = """
select fct.hamlet, unit.hamlet_name, fct.numerator, fct.denominator, fct.value, fct.held_by,
    case when fct.held_by is not null then 'held' when fct.value is null then 'no_data' else 'counted' end as state
from fct_indicator as fct
inner join dim_period as dim using (commune_code, period)
left join dim_hamlet as unit
    on unit.commune_code = fct.commune_code and unit.hamlet_code = fct.hamlet
    and dim.last_day between unit.valid_from and unit.valid_to
where fct.period = ? and fct.indicator = ? and fct.level = 'hamlet'
order by fct.hamlet
"""


def _hamlets(snapshot: Snapshot, figure: Row) -> list[Row]:
    return read(snapshot, _HAMLETS, [figure["period"], figure["indicator"]]) if figure["hamlet"] == "ALL" else []


def _files(snapshot: Snapshot, rows: list[Row]) -> list[Row]:
    """The distinct files of the listed rows, with how many rows each brings."""
    counts: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        counts[row["sha256"]].add(row["row_id"])
    found = read(
        snapshot,
        "select receipt.file_path as file, fct.file_sha256 as sha256, fct.source, fct.period, receipt.received_at"
        " from fct_file as fct inner join ledger_receipt as receipt"
        " on receipt.commune_code = fct.commune_code and receipt.file_sha256 = fct.file_sha256 and receipt.is_first"
        " where fct.file_sha256 in (select unnest(?)) order by fct.source, fct.period, receipt.file_path",
        [sorted(counts)],
    )
    return [line | {"rows": len(counts[line["sha256"]])} for line in found]


_OUTCOMES = """
select fct.rule, seed.title_vi, fct.source, source.title_vi as source_title_vi, fct.period, fct.hamlet, fct.key, fct.outcome,
    fct.reason, fct.severity, fct.finding_id
from fct_check_outcome as fct
inner join seed_check as seed using (rule)
inner join seed_source as source on source.source = fct.source
where fct.source in (select unnest(?)) and fct.period in (select unnest(?))
order by seed.position, fct.source, fct.period, fct.hamlet, fct.key
"""

_FINDINGS = """
select fct.*, receipt.file_path as file from fct_finding as fct
inner join seed_check as seed using (rule)
left join ledger_receipt as receipt
    on receipt.commune_code = fct.commune_code and receipt.file_sha256 = fct.file_sha256 and receipt.is_first
where fct.source in (select unnest(?)) and fct.period in (select unnest(?))
order by case fct.severity when 'blocking' then 1 when 'warning' then 2 else 3 end, fct.effect desc, seed.position, fct.source,
    fct.period, fct.hamlet, fct.key
"""


def _source_periods(figure: Row, rows: list[Row]) -> list[str]:
    """The periods whose checks concern the figure: a reported stock speaks of one month, a flow of all its months."""
    everything = periods_of(figure["period"])
    if figure["model"] != "int_indicator_stock" or figure["waivers"]:  # a waived finding is of another month than a carried row
        return everything
    months = {row["source_period"] for row in rows if row["contribution"] == "figure"}
    if not months:
        months = set(months_of(figure["period"])[-1:])
    return [period for period in everything if period in months or len(period) != 7 or period[5] == "Q"]


_BY_HAMLET = ("figure", "report", "answer", "survey")
"""Contributions whose row names the hamlet that it speaks for: a merged hamlet's figure rests on those it was made of."""


@dataclass(frozen=True)
class _Concern:
    """Which lines of checks are about a figure: of its hamlets or the whole commune, and of no other figure of the same source."""

    hamlets: frozenset[str]
    """Empty: every hamlet."""
    names: frozenset[str]
    """Empty: every figure."""

    @classmethod
    def of(cls, figure: Row, rows: list[Row]) -> _Concern:
        hamlets: set[str] = set()
        if figure["hamlet"] != "ALL":
            hamlets = {"", figure["hamlet"], *(row["source_hamlet"] for row in rows if row["contribution"] in _BY_HAMLET)}
        names: set[str] = set()
        if figure["model"] == "int_indicator_stock":
            names = {figure["numerator_figure"], f"registry__{figure['denominator_figure']}"}
        return cls(frozenset(hamlets), frozenset(names))

    def covers(self, hamlet: str, about: str) -> bool:
        return (not self.hamlets or hamlet in self.hamlets) and (not self.names or "__" not in about or about in self.names)


def _checks(snapshot: Snapshot, figure: Row, rows: list[Row]) -> tuple[list[Row], list[Row]]:
    sources, periods, concern = figure["sources"].split(","), _source_periods(figure, rows), _Concern.of(figure, rows)
    findings = [line for line in read(snapshot, _FINDINGS, [sources, periods]) if concern.covers(line["hamlet"], line["figure"] or "")]
    told = {line["finding_id"] for line in findings}
    grouped: dict[tuple[str, str], Row] = {}
    for line in read(snapshot, _OUTCOMES, [sources, periods]):
        is_told = line["finding_id"] in told if line["finding_id"] else concern.covers(line["hamlet"], line["key"])
        if not is_told:
            continue
        start = {"rule": line["rule"], "title": line["title_vi"], "source": line["source"], "source_title": line["source_title_vi"]}
        counted = grouped.setdefault(
            (line["rule"], line["source"]), start | dict.fromkeys(("pass", "fail", "not_evaluated", "not_due"), 0) | {"reasons": []}
        )
        counted[line["outcome"]] += 1
        if line["reason"] and line["reason"] not in counted["reasons"]:
            counted["reasons"].append(line["reason"])
    return findings, list(grouped.values())
