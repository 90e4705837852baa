"""The lineage of every mart column as files: a table for people, and every step for programmes.

Belongs here: those two files. Does not belong here: finding the lineage (``pipelines.warehouse.column_lineage``).
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pipelines.catalogue import Catalogue
from pipelines.warehouse.column_lineage import ColumnLineage
from pipelines.warehouse.dictionary import Mart, Words
from pipelines.warehouse.query_lineage import LAKE_PREFIX, Kind

CSV, JSON = "column_lineage.csv", "column_lineage.json"
COLUMNS = ("mart", "column", "title_vi", "source_table", "source_table_vi", "source_column", "source_column_vi", "how_vi", "note_vi")
_HOW: Mapping[Kind, str] = {"DIRECT": "tạo nên giá trị", "INDIRECT": "quyết định chọn giá trị nào"}
_DECLARED = "danh mục do chương trình khai báo"


def write_lineage(
    folder: Path, lineage: ColumnLineage, marts: Mapping[str, Mart], words: Mapping[tuple[str, str], Words], catalogue: Catalogue
) -> list[Path]:
    """Write ``column_lineage.csv`` (a line a mart column and source column) and ``.json`` (each step as well); the paths."""
    table, steps = folder / CSV, folder / JSON
    with table.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.DictWriter(stream, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(_lines(lineage, marts, words, catalogue))
    steps.write_text(json.dumps(_document(lineage, marts), ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    return [table, steps]


def _lines(
    lineage: ColumnLineage, marts: Mapping[str, Mart], words: Mapping[tuple[str, str], Words], catalogue: Catalogue
) -> Iterator[dict[str, str]]:
    for mart in marts.values():
        for column in mart.columns:
            line = {"mart": mart.name, "column": column.name, "title_vi": column.words.title.vi, "note_vi": column.constant or ""}
            ends = lineage.ends_of(mart.name, column.name)
            for end, kind in ends.items():
                yield {
                    **line,
                    "source_table": end[0],
                    "source_table_vi": _table_words(end[0], catalogue),
                    "source_column": end[1],
                    "source_column_vi": words[end].vi,
                    "how_vi": _HOW[kind],
                }
            if not ends:
                yield dict.fromkeys(COLUMNS, "") | line


def _table_words(table: str, catalogue: Catalogue) -> str:
    name = table.removeprefix(LAKE_PREFIX)
    if name in catalogue.sources:
        return catalogue.sources[name].title.vi
    return "sổ nhận tệp và quyết định của chương trình" if table.startswith(LAKE_PREFIX) else _DECLARED


def _document(lineage: ColumnLineage, marts: Mapping[str, Mart]) -> dict[str, Any]:
    return {
        "marts": {
            mart.name: {
                column.name: {
                    "sources": [
                        {"table": table, "column": name, "kind": kind}
                        for (table, name), kind in lineage.ends_of(mart.name, column.name).items()
                    ],
                    **({"constant": column.constant} if column.constant else {}),
                }
                for column in mart.columns
            }
            for mart in marts.values()
        },
        "steps": {
            table: {
                "columns": {name: [link._asdict() for link in links] for name, links in query.columns.items()},
                "rows": [link._asdict() for link in query.rows],
            }
            for table, query in lineage.tables.items()
        },
    }
