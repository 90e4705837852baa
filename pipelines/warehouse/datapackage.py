"""Writes marts as CSV and Parquet with their dictionary: a Frictionless data package. The same rows give the same bytes.

Belongs here: the descriptor's form, what a cell of the CSV looks like. Does not belong here: which rows (``pipelines.quarter.export``),
what is declared of the marts (``dictionary.py``).

Parquet holds what the mart holds. In the CSV a text that a spreadsheet would take for a formula stands behind an apostrophe, and so
does one that begins with an apostrophe itself: taking one leading apostrophe away gives every text back.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipelines.catalogue.units import load_units
from pipelines.warehouse.dictionary import Mart, MartColumn, Reference
from pipelines.warehouse.export import write_frozen

if TYPE_CHECKING:
    import duckdb

DESCRIPTOR = "datapackage.json"
DATA = "data"
PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
_TYPES = {"VARCHAR": "string", "BIGINT": "integer", "INTEGER": "integer", "DOUBLE": "number", "DATE": "date", "BOOLEAN": "boolean"}
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
"""Tells Excel that the letters are Vietnamese."""
_RISKY = r"(?s)^[''\t\r]|^[=+\-@]."
"""What a spreadsheet would compute, as DuckDB's regular expression within a text; a lone = is a sign of comparison."""
CSV_NOTE = (
    "Trong tệp CSV, chữ bắt đầu bằng = + - @, dấu tab hay dấu ' có thêm một dấu ' ở trước để bảng tính không hiểu là công thức; "
    "bỏ một dấu ' ở đầu là đúng chữ gốc. Tệp Parquet giữ nguyên chữ gốc."
)
CSV_NOTE_EN = (
    "In the CSV files a text that begins with = + - @, a tab or an apostrophe stands behind one more apostrophe, so that no spreadsheet "
    "takes it for a formula; take one leading apostrophe away to have it back. The Parquet files hold texts as they are."
)


@dataclass(frozen=True)
class About:
    """What the package says of itself. ``version``: what the figures were made from."""

    name: str
    title: str
    title_en: str
    description: str
    description_en: str
    version: str


@dataclass(frozen=True)
class Rows:
    """Which rows of a mart are written: a query with named parameters."""

    query: str
    parameters: Mapping[str, Any]


