"""What a file says of its own period, place by place.

Belongs here: finding "THÁNG 6/2026", "Quý II năm 2026", "tính đến ngày 14/6/2026" in titles, form fields and file names.
Does not belong here: which of them is believed and which reporting month a date falls in (dbt and the calendar: dates stay dates).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import PurePosixPath

from pipelines.ingest.text import fold
from pipelines.ingest.values import MONTH_WORDS, date_in

_ROMAN_QUARTERS = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_WORDS = "|".join(sorted((word for word in MONTH_WORDS if word != "nam"), key=len, reverse=True))
"""Months in words. "năm" (five) is left out: "tháng … năm 2026" with the month unfilled must say nothing."""
_YEAR = r"(?:nam )?(20[0-9]{2})\b"
_DATE_IN_WORDS = re.compile(r"\b(?:ngay )?[0-9]{1,2} thang [0-9]{1,2} nam [0-9]{4}\b")
_DATE_FIGURES = re.compile(r"\b(?:ngay )?[0-9]{1,2} [0-9]{1,2} [0-9]{4}\b")
_MONTH = re.compile(rf"\b(?:thang |t ?)(0?[1-9]|1[0-2]|{_WORDS}) {_YEAR}")
_QUARTER = re.compile(rf"\b(?:quy |q ?)([1-4]|iv|i{{1,3}}) {_YEAR}")
_YEAR_FIRST = re.compile(r"\b(20[0-9]{2}) (?:(?:thang |t ?)(0?[1-9]|1[0-2])|(?:quy |q ?)([1-4]|iv|i{1,3}))\b")
_BARE_MONTH = re.compile(r"(?<!\bxom )(?<!\bthon )(?<!\bx )\b(0?[1-9]|1[0-2]) (20[0-9]{2})\b")
_BARE_YEAR_FIRST = re.compile(r"\b(20[0-9]{2}) (0[1-9]|1[0-2])\b")
_AS_OF = re.compile(
    r"(?:đến|den|tới)\s+(?:hết\s+|het\s+)?(?:ngày\s+|ngay\s+)?"
    r"([0-9]{1,2}\s*[/.\-]\s*[0-9]{1,2}\s*[/.\-]\s*[0-9]{4}|[0-9]{1,2}\s+tháng\s+[0-9]{1,2}\s+năm\s+[0-9]{4}|[0-9]{1,2}\s+thang\s+[0-9]{1,2}\s+nam\s+[0-9]{4})",
    re.IGNORECASE,
)
_NAME_DATE = re.compile(r"\b([0-9]{1,2}) ([0-9]{1,2}) (20[0-9]{2})\b")
_NAME_ISO = re.compile(r"\b(20[0-9]{2}) ([0-9]{2}) ([0-9]{2})\b")


def _month_label(month: str, year: str) -> str:
    number = int(month) if month.isdigit() else MONTH_WORDS[month]
    return f"{year}-{number:02d}"


def _quarter_label(quarter: str, year: str) -> str:
    number = int(quarter) if quarter.isdigit() else _ROMAN_QUARTERS[quarter]
    return f"{year}-Q{number}"


def _without_dates(folded: str) -> str:
    """A day's date names no period: "Nghĩa Sơn, ngày 14 tháng 6 năm 2026" is not "tháng 6 năm 2026"."""
    return _DATE_FIGURES.sub(" ", _DATE_IN_WORDS.sub(" ", folded))


def label_in(text: str, *, quarterly: bool = False) -> str | None:
    """The month or quarter that the text names. Where it names both, the kind that the source reports by.

    >>> label_in("BÁO CÁO THÁNG 6/2026"), label_in("QUÝ II NĂM 2026"), label_in("Tháng ....năm ....")
    ('2026-06', '2026-Q2', None)
    """
    folded = _without_dates(fold(text))
    month, quarter, reverse = _MONTH.search(folded), _QUARTER.search(folded), _YEAR_FIRST.search(folded)
    months = [_month_label(month[1], month[2])] if month else []
    quarters = [_quarter_label(quarter[1], quarter[2])] if quarter else []
    if reverse:
        (months if reverse[2] else quarters).append(
            _month_label(reverse[2], reverse[1]) if reverse[2] else _quarter_label(reverse[3], reverse[1])
        )
    both = [*quarters, *months] if quarterly else [*months, *quarters]
    return both[0] if both else None


def title_label(lines: Iterable[str], *, quarterly: bool = False) -> str | None:
    """The period that the lines above the table name: a line alone, else two cells or lines read on."""
    lines = list(lines)
    alone = next((label for label in (label_in(line, quarterly=quarterly) for line in lines) if label), None)
    return alone or label_in(" ".join(lines), quarterly=quarterly)


def as_of_date(lines: Iterable[str]) -> str | None:
    """The ISO date of "số liệu tính đến (hết) ngày …", or None."""
    for line in lines:
        found = _AS_OF.search(line)
        if found:
            return date_in(re.sub(r"\s*([/.\-])\s*", r"\1", found[1]))
    return None


def form_label(text: str | None, *, quarterly: bool = False) -> str | None:
    """The period of a form's own field: like a title, and also a bare "6/2026" or "2026-06"."""
    if not text:
        return None
    return label_in(text, quarterly=quarterly) or _bare_label(_without_dates(fold(text)))


def _bare_label(folded: str) -> str | None:
    found = _BARE_MONTH.search(folded)
    if found:
        return _month_label(found[1], found[2])
    found = _BARE_YEAR_FIRST.search(folded)
    return _month_label(found[2], found[1]) if found else None


def _name_date(folded: str) -> str | None:
    """A full date in a name, as ISO: of several, the last."""
    found = [date_in("/".join(parts)) for parts in _NAME_DATE.findall(folded)]
    found += [date_in("-".join(parts)) for parts in _NAME_ISO.findall(folded)]
    return next((date for date in reversed(found) if date), None)


def name_label(name: str, *, quarterly: bool = False) -> str | None:
    """What the file's name says, else its folders from the nearest on: a month, a quarter, or a full date as ISO.

    >>> name_label("vneid/CAX_VNeID_T06.2026.xlsx"), name_label("training/21-05-2026.xlsx"), name_label("T06/BC thang 6.xlsx")
    ('2026-06', '2026-05-21', None)
    """
    path = PurePosixPath(name.replace("\\", "/"))
    ending = path.suffix[1:]
    parts = [path.name if ending.isdigit() or not ending else path.stem, *reversed(path.parts[:-1])]
    for part in parts:
        folded = fold(part)
        label = label_in(part, quarterly=quarterly) or _name_date(folded) or _bare_label(_without_dates(folded))
        if label:
            return label
    return label_in(" ".join(reversed(parts)), quarterly=quarterly) if len(parts) > 1 else None
