"""From which columns each column of a table is made, down to the sources' rows as read and the declared facts.

Belongs here: reading it from the SQL that dbt compiled, keeping it beside the compiled project. Does not belong here: how one query
is taken apart (``query_lineage.py``), the files that auditors get (``pipelines.reports``).

It is found when it is asked for and kept under the project's stamp; no run waits for it.
"""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from pipelines.warehouse.prepared import PARSED, load_manifest, project_digest
from pipelines.warehouse.query_lineage import LAKE_PREFIX, Kind, Link, QueryLineage, lineage_of

_KEPT = PARSED / "column_lineage.json"
_READERS = (Path(__file__), Path(__file__).with_name("query_lineage.py"))
"""What is kept is true for this reading of the SQL."""

End = tuple[str, str]
"""Table and column that nothing is made of."""


@dataclass(frozen=True)
class ColumnLineage:
    """Each built table's columns and what they are made of, and the columns that the end points have."""

    tables: Mapping[str, QueryLineage]
    """Name of a model -> its columns; every table that it reads is another model or an end point."""
    ends: Mapping[str, tuple[str, ...]]
    """Columns of the tables that nothing is made of: ``raw.vneid`` (rows as read) and ``seed_target`` (declared facts)."""

    @cached_property
    def _traced(self) -> dict[tuple[str, str], dict[End, Kind]]:
        return {}

    def ends_of(self, table: str, column: str) -> Mapping[End, Kind]:
        """Every end that the column's value is made of (DIRECT) or chosen by (INDIRECT); nothing for a constant.

        What only decides which rows there are is not among them; see ``QueryLineage.rows``. Raises KeyError.
        """
        if table in self.ends:
            return {(table, column): "DIRECT"}
        place = (table, column)
        if place not in self._traced:
            found: dict[End, Kind] = {}
            for link in self.tables[table].columns[column]:
                for end, kind in self.ends_of(link.table, link.column).items():
                    if kind == link.kind == "DIRECT":
                        found[end] = "DIRECT"
                    else:
                        found.setdefault(end, "INDIRECT")
            self._traced[place] = dict(sorted(found.items()))
        return self._traced[place]


def column_lineage() -> ColumnLineage:
    """The lineage of every built table. The first call after a change of the project takes some seconds. Raises DbtError."""
    digest = hashlib.sha256(project_digest().encode() + b"".join(path.read_bytes() for path in _READERS)).hexdigest()
    kept = json.loads(_KEPT.read_text(encoding="utf-8")) if _KEPT.exists() else {}
    if kept.get("project") != digest:
        kept = {"project": digest, **_as_json(read_lineage(load_manifest()))}
        with tempfile.NamedTemporaryFile("w", dir=PARSED, suffix=".lineage", delete=False, encoding="utf-8") as new:
            json.dump(kept, new)
        Path(new.name).replace(_KEPT)  # whole or not at all: another export may be reading
    return _from_json(kept)


def read_lineage(manifest: Any) -> ColumnLineage:
    """The lineage of every table of a compiled manifest (``prepared.load_manifest``)."""
    ends: dict[str, tuple[str, ...]] = {}
    for node in manifest.sources.values():
        ends[LAKE_PREFIX + node.name] = tuple(node.columns)
    models: dict[str, Any] = {}
    for key, node in manifest.nodes.items():
        if node.resource_type == "seed":
            ends[node.name] = tuple(node.config.column_types)
        elif node.resource_type == "model":
            models[key] = node
    found: dict[str, QueryLineage] = {}
    known = dict(ends)
    for key in _in_order(models):
        node = models[key]
        found[node.name] = lineage_of(node.raw_code, known)
        known[node.name] = tuple(found[node.name].columns)
    return ColumnLineage(found, ends)


def _in_order(models: Mapping[str, Any]) -> list[str]:
    """Every model after those that it reads."""
    placed: dict[str, None] = {}

    def place(key: str) -> None:
        if key not in placed and key in models:
            for parent in models[key].depends_on.nodes:
                place(parent)
            placed[key] = None

    for key in sorted(models):
        place(key)
    return list(placed)


def _as_json(lineage: ColumnLineage) -> dict[str, Any]:
    return {
        "ends": {table: list(columns) for table, columns in lineage.ends.items()},
        "tables": {
            table: {"columns": {name: list(links) for name, links in query.columns.items()}, "rows": list(query.rows)}
            for table, query in lineage.tables.items()
        },
    }


def _from_json(kept: Mapping[str, Any]) -> ColumnLineage:
    return ColumnLineage(
        {
            table: QueryLineage(
                {name: tuple(Link(*link) for link in links) for name, links in query["columns"].items()},
                tuple(Link(*link) for link in query["rows"]),
            )
            for table, query in kept["tables"].items()
        },
        {table: tuple(columns) for table, columns in kept["ends"].items()},
    )
