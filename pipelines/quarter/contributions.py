"""From each figure to the rows behind it, file by file.

Belongs here: which rows, and what each file adds. Does not belong here: how they are listed (``reports``).
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from pipelines.catalogue import Catalogue
from pipelines.catalogue.model import FieldKind, Source
from pipelines.warehouse.query import Readable, read

SHORT = 6
"""Up to this many rows of a file are listed one by one; more are listed as ranges of rows."""

_GROUPS = """
select
    fct.indicator, fct.hamlet, fct.contribution, file.source, fct.file_sha256, fct.sheet, receipt.file_path as file,
    list_sort(list_distinct(list(fct.row_number))) as row_numbers,
    list_sort(list_distinct(list(fct.month))) as months,
    cast(sum(fct.numerator_amount) as bigint) as numerator,
    cast(sum(fct.denominator_amount) as bigint) as denominator,
    case when count(*) <= ? then
        list({
            'row_id': fct.row_id, 'row': fct.row_number, 'month': fct.month,
            'numerator': fct.numerator_amount, 'denominator': fct.denominator_amount
        } order by fct.row_number, fct.month, fct.row_id)
    end as lines
from fct_indicator_row as fct
inner join fct_file as file using (commune_code, file_sha256)
inner join ledger_receipt as receipt
    on fct.commune_code = receipt.commune_code and fct.file_sha256 = receipt.file_sha256 and receipt.is_first
where fct.period = ? and (fct.hamlet <> 'ALL') = ?
group by fct.indicator, fct.hamlet, fct.contribution, file.source, fct.file_sha256, fct.sheet, receipt.file_path
order by fct.indicator, fct.hamlet, fct.contribution, receipt.file_path, fct.sheet, fct.file_sha256
"""


def of_units(source: Readable, period: str) -> list[dict[str, Any]]:
    """The rows behind every hamlet's, team's and school's figure: a line a file and sheet, with what they add."""
    return read(source, _GROUPS, [SHORT, period, True])


def of_commune(source: Readable, period: str) -> list[dict[str, Any]]:
    """The rows behind the commune's figures."""
    return read(source, _GROUPS, [SHORT, period, False])


def may_be_quoted(source: Source) -> bool:
    """Whether the pages may show what a row says: not where a row speaks of one person or one household."""
    return not any(field.kind is FieldKind.PERSONAL or field.id in ("household_id", "member_code") for field in source.fields)


def originals(source: Readable, catalogue: Catalogue, groups: Iterable[dict[str, Any]]) -> dict[str, list[tuple[str, str]]]:
    """What the listed rows say, as the office wrote it: row id -> (column, text). Free text and personal cells are left out."""
    wanted: dict[str, set[str]] = defaultdict(set)
    for group in groups:
        if group["lines"] and may_be_quoted(catalogue.sources[group["source"]]):
            wanted[group["source"]] |= {line["row_id"] for line in group["lines"]}
    found: dict[str, list[tuple[str, str]]] = {}
    for source_id, row_ids in sorted(wanted.items()):
        for row in _lake_rows(source, source_id, row_ids):
            found[row["row_id"]] = _quoted(catalogue.sources[source_id], json.loads(row["original"]))
    return found


def _lake_rows(source: Readable, source_id: str, row_ids: set[str]) -> list[dict[str, Any]]:
    """The original text is kept in the lake; a row that it no longer holds is shown by its place alone."""
    path = source.lake / f"{source_id}.parquet"
    if not path.exists():
        return []
    sql = "select row_id, original from read_parquet(?) where original is not null and list_contains(?, row_id) order by row_id"
    return read(source, sql, [str(path), sorted(row_ids)])


def _quoted(source: Source, original: dict[str, str]) -> list[tuple[str, str]]:
    shown = [field for field in source.kept_fields if field.kind is not FieldKind.FREE_TEXT]
    return [(field.title.vi, original[field.id]) for field in shown if original.get(field.id)]


def ranges(numbers: list[int]) -> list[tuple[int, int]]:
    """Sorted row numbers as runs: 5, 6, 7, 9 -> (5, 7), (9, 9)."""
    runs: list[tuple[int, int]] = []
    for number in numbers:
        if runs and number == runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], number)
        else:
            runs.append((number, number))
    return runs
