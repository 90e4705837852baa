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

import docxtpl  # noqa: F401 - here and below: imported before anybody asks, which is what this process is for
import vl_convert
import xlsxwriter  # noqa: F401

from pipelines.framing import receive, send
from pipelines.home import Home
from pipelines.imports import collect_seldom
from pipelines.reports.press import DOCUMENTS, PAGES
from pipelines.reports.quarter_files import write_quarter
from pipelines.reports.site.write import write_pages

_SMALLEST_CHART = {"data": {"values": []}, "mark": "bar"}


def _documents(home: Home, quarter: str) -> dict[str, Any]:
    written = write_quarter(home, quarter)
    return {"paths": [str(path) for path in written.paths], "kept": [str(path) for path in written.kept]}


def _pages(home: Home, quarter: str) -> dict[str, Any]:
    written = write_pages(home, quarter)
    return {"office": str(written.office), "public": str(written.public)}


_MAKERS: dict[str, Callable[[Home, str], dict[str, Any]]] = {DOCUMENTS: _documents, PAGES: _pages}


def _made(home: Home, make: str, quarter: str) -> dict[str, Any]:
    """A failure is an answer too: the next thing asked for may be fine."""
    try:
        return _MAKERS[make](home, quarter)
    except Exception as error:
        return {"error": str(error), "trace": traceback.format_exc()}


def main() -> None:
    """Keep the pipe for ourselves: whatever a library prints goes to standard error."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    vl_convert.vegalite_to_svg(_SMALLEST_CHART)  # the first drawing starts its engine, which takes most of a second
    collect_seldom()
    home, make = Home(Path(sys.argv[1])), sys.argv[2]
    while (request := receive(sys.stdin.buffer)) is not None:
        send(answers, _made(home, make, request["quarter"]))
    os._exit(0)  # nothing is left to save


if __name__ == "__main__":
    main()
