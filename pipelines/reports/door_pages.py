"""The pages that show what the door found: an index of sources, and a page a source. Plain files, opened with no network.

Belongs here: laying out saved results (``DoorResult.to_json``). Does not belong here: judging rows (``pipelines.ingest.door``).
No page repeats what a cell says: places only, for a cell may hold what is personal.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

_SOURCE = re.compile(r"^[a-z][a-z0-9_]*$")


def write_door_pages(results: list[dict[str, Any]], out: Path, files: Mapping[str, str] | None = None) -> None:
    """Write ``index.html`` and one page a source into ``out``; pages of an earlier run go.

    ``files`` names a file by its hash; without it the hash is shown.
    """
    pages = sorted((_page(result) for result in results), key=lambda page: page["title_vi"])
    templates = environment()
    texts = {"index.html": templates.get_template("door_index.html.j2").render(pages=pages)}
    for page in pages:
        texts[f"{page['source']}.html"] = templates.get_template("door_source.html.j2").render(page=page, files=files or {})
    out.mkdir(parents=True, exist_ok=True)
    for old in out.glob("*.html"):
        old.unlink()
    for name, text in texts.items():
        (out / name).write_text(text, encoding="utf-8")


def environment() -> Environment:
    """Templates with every text escaped, and numbers as people write them."""
    loader = FileSystemLoader(Path(__file__).parent / "templates")
    made = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    made.filters["number"] = lambda value: f"{value:,}".replace(",", ".")
    return made


def _page(result: Mapping[str, Any]) -> dict[str, Any]:
    if not _SOURCE.match(result["source"]):
        raise ValueError(f"{result['source']!r} is no source id and cannot name a page")
    expectations = [_entry(entry) for entry in result["expectations"]]
    return {**result, "expectations": expectations, "failed": [entry for entry in expectations if not entry["success"]]}


def _entry(entry: Mapping[str, Any]) -> dict[str, Any]:
    """The sentence says what must hold, then the mend; the mend is shown only to those who need it."""
    demand, _, mend = entry["message_vi"].partition(". ")
    return {**entry, "demand": demand.rstrip(".") + ".", "mend": mend}
