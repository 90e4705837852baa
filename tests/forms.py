"""Filling in a blank form as a person does: by what its labels say, knowing nothing of how it was drawn.

Belongs here: typing into cells and saving. Does not belong here: what must come of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import openpyxl

from pipelines.catalogue import Source

SHEET = "Biểu"


def titles_of(source: Source) -> dict[str, str]:
    """Column title or label -> field."""
    return {field.title.vi: field.id for field in source.fields}


def labels_on(sheet: Any, source: Source) -> tuple[int, dict[str, int]]:
    """The row of a table's header, and the column of each field that it asks for."""
    titles = titles_of(source)
    for line in sheet.iter_rows(max_row=12):
        found = {titles[cell.value]: cell.column for cell in line if isinstance(cell.value, str) and cell.value in titles}
        if len(found) > 1:
            return line[0].row, found
    raise AssertionError(f"{source.id}: no header")


def fill(blank: Path, filled: Path, source: Source, rows: Sequence[Mapping[str, Any]], period: str | None) -> Path:
    """Type the rows and the period ("Tháng 6/2026") into a copy. A row whose hamlet stands there goes beside it, others below."""
    book = openpyxl.load_workbook(blank)
    sheet = book[SHEET]
    if source.layout == "form":
        _fill_labels(sheet, source, {**rows[0], "period": period})
    else:
        if period is not None:
            cell = next(cell for line in sheet.iter_rows(max_row=4) for cell in line if cell.value == "Kỳ báo cáo:")
            sheet.cell(cell.row, cell.column + 1).value = period
        _fill_table(sheet, source, rows)
    filled.parent.mkdir(parents=True, exist_ok=True)
    book.save(filled)
    return filled


def _fill_labels(sheet: Any, source: Source, values: Mapping[str, Any]) -> None:
    titles = titles_of(source)
    for line in sheet.iter_rows(max_col=1):
        name = titles.get(str(line[0].value or "").removesuffix(":"))
        if name is not None:
            sheet.cell(line[0].row, 2).value = values[name]


def _fill_table(sheet: Any, source: Source, rows: Sequence[Mapping[str, Any]]) -> None:
    header, columns = labels_on(sheet, source)
    key = columns.get(source.key[0], 2)
    there = {sheet.cell(row, key).value: row for row in range(header + 1, sheet.max_row + 1)}
    known = [row for value, row in there.items() if value not in (None, "Tổng cộng")]
    free = max([header, *known, *([there["Tổng cộng"]] if "Tổng cộng" in there else [])])
    for values in rows:
        row = there.get(values[source.key[0]])
        if row is None:
            row = free = free + 1
        for name, column in columns.items():
            if name in values:
                sheet.cell(row, column).value = values[name]
