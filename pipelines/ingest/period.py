"""What a file says of its own period, place by place.

Belongs here: finding "THÁNG 6/2026", "Quý II năm 2026", "tính đến ngày 14/6/2026" in titles, form fields and file names.
Does not belong here: which of them is believed and which reporting month a date falls in (dbt and the calendar: dates stay dates).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import pairwise
from pathlib import PurePosixPath

from pipelines.ingest.text import clean, fold
from pipelines.ingest.values import MONTH_WORDS, date_in

_ROMAN_QUARTERS = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_ROMAN_MONTHS = {**_ROMAN_QUARTERS, "v": 5, "vi": 6, "vii": 7, "viii": 8, "ix": 9, "x": 10, "xi": 11, "xii": 12}
_WORDS = "|".join(sorted((word for word in (*MONTH_WORDS, *_ROMAN_MONTHS) if word not in ("nam", "x")), key=len, reverse=True))
"""Months in words and Roman figures. "năm" (five) and "x" (ten) are left out: "tháng … năm 2026" or "tháng x năm 2026" is unfilled."""
_YEAR = r"(?:nam )?(20[0-9]{2})\b"
_ONE_QUARTER = r"[1-4]|iv|i{1,3}"
_QUARTER_WORD = r"(?:qu[yi] |q ?)"
_HAMLET = re.compile(r"\b(?:(?:xom|thon|tdp|to dan pho|ap) ?(?:so )?|x ?)[0-9]{1,3}\b")
_FIRST_OF_MONTH = re.compile(r"\b(k[yi](?: bao cao)?|thang(?: bao cao)?) 0?1 (0?[1-9]|1[0-2]) (20[0-9]{2})\b")
"""A period held as a date: a spreadsheet program makes 01/06/2026 of a typed "6/2026"."""
_DATES = re.compile(
    r"\bngay (?:(?:[0-9]{1,2}|x{1,2}) )?thang (?:[0-9]{1,2} )?(?:nam )?[0-9]{4}\b"  # the day may be left unfilled
    r"|\b[0-9]{1,2} thang [0-9]{1,2} nam [0-9]{4}\b"
    r"|\bngay [0-9]{1,2} [0-9]{4}\b"
    r"|\b(?:ngay )?[0-9]{1,2} [0-9]{1,2} [0-9]{4}\b"
)
_MONTH = re.compile(rf"\b(?:thang ?(?:bao cao )?|t ?)(0?[1-9]|1[0-2]|{_WORDS}) {_YEAR}")
_MONTH_OF_KIND = re.compile(rf"(?<!\bhoc )\bk[yi](?: bao cao)? (0?[1-9]|1[0-2]) {_YEAR}")
"""A figure behind "Kỳ" is a month only for a source that reports by month: of a quarterly one it may be the quarter."""
_MONTH_IN_QUARTER = re.compile(rf"\bthang ?(0?[1-9]|1[0-2]) (?:thuoc )?{_QUARTER_WORD}({_ONE_QUARTER}) {_YEAR}")
_QUARTER = re.compile(rf"\b{_QUARTER_WORD}({_ONE_QUARTER}) {_YEAR}")
_YEAR_FIRST = re.compile(rf"\b(20[0-9]{{2}}) (?:(?:thang ?|t ?)(0?[1-9]|1[0-2])|{_QUARTER_WORD}({_ONE_QUARTER}))\b")
_BARE_MONTH = re.compile(r"\b(0?[1-9]|1[0-2]) (20[0-9]{2})\b")
_BARE_YEAR_FIRST = re.compile(r"\b(20[0-9]{2}) (0[1-9]|1[0-2])\b")
_RUN_TOGETHER = re.compile(r"(?<![0-9a-z])(?:(0[1-9]|1[0-2])(20[23][0-9])|(20[23][0-9])(0[1-9]|1[0-2]))(?![0-9a-z])")
"""Six figures in a name, "062026" or "202606": no figures are both, as no year of ours begins with a month's figures."""
_NUMERIC = r"[0-9]{1,2}\s*[/.\-]\s*[0-9]{1,2}\s*[/.\-]\s*[0-9]{4}"
_FULL_DATE = (
    rf"({_NUMERIC}|[0-9]{{4}}-[0-9]{{1,2}}-[0-9]{{1,2}}"
    r"|[0-9]{1,2}\s+tháng\s+[0-9]{1,2}\s+năm\s+[0-9]{4}|[0-9]{1,2}\s+thang\s+[0-9]{1,2}\s+nam\s+[0-9]{4})(?![0-9])"
)
_NUMERIC_DATE = re.compile(rf"(?<![0-9]){_NUMERIC}(?![0-9])")
_NEAR_MONTHS = 2
"""A month's days, and the day on which it is reported, are in no month further from it."""
_HOUR = r"[0-9]{1,2}\s*(?:h|giờ|gio|:)\s*(?:[0-9]{2})?(?:\s*(?:phút|phut))?"
_OF_THE_DAY = rf"(?>[\s:,]|hết|het|cuối|cuoi|ngày|ngay|thời\s+điểm|thoi\s+diem|lúc|luc|{_HOUR})*+"
_AS_OF = re.compile(
    r"(?:\b(?:đến|den|tới)\b|\bchốt(?:\s+số\s+liệu)?\b|\bchot(?:\s+so\s+lieu)?\b|\b(?:số\s+liệu|so\s+lieu)\s+(?:tại|tai)\b"
    rf"|\b(?:thời\s+điểm|thoi\s+diem)\b|(?:từ|tu)\s+(?:ngày\s+|ngay\s+)?{_NUMERIC}\s*[-–]){_OF_THE_DAY}{_FULL_DATE}",
    re.IGNORECASE,
)
_NAME_DATE = re.compile(r"\b([0-9]{1,2}) ([0-9]{1,2}) (20[0-9]{2})\b")
_NAME_ISO = re.compile(r"\b(20[0-9]{2}) ([0-9]{2}) ([0-9]{2})\b")
_DAY_OF_MONTH = re.compile(r"\bngay [0-9]{1,2} thang [0-9]{1,2}\b")
_MONTH_ALONE = re.compile(r"\bthang ?(0?[1-9]|1[0-2])\b")
_MONTH_FOLDER = re.compile(r"^t(0[1-9]|1[0-2])$")
_SHORT_MONTH = re.compile(r"^t ?(0?[1-9]|1[0-2])$")
SOME_YEAR = "1000-06"
"""A month of no year that anybody has said; the year before and after it are no month's either."""
_TWO_DATES = re.compile(rf"^(?:từ\s+)?{_NUMERIC}\s*[-–]\s*({_NUMERIC})$", re.IGNORECASE)


