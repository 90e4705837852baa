"""Writes the pages of a quarter: the office's edition and the public's. Plain files, opened from disk or any web server.

Belongs here: which pages there are, and writing them. Does not belong here: answers (``answers.py``), drawing (``drawing.py``),
what the public may see (``pipelines.quarter.publishing``), layout (``templates/site``).

No clock, no random order, no address outside the folder: the same figures give the same bytes.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemBytecodeCache, FileSystemLoader, StrictUndefined

from pipelines.catalogue import load_catalogue
from pipelines.home import PREPARED, Home
from pipelines.ingest.closed import latest_of
from pipelines.quarter.contributions import ranges
from pipelines.quarter.package import packed_reports
from pipelines.quarter.period import spoken
from pipelines.reports.site import charts, drawing, words
from pipelines.reports.site.answers import Answers, gather
from pipelines.reports.site.public import public_view
from pipelines.reports.tables import SEVERITY_WORDS, STATE_WORDS, STATUS_WORDS, count, percent, waived

OFFICE, PUBLIC = "site", "site-cong-khai"
TEMPLATES = Path(__file__).parent.parent / "templates" / "site"
STYLE = "style.css"
_COMPILED = PREPARED / "templates"
"""Each template as Jinja compiled it, with a checksum of what it was compiled from; compiling takes a tenth of the pages' time."""
_TURNING = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Marks that turn the direction of writing: one in a cell would turn the words of the page around it."""


@dataclass(frozen=True)
class Written:
    """The two folders; open ``index.html`` of either."""

    office: Path
    public: Path


def write_pages(home: Home, period: str) -> Written:
    """Write both editions of the period's pages into the home's reports, in place of what was there: of a closed quarter those of the
    close, else made from what is published.

    Raises NotPublishedError before the first run, UnknownPeriodError for a period outside the calendar, AlteredError.
    """
    folder = home.reports / period
    written = Written(folder / OFFICE, folder / PUBLIC)
    closed = latest_of(home, period)
    office, public = (packed_reports(closed, OFFICE), packed_reports(closed, PUBLIC)) if closed else ({}, {})
    if not (office and public):
        answers = gather(home, load_catalogue(), period)
        office, public = _encoded(office_pages(answers)), _encoded(public_pages(answers))
    _replace(written.office, office)
    _replace(written.public, public)
    return written


def _encoded(pages: Mapping[str, str]) -> dict[str, bytes]:
    return {name: text.encode() for name, text in pages.items()}


def office_pages(answers: Answers) -> dict[str, str]:
    """File name -> content of the office's edition."""
    environment = _environment(answers)
    year, months, work = charts.year_charts(answers), charts.month_charts(answers), charts.activity_charts(answers)
    pages: list[tuple[str, str, dict[str, Any]]] = [
        ("index.html", "year", {"charts": year}),
        ("xom.html", "hamlets", {}),
        ("nguon.html", "sources", {}),
        ("phat-hien.html", "findings", {}),
        ("truy-nguon.html", "lineage", {}),
    ]
    pages += [(lineage_page(indicator.id), "indicator", {"indicator": indicator}) for indicator in answers.indicators]
    for place, hamlet in enumerate(answers.hamlets):
        around = {"before": answers.hamlets[place - 1] if place else None, "after": (*answers.hamlets[place + 1 :], None)[0]}
        content = {"hamlet": hamlet, "charts": months, "work": work, "work_months": charts.activity_months(answers), **around}
        pages.append((hamlet_page(answers, hamlet["hamlet"]), "hamlet", content))
    return _rendered(environment, pages)


def public_pages(answers: Answers) -> dict[str, str]:
    """File name -> content of the public edition: commune totals only."""
    view = public_view(answers)
    drawn = charts.year_charts(answers, view.published_periods, plain=True)
    return _rendered(_environment(answers), [("index.html", "public", {"view": view, "charts": drawn})])


def hamlet_page(answers: Answers, hamlet: str) -> str:
    """The file of a hamlet's page."""
    return f"xom-{answers.anchors[hamlet]}.html"


def lineage_page(indicator: str) -> str:
    """The file that leads from an indicator's figures to their rows."""
    return f"goc-{indicator}.html"


def _rendered(environment: Environment, pages: list[tuple[str, str, dict[str, Any]]]) -> dict[str, str]:
    texts = {
        name: _TURNING.sub("", environment.get_template(f"{template}.html.j2").render(page=name, **content))
        for name, template, content in pages
    }
    texts[STYLE] = (TEMPLATES / STYLE).read_text(encoding="utf-8")
    return texts


def _environment(answers: Answers) -> Environment:
    _COMPILED.mkdir(parents=True, exist_ok=True)
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        bytecode_cache=FileSystemBytecodeCache(str(_COMPILED)),
    )
    environment.filters |= {"count": count, "percent": percent, "spoken": spoken, "ranges": ranges, "waived": waived, **words.FILTERS}
    environment.globals |= {
        "a": answers,
        "catalogue": answers.catalogue,
        "standing": answers.standing,
        "status_words": STATUS_WORDS,
        "severity_words": SEVERITY_WORDS,
        "state_words": STATE_WORDS,
        "words": words,
        "view_box": drawing.VIEW_BOX,
        "hamlet_page": lambda hamlet: hamlet_page(answers, hamlet),
        "lineage_page": lineage_page,
    }
    return environment


def _replace(folder: Path, pages: Mapping[str, bytes]) -> None:
    """Put a whole new folder in the place of the old one, so that no page of an earlier run stays behind."""
    fresh, old = folder.with_name(f".{folder.name}.new"), folder.with_name(f".{folder.name}.old")
    for leftover in (fresh, old):
        shutil.rmtree(leftover, ignore_errors=True)
    fresh.mkdir(parents=True)
    for name, content in pages.items():
        (fresh / name).write_bytes(content)
    if folder.exists():
        folder.rename(old)
    fresh.rename(folder)
    shutil.rmtree(old, ignore_errors=True)