def write_datapackage(connection: duckdb.DuckDBPyConnection, marts: Sequence[tuple[Mart, Rows]], folder: Path, about: About) -> list[Path]:
    """Write ``data/<mart>.csv`` and ``.parquet`` and ``datapackage.json``; the paths. A mart may lack columns that it has today."""
    written: list[Path] = []
    (folder / DATA).mkdir(parents=True, exist_ok=True)
    kept = {mart.name: rows for mart, rows in marts}
    resources: list[dict[str, Any]] = []
    for mart, rows in marts:
        columns = _present(connection, mart, rows)
        references = [said for said in mart.references if _holds(connection, said, rows, kept, {column.name for column in columns})]
        parquet, csv = (folder / DATA / f"{mart.name}.{ending}" for ending in ("parquet", "csv"))
        write_frozen(connection, rows.query, rows.parameters, parquet)
        _write_csv(connection, rows, columns, csv)
        for path in (csv, parquet):
            resources.append(_resource(path, folder, mart, columns, references))
            written.append(path)
    descriptor = {
        "$schema": PROFILE,
        "name": about.name,
        "title": about.title,
        "title_en": about.title_en,
        "description": f"{about.description} {CSV_NOTE}",
        "description_en": f"{about.description_en} {CSV_NOTE_EN}",
        "languages": ["vi", "en"],
        "version": about.version,
        "resources": sorted(resources, key=lambda resource: (resource["format"], resource["name"])),
    }
    path = folder / DESCRIPTOR
    path.write_text(json.dumps(descriptor, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return [*written, path]


def _present(connection: duckdb.DuckDBPyConnection, mart: Mart, rows: Rows) -> list[MartColumn]:
    """The columns that the rows have, in their order, each with what is declared of it."""
    described: Any = connection.execute(f"describe {rows.query}", dict(rows.parameters)).fetchall()
    said = {column.name: column for column in mart.columns}
    return [said[name] for name, *_ in described if name in said]


def _holds(connection: duckdb.DuckDBPyConnection, reference: Reference, rows: Rows, kept: Mapping[str, Rows], columns: set[str]) -> bool:
    """Whether every row that names another names one that is written too."""
    if reference.table not in kept or not columns.issuperset(reference.columns):
        return False
    target = kept[reference.table]
    pairs = " and ".join(f"a.{one} = b.{other}" for one, other in zip(reference.columns, reference.to_columns, strict=True))
    named = " and ".join(f"a.{one} is not null" for one in reference.columns)
    asked = f"select count(*) from ({rows.query}) as a where {named} and not exists (select 1 from ({target.query}) as b where {pairs})"  # noqa: S608 - our own queries
    return connection.execute(asked, {**rows.parameters, **target.parameters}).fetchall() == [(0,)]


def _write_csv(connection: duckdb.DuckDBPyConnection, rows: Rows, columns: Sequence[MartColumn], path: Path) -> None:
    cells = ", ".join(
        f"case when regexp_matches({column.name}, '{_RISKY}') then '''' || {column.name} else {column.name} end as {column.name}"
        if column.data_type == "varchar"
        else column.name
        for column in columns
    )
    target = str(path).replace("'", "''")
    connection.execute(
        f"copy (select {cells} from (select * from ({rows.query}) order by all)) to '{target}' (header, delimiter ',')",  # noqa: S608 - our own columns and queries
        dict(rows.parameters),
    ).fetchall()
    path.write_bytes(_BYTE_ORDER_MARK + path.read_bytes())


def _resource(path: Path, folder: Path, mart: Mart, columns: Sequence[MartColumn], references: Sequence[Reference]) -> dict[str, Any]:
    content = path.read_bytes()
    ending = path.suffix[1:]
    of = "" if ending == "csv" else f"-{ending}"
    forms: dict[str, dict[str, Any]] = {
        "csv": {"mediatype": "text/csv", "encoding": "utf-8", "dialect": {"delimiter": ",", "quoteChar": '"', "doubleQuote": True}},
        "parquet": {"mediatype": "application/vnd.apache.parquet"},
    }
    return {
        "name": mart.name + of,
        "type": "table",
        "path": path.relative_to(folder).as_posix(),
        "format": ending,
        **forms[ending],
        "title": mart.words.title.vi,
        "title_en": mart.words.title.en,
        "description": mart.words.vi,
        "description_en": mart.words.en,
        "bytes": len(content),
        "hash": "sha256:" + hashlib.sha256(content).hexdigest(),
        "schema": _schema(mart, columns, references, of),
    }


def _schema(mart: Mart, columns: Sequence[MartColumn], references: Sequence[Reference], of: str) -> dict[str, Any]:
    schema: dict[str, Any] = {
        "fields": [_field(column, is_key=column.name in mart.key) for column in columns],
        "missingValues": [""],
    }
    if mart.key:
        schema["primaryKey"] = list(mart.key)
    if references:
        schema["foreignKeys"] = [
            {"fields": list(said.columns), "reference": {"resource": said.table + of, "fields": list(said.to_columns)}}
            for said in references
        ]
    return schema


def _field(column: MartColumn, *, is_key: bool) -> dict[str, Any]:
    """In a key an empty text is a text: nothing of a key is ever missing."""
    field: dict[str, Any] = {
        "name": column.name,
        "type": _TYPES[column.data_type.upper()],
        "title": column.words.title.vi,
        "title_en": column.words.title.en,
        "description": column.words.vi,
        "description_en": column.words.en,
    }
    if column.unit is not None:
        words = load_units()[column.unit]
        field |= {"unit": words.vi, "unit_en": words.en}
    if is_key:
        field |= {"missingValues": [], "constraints": {"required": True}}
    return field