def _month_number(word: str) -> int:
    return int(word) if word.isdigit() else MONTH_WORDS.get(word) or _ROMAN_MONTHS[word]


def _month_label(month: str, year: str) -> str:
    return f"{year}-{_month_number(month):02d}"


def _quarter_label(quarter: str, year: str) -> str:
    number = int(quarter) if quarter.isdigit() else _ROMAN_QUARTERS[quarter]
    return f"{year}-Q{number}"


@lru_cache(maxsize=8192)
def _spoken(text: str) -> str:
    """The text folded, without what has figures and names no period: a hamlet, and a day's date.

    "Nghĩa Sơn, ngày 14 tháng 6 năm 2026" is not "tháng 6 năm 2026", nor is it with the day left unfilled.
    """
    return _DATES.sub(" ; ", _FIRST_OF_MONTH.sub(r"\1 \2 \3", _HAMLET.sub(" xom ", fold(text))))


def label_in(text: str, *, quarterly: bool = False) -> str | None:
    """The month or quarter that the text names. Where it names both, the kind that the source reports by.

    >>> label_in("BÁO CÁO THÁNG 6/2026"), label_in("QUÝ II NĂM 2026"), label_in("Tháng ....năm ....")
    ('2026-06', '2026-Q2', None)
    """
    spoken = _spoken(text)
    months, quarters = _months(spoken, quarterly=quarterly), [_quarter_label(*found) for found in _QUARTER.findall(spoken)[:1]]
    reverse = _YEAR_FIRST.search(spoken)
    if reverse:
        (months if reverse[2] else quarters).append(
            _month_label(reverse[2], reverse[1]) if reverse[2] else _quarter_label(reverse[3], reverse[1])
        )
    both = [*quarters, *months] if quarterly else [*months, *quarters]
    return both[0] if both else _beside_dates(text)


