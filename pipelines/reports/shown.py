"""What of a home may be shown as pages in a browser, and the page that lists it.

Belongs here: which folders are pages. Does not belong here: serving them (``pipelines.serving``), the pages themselves.

Everything else in a home (received files, decisions, run history, the warehouse) is never served, by any address.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from pipelines.catalogue import load_catalogue
from pipelines.home import Home
from pipelines.quarter.period import PeriodError, check_period, spoken
from pipelines.reports.door_pages import environment
from pipelines.reports.site.write import OFFICE, PUBLIC

DOOR_PAGES = ("state", "door", "pages")
AUDIT = "ho-so-kiem-tra"
"""What ``soxom export`` wrote into a folder of this name beside a period's pages."""
_INDEX = "index.html"


@dataclass(frozen=True)
class PeriodPages:
    """The editions that a period has, as addresses from the root; empty where there is none."""

    title: str
    office: str
    public: str
    audit: str


def shown_folder(path: str) -> PurePosixPath | None:
    """The served folder that a path below the home lies in ("reports/2026-Q2/site"); None where it lies in none."""
    parts = PurePosixPath(path).parts
    if parts[:3] == DOOR_PAGES:
        return PurePosixPath(*DOOR_PAGES)
    if len(parts) >= 3 and parts[0] == "reports" and parts[2] in (OFFICE, PUBLIC, AUDIT) and _is_period(parts[1]):
        return PurePosixPath(*parts[:3])
    return None


def shown_file(home: Home, path: str) -> Path | None:
    """The file or folder that may be shown under a path below the home; None for anything else, whether or not it is there.

    A link that leads out of its own folder of pages is followed nowhere.
    """
    folder = shown_folder(path)
    if folder is None or ".." in PurePosixPath(path).parts:
        return None
    found = (home.root / path).resolve()
    return found if found.is_relative_to(home.root.resolve() / folder) and found.exists() else None


def periods_shown(home: Home) -> list[PeriodPages]:
    """The periods that have pages, the newest first."""

    def address(period: str, edition: str) -> str:
        path = f"reports/{period}/{edition}/{_INDEX}"
        return f"/{path}" if shown_file(home, path) else ""

    periods = sorted((folder.name for folder in home.reports.glob("*") if _is_period(folder.name)), reverse=True)
    pages = [PeriodPages(spoken(period), address(period, OFFICE), address(period, PUBLIC), address(period, AUDIT)) for period in periods]
    return [one for one in pages if one.office or one.public or one.audit]


def list_page(home: Home) -> str:
    """The page that leads to all others, or says what to do first."""
    door = "/".join((*DOOR_PAGES, _INDEX))
    return (
        environment()
        .get_template("shown.html.j2")
        .render(
            commune=load_catalogue().commune,
            periods=periods_shown(home),
            door=f"/{door}" if shown_file(home, door) else "",
            drop=str(home.drop),
        )
    )


def _is_period(name: str) -> bool:
    try:
        return check_period(name) == name
    except PeriodError:
        return False
