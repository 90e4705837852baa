"""What one version, published or closed, says of the rows of some files: the figures that they went into, or why into none.

Belongs here: asking one version. Does not belong here: which version speaks of which quarter (``whereto.py``), the reasons
(``whynot.py``), words (``pipelines.reports``).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property
from typing import Any

from pipelines.catalogue import Catalogue, FieldKind
from pipelines.ingest.lines import Line
from pipelines.quarter.facts import load_facts
from pipelines.quarter.original import raw_rows
from pipelines.quarter.whynot import Reason, WhyNot
from pipelines.warehouse.query import Snapshot, read

Row = dict[str, Any]

USE_COLUMNS = ("period", "indicator", "hamlet", "unit", "contribution", "month", "numerator_amount", "denominator_amount", "weight_amount")
"""What is said of one figure that a row went into, and with which amounts."""

USES_TABLES = ("fct_indicator_row", "seed_indicator")
"""All that ``uses`` reads."""
_FILES = "select * from fct_file where file_sha256 in (select unnest(?))"
_ROWS = "select * from fct_row where file_sha256 in (select unnest(?))"
_USES = f"""
select {", ".join(USE_COLUMNS)}, row_id, row_number, seed.title_vi
from fct_indicator_row inner join seed_indicator as seed using (indicator)
where file_sha256 in (select unnest(?))
order by length(period) desc, period, seed.position, case when hamlet = 'ALL' then 1 else 0 end, hamlet, contribution, month
"""  # noqa: S608 - column names of our own, the files are a parameter


class Fate:
    """Answers for the rows of the files of these hashes. Everything is fetched once, when first asked for: the version stays open."""

    def __init__(self, snapshot: Snapshot, catalogue: Catalogue, hashes: list[str]) -> None:
        self.snapshot, self.catalogue, self._hashes = snapshot, catalogue, hashes

    @cached_property
    def register(self) -> dict[str, Row]:
        """Hash -> the file as the version's register has it."""
        return {line["file_sha256"]: line for line in read(self.snapshot, _FILES, [self._hashes])}

    @cached_property
    def rows(self) -> dict[str, Row]:
        """Row id -> the row as placed (``fct_row``)."""
        return {row["row_id"]: row for row in read(self.snapshot, _ROWS, [self._hashes])}

    @cached_property
    def uses(self) -> dict[str, list[Row]]:
        """Row id -> what it adds to which figure."""
        return grouped(read(self.snapshot, _USES, [self._hashes]), "row_id")

    @cached_property
    def why(self) -> WhyNot:
        """The reasons, from this version's facts."""
        return WhyNot(load_facts(self.snapshot), self.catalogue)

    @cached_property
    def _raw(self) -> dict[str, Row]:
        by_source: dict[str, list[str]] = defaultdict(list)
        for sha256, line in self.register.items():
            if line["source"]:
                by_source[line["source"]].append(sha256)
        return {row_id: row for source, hashes in by_source.items() for row_id, row in raw_rows(self.snapshot, source, hashes).items()}

    def reason(self, line: Line, row_id: str) -> Reason | None:
        """Why this line, of a row that was read, is in no figure of this version."""
        row = self.rows.get(row_id)
        if row is None:
            return None
        raw = self._raw.get(row_id, {})
        found = self._form_line(line, row, raw) if line.kind == "form" else self.why.row(row, raw)
        if found and found.code == "superseded":
            return Reason("superseded", {"files": ", ".join(self._successors(row))})
        return found

    def _form_line(self, line: Line, row: Row, raw: Row) -> Reason | None:
        """A line of a form that is in no figure by itself."""
        turned_away = self.why.turned_away(row, raw)
        if turned_away is not None:
            return turned_away
        source = self.catalogue.sources[row["source"]]
        counted = {one.numerator_figure for one in self.catalogue.indicators.values()}
        filled = [source.field(name) for name in line.fields if name in line.original] or [source.field(name) for name in line.fields]
        first = filled[0]
        if first.kind is FieldKind.COUNT and f"{source.id}__{first.id}" in counted:
            return self.why.stock(row, raw, first.id)
        if first.kind is FieldKind.COUNT:
            return Reason("not_needed", {"field": first.title.vi})
        if line.row_number == row["row_number"] or first.kind is FieldKind.DATE:
            is_listed = bool(self.uses.get(row["row_id"]))
            return Reason("decides", {"field": first.title.vi, "row": str(row["row_number"])}) if is_listed else self.why.report_itself(row)
        if first.kind in (FieldKind.HAMLET, FieldKind.PERIOD):
            return Reason("form_label", {"field": first.title.vi})
        return Reason("told_only" if first.kind is FieldKind.FREE_TEXT else "not_needed", {"field": first.title.vi})

    def _successors(self, row: Row) -> list[str]:
        """The files that stand for the same source and period, and hamlet where the row names one."""
        covers_hamlet = self.catalogue.sources[row["source"]].covers.value == "hamlet"
        found = read(
            self.snapshot,
            "select distinct receipt.file_path from fct_row as fct inner join ledger_receipt as receipt"
            " on receipt.commune_code = fct.commune_code and receipt.file_sha256 = fct.file_sha256 and receipt.is_first"
            " where fct.source = ? and fct.period is not distinct from ? and fct.is_current"
            " and (not ? or fct.hamlet_code is not distinct from ?) and (? is null or fct.member_code = ?) order by 1 limit 3",
            [row["source"], row["period"], covers_hamlet, row["hamlet_code"], row["member_code"], row["member_code"]],
        )
        return [line["file_path"] for line in found]


def grouped(rows: Iterable[Row], name: str) -> dict[str, list[Row]]:
    """The rows under their value of the column, each group in the order of the rows."""
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        groups[row[name]].append(row)
    return groups
