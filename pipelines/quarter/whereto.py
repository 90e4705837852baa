"""From a raw row of a received file to the figures that it went into, or why into none. There is no third state.

Belongs here: asking it of lines, of files, of all files at once. Does not belong here: why (``whynot.py``), words (``pipelines.reports``).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from pipelines.catalogue import Catalogue, FieldKind
from pipelines.ingest.archive import Archive
from pipelines.ingest.lines import Line, read_lines
from pipelines.quarter.facts import load_facts
from pipelines.quarter.original import raw_rows, titled
from pipelines.quarter.received import Received
from pipelines.quarter.whynot import Reason, WhyNot
from pipelines.warehouse.query import Snapshot, read

Row = dict[str, Any]

USE_COLUMNS = ("period", "indicator", "hamlet", "unit", "contribution", "month", "numerator_amount", "denominator_amount", "weight_amount")
"""What is said of one figure that a row went into, and with which amounts."""


@dataclass
class Answer:
    """What became of one line of one file: ``uses``, or else ``reason``. Neither would be a fault of the program."""

    file: str
    sha256: str
    sheet: str
    sheet_index: int
    row: int
    kind: str
    uses: list[Row] = field(default_factory=list)
    reason: Reason | None = None
    text: dict[str, str] = field(default_factory=dict)
    """Column title -> the text as written."""
    cells: dict[str, str] = field(default_factory=dict)
    """Column title -> cell address."""

    @property
    def is_answered(self) -> bool:
        return bool(self.uses) or self.reason is not None


_FILES = "select * from fct_file where file_sha256 in (select unnest(?))"
_ROWS = "select * from fct_row where file_sha256 in (select unnest(?))"
_USES = f"""
select {", ".join(USE_COLUMNS)}, row_id, row_number, seed.title_vi
from fct_indicator_row inner join seed_indicator as seed using (indicator)
where file_sha256 in (select unnest(?))
order by length(period) desc, period, seed.position, case when hamlet = 'ALL' then 1 else 0 end, hamlet, contribution, month
"""  # noqa: S608 - column names of our own, the files are a parameter


class Tracer:
    """Answers for the lines of received files, from one published version. Facts are fetched once, when first needed."""

    def __init__(self, snapshot: Snapshot, catalogue: Catalogue) -> None:
        self.snapshot, self.catalogue = snapshot, catalogue
        self.archive = Archive(snapshot.home.archive)

    @cached_property
    def why(self) -> WhyNot:
        return WhyNot(load_facts(self.snapshot), self.catalogue)

    def files(self, received: Iterable[Received]) -> Iterator[Answer]:
        """Every line of every one of the files."""
        wanted = list(received)
        hashes = [one.sha256 for one in wanted]
        register = {line["file_sha256"]: line for line in read(self.snapshot, _FILES, [hashes])}
        rows = _grouped(read(self.snapshot, _ROWS, [hashes]))
        uses = _grouped(read(self.snapshot, _USES, [hashes]), "row_id")
        raw = self._raw(register)
        for one in wanted:
            known = {row["row_id"]: row for row in rows.get(one.sha256, [])}
            yield from self._file(one, register.get(one.sha256), known, uses, raw)

    def file_reason(self, received: Received) -> Reason:
        """Why a file whose lines cannot be listed (it does not open, or was not kept) went into nothing."""
        found = read(self.snapshot, _FILES, [[received.sha256]])
        return Reason("file", {"message": found[0]["message"]}) if found else Reason("not_built")

    def _raw(self, register: dict[str, Row]) -> dict[str, Row]:
        by_source: dict[str, list[str]] = defaultdict(list)
        for sha256, line in register.items():
            if line["source"]:
                by_source[line["source"]].append(sha256)
        return {row_id: row for source, hashes in by_source.items() for row_id, row in raw_rows(self.snapshot, source, hashes).items()}

    def _file(
        self, one: Received, register: Row | None, known: dict[str, Row], uses: dict[str, list[Row]], raw: dict[str, Row]
    ) -> Iterator[Answer]:
        if not self.archive.holds(one.sha256):
            return
        for line in read_lines(self.archive.read(one.sha256), one.label, self.catalogue):
            source = register["source"] if register else None
            answer = Answer(one.path, one.sha256, line.sheet, line.sheet_index, line.row_number, line.kind)
            if source:
                answer.text, answer.cells = titled(self.catalogue, source, line.original), titled(self.catalogue, source, line.cells)
            if register is None:
                answer.reason = Reason("not_built")
            elif line.kind == "refused_file":
                answer.reason = Reason("file", {"message": register["message"]})
            elif line.kind in ("data", "total", "form"):
                self._read_row(answer, line, known, uses, raw)
            else:
                titles = {item.id: item.title.vi for item in self.catalogue.sources[source].fields} if source else {}
                answer.reason = Reason(line.kind, {"field": ", ".join(titles.get(name, name) for name in line.fields)})
            yield answer

    def _read_row(self, answer: Answer, line: Line, known: dict[str, Row], uses: dict[str, list[Row]], raw: dict[str, Row]) -> None:
        row_id = f"{answer.sha256[:20]}-{line.sheet_index}-{line.record}"
        row = known.get(row_id)
        if row is None:
            return
        own = uses.get(row_id, [])
        answer.uses = [use for use in own if use["row_number"] == line.row_number]
        if answer.uses:
            return
        if line.kind == "form":
            answer.reason = self._form_line(line, row, raw.get(row_id, {}), is_listed=bool(own))
        else:
            answer.reason = self.why.row(row, raw.get(row_id, {}))
        if answer.reason and answer.reason.code == "superseded":
            answer.reason = Reason("superseded", {"files": ", ".join(self._successors(row))})

    def _form_line(self, line: Line, row: Row, raw: Row, *, is_listed: bool) -> Reason | None:
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


def _grouped(rows: Iterable[Row], name: str = "file_sha256") -> dict[str, list[Row]]:
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        groups[row[name]].append(row)
    return groups
