"""Return slips as files: for each sender a page to print and a text to paste into a chat.

Belongs here: laying out slips, keeping a quarter's folder of them. Does not belong here: whose a finding is (``quarter.slips``).
The page's words are in ``templates/phieu-tra-lai.docx``, the text's in ``templates/phieu-tra-lai.txt.j2``, the rules' in the catalogue.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from pipelines.catalogue import Catalogue, load_catalogue
from pipelines.home import Home
from pipelines.quarter.period import spoken
from pipelines.quarter.slips import Returned, Slip, return_slips
from pipelines.reports.packages import keep, with_fixed_dates

TEMPLATES = Path(__file__).parent / "templates"
PAGE, MESSAGE = "phieu-tra-lai.docx", "phieu-tra-lai.txt.j2"
FOLDER = "phieu-tra-lai"
MUST, SHOULD = "Phải sửa", "Cần xem lại"
_SHORT = 30
"""A file's name in the text for a chat has at most so many letters."""


@dataclass(frozen=True)
class Written:
    """A slip and the files that say it."""

    slip: Slip
    page: Path
    message: Path


def write_slips(home: Home, quarter: str, catalogue: Catalogue | None = None) -> list[Written]:
    """Write the quarter's slips under ``reports/<quarter>/phieu-tra-lai``; what no slip needs any more goes.

    Raises NotPublishedError.
    """
    catalogue = catalogue or load_catalogue()
    folder = home.reports / quarter / FOLDER
    own = home.templates / PAGE
    template = (own if own.exists() else TEMPLATES / PAGE).read_bytes()
    done = []
    for slip in return_slips(home, quarter, catalogue):
        page, message = (folder / f"{slip.sender.key}{ending}" for ending in (".docx", ".txt"))
        keep(page, page_of(slip, catalogue, template))
        keep(message, message_of(slip, catalogue).encode())
        done.append(Written(slip, page, message))
    wanted = {path for one in done for path in (one.page, one.message)}
    for path in [*folder.glob("*.docx"), *folder.glob("*.txt")]:
        if path not in wanted:
            path.unlink()
    return done


def page_of(slip: Slip, catalogue: Catalogue, template: bytes) -> bytes:
    """The slip as a Word file. What a cell says is text, whatever it looks like; the same slip is the same bytes."""
    from docxtpl import DocxTemplate  # noqa: PLC0415 - only where a document is written

    words = _words(slip, catalogue)
    groups = []
    numbers = iter(range(1, len(slip.findings) + 1))
    for title, findings in groupby(_by_file(slip.findings), key=lambda one: _file_title(one, catalogue)):
        groups.append({"title": title, "findings": [_line(next(numbers), one, catalogue) for one in findings]})
    page = DocxTemplate(io.BytesIO(template))
    page.render({**words, "groups": groups}, Environment(undefined=StrictUndefined, autoescape=True), autoescape=True)
    stream = io.BytesIO()
    page.save(stream)
    return with_fixed_dates(stream.getvalue())


def message_of(slip: Slip, catalogue: Catalogue) -> str:
    """The slip as text with at most ``message_limit`` letters: as many findings as fit, the gravest first, each whole."""
    loader = FileSystemLoader(TEMPLATES)
    environment = Environment(loader=loader, autoescape=False, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)  # noqa: S701 - plain text
    template = environment.get_template(MESSAGE)
    lines = [{"sentence": one.sentence, "mend": _mend(one, catalogue), "where": _where(one)} for one in slip.findings]
    limit, words = catalogue.slips.message_limit, _words(slip, catalogue)
    for shown in range(len(lines), -1, -1):
        text = template.render(words, shown=lines[:shown], left=len(lines) - shown)
        if len(text) <= limit:
            return text
    return text[: limit - 1] + "…"


def _words(slip: Slip, catalogue: Catalogue) -> dict[str, Any]:
    office = catalogue.organisations[catalogue.slips.office].title.vi
    return {
        "commune": catalogue.commune.title.vi.upper(),
        "office": office,
        "office_caps": office.upper(),
        "sender": slip.sender.title,
        "period": spoken(slip.period),
        "due": f"{slip.due.day}/{slip.due.month}/{slip.due.year}",
        "count": len(slip.findings),
        "blocking": slip.blocking,
    }


def _by_file(findings: Sequence[Returned]) -> list[Returned]:
    """Those of one file and sheet together, in the order of the first and gravest of each."""
    first: dict[tuple[str, ...], int] = {}
    for place, one in enumerate(findings):
        first.setdefault(_file_of(one), place)
    return sorted(findings, key=lambda one: first[_file_of(one)])


def _file_of(one: Returned) -> tuple[str, ...]:
    return one.source, one.period, one.file, one.sheet


def _file_title(one: Returned, catalogue: Catalogue) -> str:
    title = catalogue.sources[one.source].title.vi
    if one.period:
        words = spoken(one.period)
        title += f", {words[0].lower()}{words[1:]}"
    if one.file:
        title += f" - tệp «{one.file}»"
    return title + (f", trang «{one.sheet}»" if one.sheet else "")


def _line(number: int, one: Returned, catalogue: Catalogue) -> dict[str, Any]:
    check = catalogue.checks[one.rule]
    return {
        "number": number,
        "row": "" if one.row is None else one.row,
        "hamlet": one.place,
        "column": one.column,
        "observed": one.observed,
        "expected": one.expected,
        "weight": MUST if one.is_blocking else SHOULD,
        "rule": f"{check.title.vi}: {check.meaning_in('vi')}",
        "cause": one.cause,
        "mend": _mend(one, catalogue),
    }


def _mend(one: Returned, catalogue: Catalogue) -> str:
    check = catalogue.checks[one.rule]
    return (check.ask or check.mend).vi


def _where(one: Returned) -> str:
    name = one.file if len(one.file) <= _SHORT else one.file[: _SHORT - 1] + "…"
    parts = [f"tệp «{name}»" if name else "", f"dòng {one.row}" if one.row is not None else ""]
    return ", ".join(part for part in parts if part)
