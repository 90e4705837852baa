"""Generates the macros that list what the models loop over, so that no union names its parts by hand.

Belongs here: Jinja made from facts. Does not belong here: macros with logic, which people write.
"""

from __future__ import annotations

import json
import textwrap
from typing import Any

from pipelines.catalogue.checking import Check
from pipelines.catalogue.emit.text import header
from pipelines.catalogue.load import Catalogue
from pipelines.catalogue.model import FieldKind, Source


def _jinja(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False).replace("null", "none")


def _literal(content: dict[str, Any] | list[Any]) -> str:
    """An entry after another, each in as few lines as it needs: the words in it are identifiers, so a space is a place to break."""
    if isinstance(content, dict):
        entries, ends = [f"{_jinja(key)}: {_jinja(value)}" for key, value in content.items()], "{}"
    else:
        entries, ends = [_jinja(entry) for entry in content], "[]"
    wrapped = [textwrap.fill(entry, 118, initial_indent="  ", subsequent_indent="    ", break_on_hyphens=False) for entry in entries]
    return "\n".join([ends[0], ",\n".join(wrapped), ends[1]])


def _macro(name: str, origin: str, content: dict[str, Any] | list[Any]) -> dict[str, str]:
    """One macro that returns one literal."""
    literal = _literal(content)
    text = f"{{# {header(origin)} #}}\n\n{{% macro {name} %}}\n{{{{ return({literal}) }}}}\n{{% endmacro %}}\n"
    return {f"dbt_project/macros/generated_{name.split('(', maxsplit=1)[0]}.sql": text}


def _first(source: Source, *kinds: FieldKind) -> str | None:
    return next((field.id for field in source.fields if field.kind in kinds), None)


def _source_entry(source: Source) -> dict[str, Any]:
    """What ``int_row`` and ``int_figure`` need to know of a source's columns."""
    ids = {field.id for field in source.fields}
    hamlet = _first(source, FieldKind.HAMLET, FieldKind.TEAM)
    reference = source.nature == "reference"
    return {
        "source": source.id,
        "hamlet": hamlet,
        "own_code": "hamlet_code" if "hamlet_code" in ids else None,
        "by_hamlet": source.key == (hamlet,),
        "by_row": hamlet is None and not ids & {"hamlet_code", "member_code"},
        "member": "member_code" if "member_code" in ids and not reference else None,
        "day": source.day,
        "topic": "topic" if "topic" in ids else None,
        "form": source.layout == "form",
        "figures": [field.id for field in source.fields if field.kind is FieldKind.COUNT],
        "needed": [field.id for field in source.fields if field.kind is FieldKind.COUNT and field.needed],
        "wholes": {field.id: field.whole for field in source.fields if field.whole is not None},
        "key": list(source.key),
        "compared": [field.id for field in source.compared_fields],
    }


def _check_entry(check: Check) -> dict[str, Any]:
    """What the checks' models need to know of their rule."""
    return {
        "rule": check.id,
        "model": check.model,
        "looks_at": check.looks_at,
        "sources": list(check.sources),
        "severity": check.severity,
        "severity_low": check.severity_low or check.severity,
        "thresholds": check.thresholds,
    }


def macro_files(catalogue: Catalogue) -> dict[str, str]:
    """``indicator_models()``, ``catalogue_checks()``, ``catalogue_causes()``, ``catalogue_sources()`` and ``catalogue_marks(source)``."""
    models = sorted({indicator.model for indicator in catalogue.indicators.values()})
    sources = [_source_entry(source) for source in catalogue.sources.values()]
    marks = {source.id: [field.id for field in source.fields if field.kind is FieldKind.MARK] for source in catalogue.sources.values()}
    files = _macro("indicator_models()", "indicators/", models)
    files |= _macro("catalogue_checks()", "checks/", [_check_entry(check) for check in catalogue.checks.values()])
    files |= _macro("catalogue_causes()", "causes.yml", {cause.id: cause.thresholds for cause in catalogue.causes.values()})
    files |= _macro("catalogue_sources()", "sources/", sources)
    marked = _macro("catalogue_marks(source)", "sources/", {key: value for key, value in marks.items() if value})
    return files | {path: text.replace(") }}", "[source]) }}") for path, text in marked.items()}
