"""What is declared of the marts: each table's and column's words in both languages, types, units, keys.

Belongs here: reading it from dbt's manifest. Does not belong here: declaring it (the models' YAML), the file that auditors get
(``datapackage.py``).
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pipelines.warehouse.export import MART_PREFIXES
from pipelines.warehouse.prepared import load_manifest, prepare
from pipelines.warehouse.query_lineage import LAKE_PREFIX

_ENGLISH = re.compile(r"\s*\(([^()]*)\)(?=\.?\s*$|\.\s|, [^()]*$)")
"""A description says a thing in Vietnamese, then in English between brackets, sentence by sentence; a unit may follow."""


@dataclass(frozen=True)
class Words:
    """The same in both languages; English may be missing, and is empty then."""

    vi: str
    en: str

    @property
    def title(self) -> Words:
        """What comes before the first explanation."""
        return Words(*(re.split(r"[;:,.] ", text + " ")[0].strip().rstrip(".") for text in (self.vi, self.en)))


@dataclass(frozen=True)
class MartColumn:
    """One column. ``constant``: why it is made of no source column, in Vietnamese, where it is not."""

    name: str
    data_type: str
    words: Words
    unit: str | None
    constant: str | None


@dataclass(frozen=True)
class Reference:
    """Columns that name a row of another mart wherever none of them is missing."""

    columns: tuple[str, ...]
    table: str
    to_columns: tuple[str, ...]


@dataclass(frozen=True)
class Mart:
    """One table. ``key``: the columns that together name a row, none of them ever missing."""

    name: str
    words: Words
    columns: tuple[MartColumn, ...]
    key: tuple[str, ...]
    references: tuple[Reference, ...]


def dictionary() -> dict[str, Mart]:
    """Every mart by name. Raises DbtError when the project does not parse."""
    manifest: dict[str, Any] = json.loads(prepare().read_text(encoding="utf-8"))
    nodes: dict[str, Mapping[str, Any]] = manifest["nodes"]
    keys = {
        node["attached_node"]: tuple(node["test_metadata"]["kwargs"]["columns"])
        for node in nodes.values()
        if node["resource_type"] == "test" and (node.get("test_metadata") or {}).get("name") == "unique_key"
    }
    marts = [
        _mart(node, keys.get(unique_id, ()))
        for unique_id, node in nodes.items()
        if node["resource_type"] == "model" and node["name"].startswith(MART_PREFIXES)
    ]
    return {mart.name: mart for mart in sorted(marts, key=lambda mart: mart.name)}


def end_words() -> dict[tuple[str, str], Words]:
    """The words of every column that nothing is made of, by (table, column) as ``column_lineage`` names them. Raises DbtError."""
    manifest: dict[str, Any] = json.loads(prepare().read_text(encoding="utf-8"))
    seeds = [node for node in manifest["nodes"].values() if node["resource_type"] == "seed"]
    named = [(node["name"], node) for node in seeds] + [(LAKE_PREFIX + node["name"], node) for node in manifest["sources"].values()]
    return {(table, column["name"]): words_of(column["description"]) for table, node in named for column in node["columns"].values()}


@dataclass(frozen=True)
class Described:
    """A table as dbt's manifest has it: words, and (name, type, words) of the columns that are declared."""

    words: Words
    columns: tuple[tuple[str, str | None, Words], ...]


def described_tables() -> dict[str, Described]:
    """Every source, seed and model by name, as ``column_lineage`` names them. Raises DbtError."""
    manifest: dict[str, Any] = json.loads(prepare().read_text(encoding="utf-8"))
    nodes = {node["name"]: node for node in manifest["nodes"].values() if node["resource_type"] in ("model", "seed")}
    nodes |= {LAKE_PREFIX + node["name"]: node for node in manifest["sources"].values()}
    return {
        name: Described(
            words_of(node["description"]),
            tuple((column["name"], column["data_type"], words_of(column["description"])) for column in node["columns"].values()),
        )
        for name, node in nodes.items()
    }


def compiled_sql() -> dict[str, str]:
    """Every built model's SQL as it is run, by the model's name. Raises DbtError."""
    return {node.name: node.raw_code for node in load_manifest().nodes.values() if node.resource_type == "model"}


def words_of(description: str) -> Words:
    """ "Mã xã (Code of the commune)" in its two languages."""
    said = " ".join(description.split())
    return Words(_ENGLISH.sub("", said).strip(), ". ".join(part.strip() for part in _ENGLISH.findall(said)))


def _mart(node: Mapping[str, Any], key: tuple[str, ...]) -> Mart:
    return Mart(
        node["name"],
        words_of(node["description"]),
        tuple(_column(column) for column in node["columns"].values()),
        key,
        tuple(
            Reference(tuple(said["columns"]), said["to"], tuple(said.get("to_columns", said["columns"])))
            for said in node["config"].get("meta", {}).get("foreign_keys", ())
        ),
    )


def _column(column: Mapping[str, Any]) -> MartColumn:
    meta = column.get("config", {}).get("meta", {})
    return MartColumn(column["name"], column["data_type"], words_of(column["description"]), meta.get("unit"), meta.get("constant"))
