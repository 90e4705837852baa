"""A process that holds the libraries of Word, Excel and charts: makes a quarter's documents, or its pages, as often as the press asks.

Belongs here: the worker's conversation. Does not belong here: what is made (``quarter_files.py``, ``site``), who asks (``press.py``).

Started as ``python -m pipelines.reports.press_worker HOME documents|pages``. Whatever a library prints goes to standard error.
"""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

if hasattr(os, "nice"):
    os.nice(10)  # what figures wait for goes first; importing fills the moments in which that waits for something itself

import duckdb  # noqa: F401 - here and below: each process holds what it makes with before anybody asks
import vl_convert

from pipelines.catalogue import load_catalogue
from pipelines.framing import receive, send
from pipelines.home import Home
from pipelines.imports import collect_seldom
from pipelines.reports.press import DOCUMENTS, PAGES

Maker = Callable[[Home, str], dict[str, Any]]
_SMALLEST_CHART = {"data": {"values": []}, "mark": "bar"}


def _documents() -> Maker:
    import docxtpl  # noqa: F401, PLC0415 - see above
    import xlsxwriter  # noqa: F401, PLC0415

    from pipelines.reports.quarter_files import write_quarter  # noqa: PLC0415

    def make(home: Home, quarter: str) -> dict[str, Any]:
        written = write_quarter(home, quarter)
        return {"paths": [str(path) for path in written.paths], "kept": [str(path) for path in written.kept]}

    return make


def _pages() -> Maker:
    from pipelines.reports.site.write import write_pages  # noqa: PLC0415

    def make(home: Home, quarter: str) -> dict[str, Any]:
        written = write_pages(home, quarter)
        return {"office": str(written.office), "public": str(written.public)}

    return make


_MAKERS: dict[str, Callable[[], Maker]] = {DOCUMENTS: _documents, PAGES: _pages}


def _made(make: Maker, home: Home, quarter: str) -> dict[str, Any]:
    """A failure is an answer too: the next thing asked for may be fine."""
    try:
        return make(home, quarter)
    except Exception as error:
        return {"error": str(error), "trace": traceback.format_exc()}


def main() -> None:
    """Keep the pipe for ourselves: whatever a library prints goes to standard error."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    home, make = Home(Path(sys.argv[1])), _MAKERS[sys.argv[2]]()
    load_catalogue()
    vl_convert.vegalite_to_svg(_SMALLEST_CHART)  # the first drawing starts its engine, which takes most of a second
    collect_seldom()
    while (request := receive(sys.stdin.buffer)) is not None:
        send(answers, _made(make, home, request["quarter"]))
    os._exit(0)  # nothing is left to save


if __name__ == "__main__":
    main()
