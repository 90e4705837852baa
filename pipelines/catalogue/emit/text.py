"""How a generated file is written down: the header, YAML, CSV, and units in words.

Belongs here: turning plain values into file text. Does not belong here: which facts go where (one module per kind of output).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

import yaml

from pipelines.catalogue.units import load_units

MARKER = "do not edit; run `make generate`"
"""Stands in every generated file that can hold a comment; how a leftover of an earlier catalogue is known."""


def header(origin: str) -> str:
    """The sentence that tells a reader where the file comes from."""
    return f"generated from pipelines/catalogue/{origin}; {MARKER}"


def unit_words(unit: str) -> str:
    """The unit in both languages; a unit without words is refused."""
    units = load_units()
    if unit not in units:
        raise ValueError(f"unit {unit} has no words: add it to units.yml")
    words = units[unit]
    return words.vi if words.vi == words.en else f"{words.vi}/{words.en}"


class _Dumper(yaml.SafeDumper):
    """Indents lists below their key, as people write YAML."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002, FBT001, FBT002 - the base's own signature
        super().increase_indent(flow=flow, indentless=False)


def yaml_text(origin: str, content: dict[str, Any]) -> str:
    """A YAML document under the header."""
    body = yaml.dump(content, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=4000)
    return f"# {header(origin)}\n{body}"


def csv_text(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A CSV with a header line. None is an empty cell, true and false in lower case."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_cell(value) for value in row])
    return out.getvalue()


def _cell(value: object) -> object:
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else value
