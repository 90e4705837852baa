"""Where things are printed: rows to standard output, words to standard error.

Belongs here: table, csv and json of plain rows. Does not belong here: which rows.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import os
import sys
from collections.abc import Mapping, Sequence
from typing import Any, NoReturn

FORMATS = ("table", "csv", "json")
_SPARE_WIDTH = 200


def chosen_format(asked: str | None) -> str:
    """What was asked for; else a table on a terminal and csv into a pipe."""
    return asked or ("table" if sys.stdout.isatty() else "csv")


def say(text: str) -> None:
    """A line for the person at the keyboard, never mixed with data."""
    print(text, file=sys.stderr, flush=True)  # noqa: T201 - this is where it is printed


def leave(code: object) -> NoReturn:
    """End the command here, with what is printed on its way: nothing else is left to do.

    Python would take every imported library down in order first, which takes two seconds after a run and saves nothing.
    """
    if isinstance(code, str):
        say(code)
    failed = False
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:  # the reader of a pipe has gone
            failed = True
    os._exit(code if isinstance(code, int) else int(code is not None or failed))


_CONTROLS = dict.fromkeys((*range(32), *range(127, 160)), "�")
"""A cell may hold letters that would move the cursor or recolour the screen: on a terminal they are shown as a mark."""


def harmless(text: str) -> str:
    """The text with control letters made visible, so that what a cell says is only ever text."""
    return text.translate(_CONTROLS)


def print_lines(lines: Sequence[str], *, at_once: bool = False) -> None:
    """Lines of words between tables, on standard output. ``at_once``: somebody waits for them at the other end of a pipe."""
    for line in lines:
        print(harmless(line), flush=at_once)  # noqa: T201 - this is where it is printed


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.date) else value  # a moment is a day too


def print_json(content: Any) -> None:
    """One JSON document, days in ISO. Written at once, as csv is: standard output may have no buffer."""
    sys.stdout.write(json.dumps(content, ensure_ascii=False, indent=1, default=lambda value: str(_plain(value))) + "\n")


def print_rows(rows: Sequence[Mapping[str, Any]], columns: Sequence[str], fmt: str, headings: Mapping[str, str] | None = None) -> None:
    """Print the named columns. csv: a missing value is empty; json: null; table: with the headings given, if any."""
    if fmt == "json":
        print_json([{name: _plain(row[name]) for name in columns} for row in rows])
    elif fmt == "csv":
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows([_plain(row[name]) for name in columns] for row in rows)
        sys.stdout.write(text.getvalue())
    else:
        print_table(rows, columns, headings or {})


def print_table(rows: Sequence[Mapping[str, Any]], columns: Sequence[str], headings: Mapping[str, str]) -> None:
    """A table for the eye; numbers to the right."""
    from rich.console import Console  # noqa: PLC0415 - only tables need it
    from rich.markup import escape  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415

    table = Table(show_edge=False, pad_edge=False)
    for name in columns:
        numeric = all(isinstance(row[name], int | float) or row[name] is None for row in rows)
        table.add_column(headings.get(name, name), justify="right" if numeric and rows else "left", overflow="fold")
    for row in rows:
        table.add_row(*(escape("" if row[name] is None else harmless(str(_plain(row[name])))) for name in columns))
    console = Console() if sys.stdout.isatty() else Console(width=_SPARE_WIDTH)
    console.print(table)
