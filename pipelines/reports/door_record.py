"""Keeps what the door found, run after run, and renders the latest of each source.

Belongs here: where results are kept. Does not belong here: how a page looks (``door_pages.py``).
"""

from __future__ import annotations

import json
from typing import Any

from pipelines.catalogue import load_catalogue
from pipelines.home import Home
from pipelines.ingest.lake import Lake
from pipelines.reports.door_pages import write_door_pages


def keep_door_results(home: Home, results: dict[str, dict[str, Any]]) -> None:
    """Append this run's results to the history, keep the latest a source, and write the pages again."""
    if not results:
        return
    latest = home.door / "results"
    latest.mkdir(parents=True, exist_ok=True)
    with (home.door / "history.jsonl").open("a", encoding="utf-8") as history:
        for source, result in sorted(results.items()):
            text = json.dumps(result, ensure_ascii=False, sort_keys=True)
            history.write(text + "\n")
            (latest / f"{source}.json").write_text(text, encoding="utf-8")
    named = {line["file_sha256"]: line["file_label"] for line in Lake(home.lake, load_catalogue()).files()}
    kept = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(latest.glob("*.json"))]
    write_door_pages(kept, home.door / "pages", files=named)
