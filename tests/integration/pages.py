"""Reading pages back: every figure with its key, every link, every word.

Belongs here: parsing of written pages for the tests. Does not belong here: what must be true of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from lxml import html

from pipelines.home import Home
from pipelines.warehouse.query import read


@dataclass(frozen=True)
class Shown:
    """A figure on a page: its key, its digits, its words, and where a click on it leads."""

    page: str
    key: tuple[str, ...]
    value: str
    text: str
    href: str | None


def parsed(pages: dict[str, str]) -> dict[str, Any]:
    return {name: html.document_fromstring(text) for name, text in pages.items() if name.endswith(".html")}


def figures(pages: dict[str, str]) -> list[Shown]:
    return [
        Shown(name, tuple(element.get("data-f").split("|")), element.get("value"), element.text_content(), _href(element))
        for name, root in parsed(pages).items()
        for element in root.iter("data")
    ]


def _href(element: Any) -> str | None:
    return next((parent.get("href") for parent in element.iterancestors("a")), None)


def links(pages: dict[str, str]) -> Iterator[tuple[str, str]]:
    for name, root in parsed(pages).items():
        for element in root.iter():
            for attribute in ("href", "src", "action", "srcset", "data", "xlink:href"):
                if element.get(attribute) is not None:
                    yield name, element.get(attribute)


_QUESTIONS = {
    "i": ("select * from fct_indicator", ("period", "indicator", "hamlet")),
    "m": ("select * from fct_indicator_month", ("period", "indicator", "hamlet", "as_of_date")),
    "p": ("select * from fct_indicator_part", ("period", "indicator", "hamlet", "part")),
    "h": ("select * from dim_hamlet where valid_to = date '9999-12-31'", ("hamlet_code",)),
    "d": ("select * from fct_delivery", ("source", "period")),
    "f": ("select *, left(file_sha256, 16) as short from fct_file", ("short",)),
    "g": ("select * from fct_finding", ("finding_id",)),
    "v": (
        """select team_code, reporting_month, sum(assists) as assists, count(*) as visits, count(distinct household_id) as households,
        count(distinct member_code) as members from fct_visit group by all""",
        ("team_code", "reporting_month"),
    ),
    "r": (
        """select period, indicator, hamlet, contribution, left(file_sha256, 16) as short, sheet, sum(numerator_amount) as numerator,
        sum(denominator_amount) as denominator from fct_indicator_row group by all""",
        ("period", "indicator", "hamlet", "contribution", "short", "sheet"),
    ),
}
"""Each kind of key: the mart that it is held to, and the columns that tell one row from another."""


class Marts:
    """Every figure that a page may show, straight from the marts."""

    def __init__(self, home: Home) -> None:
        self._rows = {
            kind: {tuple(str(row[column]) for column in columns): row for row in read(home, sql)}
            for kind, (sql, columns) in _QUESTIONS.items()
        }

    def figure(self, key: tuple[str, ...]) -> Any:
        """The mart's figure of a page's key; KeyError when there is none."""
        kind, *place, field = key
        return self._rows[kind][tuple(place)][field]