def _beside_dates(text: str) -> str | None:
    """The month of "THÁNG 6 (15/5/2026 - 14/6/2026)": named without a year beside days that have one, the last of which is near it.

    The day of a plan or a decision is not: of "THÁNG 8 (theo Kế hoạch ngày 15/01/2026)" nobody knows the year.
    """
    dates = [date_in(re.sub(r"\s+", "", found)) for found in _NUMERIC_DATE.findall(text)]
    month = _MONTH_ALONE.search(_spoken(text)) if any(dates) else None
    last = max(filter(None, dates), default=None)
    label = _nearest(int(month[1]), last[:7]) if month and last else None
    return label if label and last and abs(_months_of(label) - _months_of(last)) <= _NEAR_MONTHS else None


def _months_of(iso: str) -> int:
    return 12 * int(iso[:4]) + int(iso[5:7])


def fitted(label: str, *, quarterly: bool) -> str:
    """The label as a source of that cadence has it: a month is one of its quarter."""
    return _quarter_label(str((int(label[5:]) + 2) // 3), label[:4]) if quarterly and label[5:].isdigit() else label


def in_words(label: str) -> str:
    """The label in a sentence.

    >>> in_words("2026-06"), in_words("2026-Q2")
    ('tháng 6/2026', 'quý 2/2026')
    """
    year, part = label.split("-")
    if label[:4] == SOME_YEAR[:4]:
        return f"tháng {int(part)}"
    return f"tháng {int(part)}/{year}" if part.isdigit() else f"quý {part[1:]}/{year}"


def _months(spoken: str, *, quarterly: bool) -> list[str]:
    month = _MONTH.search(spoken) or (None if quarterly else _MONTH_OF_KIND.search(spoken))
    if month:
        return [_month_label(month[1], month[2])]
    within = _MONTH_IN_QUARTER.search(spoken)
    if within and _quarter_label(str((int(within[1]) + 2) // 3), within[3]) == _quarter_label(within[2], within[3]):
        return [_month_label(within[1], within[3])]
    return []


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
    """The period of a form's own field: like a title, and also a bare "6/2026" or "2026-06".

    A date on the first of a month is that month: a spreadsheet program makes it of a typed "6/2026".
    """
    if not text:
        return None
    date = date_in(clean(text))
    if date:
        return date[:7] if date.endswith("-01") else None
    return label_in(text, quarterly=quarterly) or _bare_label(_spoken(text))


def form_date(text: str | None) -> str | None:
    """The day up to which a form's own field says that it reports, as ISO: a date, or the later end of two. The calendar has its month."""
    if not text:
        return None
    ends = _TWO_DATES.match(clean(text))
    date = date_in(re.sub(r"\s+", "", ends[1]) if ends else clean(text)) or as_of_date([text])
    return None if date is None or form_label(text) else date


def _bare_label(spoken: str) -> str | None:
    found = _BARE_MONTH.search(spoken)
    if found:
        return _month_label(found[1], found[2])
    found = _BARE_YEAR_FIRST.search(spoken)
    return _month_label(found[2], found[1]) if found else None


def _name_date(spoken: str) -> str | None:
    """A full date in a name, as ISO: of several, the last."""
    found = [date_in("/".join(parts)) for parts in _NAME_DATE.findall(spoken)]
    found += [date_in("-".join(parts)) for parts in _NAME_ISO.findall(spoken)]
    return next((date for date in reversed(found) if date), None)


def _run_together(folded: str) -> str | None:
    found = _RUN_TOGETHER.search(folded)
    return _month_label(found[1] or found[4], found[2] or found[3]) if found else None


def name_label(name: str, *, quarterly: bool = False) -> str | None:
    """What the file's name says, else its folders from the nearest on: a month, a quarter, or a full date as ISO.

    >>> name_label("vneid/CAX_VNeID_T06.2026.xlsx"), name_label("training/21-05-2026.xlsx"), name_label("T06/BC thang 6.xlsx")
    ('2026-06', '2026-05-21', None)
    """
    parts = _name_parts(name)
    for part in parts:
        folded = _HAMLET.sub(" xom ", fold(part))
        label = label_in(part, quarterly=quarterly) or _name_date(folded) or _bare_label(_DATES.sub(" ; ", folded)) or _run_together(folded)
        if label:
            return label
    return _folders_label([*reversed(parts)], quarterly=quarterly) if len(parts) > 1 else None


def _name_parts(name: str) -> list[str]:
    """The file's name without its ending, then its folders from the nearest on."""
    path = PurePosixPath(name.replace("\\", "/"))
    ending = path.suffix[1:]
    return [path.name if ending.isdigit() or not ending else path.stem, *reversed(path.parts[:-1])]


def name_month(name: str, stated: str) -> str | None:
    """The month that a name gives without a year: of that name the nearest to the month that the file states; of several, the stated one.

    >>> name_month("T06/BC thang 5.xlsx", "2026-06"), name_month("T05/BC.xlsx", "2026-06"), name_month("BC Xóm 5.xlsx", "2026-06")
    ('2026-05', '2026-05', None)
    >>> name_month("Thang 1.xlsx", "2025-12")  # its figures are as of 31 December, which is in the reporting month of January
    '2026-01'
    """
    for part in _name_parts(name):
        folded = _DAY_OF_MONTH.sub(" ; ", _HAMLET.sub(" xom ", fold(part)))
        found = _MONTH_FOLDER.findall(folded) or _MONTH_ALONE.findall(folded)
        if found:
            labels = [_nearest(int(month), stated) for month in found]
            return stated if stated in labels else labels[0]
    return None


def sheet_month(name: str, stated: str, *, short: bool) -> str | None:
    """The month that a sheet's name is ("Tháng 5", "05.2026"), near the stated one. ``short``: "T5" is one too.

    >>> sheet_month("Tháng 5", "2026-06", short=False), sheet_month("T5", "2026-06", short=True), sheet_month("T5", "2026-06", short=False)
    ('2026-05', '2026-05', None)
    """
    folded = fold(name)
    alone = _BARE_MONTH.fullmatch(folded) or _BARE_YEAR_FIRST.fullmatch(folded)
    found = _bare_label(folded) if alone else label_in(name)  # "Mẫu 01-2026" is a form's number
    if found:
        return found if found[5:].isdigit() else None
    month = _MONTH_ALONE.search(folded) or (_SHORT_MONTH.match(folded) if short else None)
    return _nearest(int(month[1]), stated) if month else None


def _nearest(month: int, stated: str) -> str:
    """The label of that month in the year in which it is nearest to the stated one."""
    year, part = int(stated[:4]), stated[5:]
    other = int(part) if part.isdigit() else 3 * int(part[1:])
    nearest = year if stated == SOME_YEAR else year + (month < other - 6) - (month > other + 6)
    return f"{nearest}-{month:02d}"


def _folders_label(parts: list[str], *, quarterly: bool) -> str | None:
    """What folders say together: "2026/Tháng 6", and a folder of the month's figures alone in the year's or about it."""
    folders = [fold(part) for part in parts[:-1]]
    bare = [_bare_label(f"{outer} {inner}") for outer, inner in pairwise(folders) if f"{outer}{inner}".isdigit()]
    return label_in(" ".join(parts), quarterly=quarterly) or next((label for label in reversed(bare) if label), None)
