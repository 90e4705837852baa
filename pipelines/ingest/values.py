"""What a cell says, as canonical text: counts, percentages, dates, marks, choices, codes, blanks.

Belongs here: one parser for each kind of field. Each takes a raw cell and gives the canonical text, ``None`` for a blank, or the text as
written where it is not what the column asks for (the door then turns the row away: nothing is interpreted).
Does not belong here: where cells are (``layout.py``), personal numbers (``privacy.py``), whether a figure makes sense (dbt).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from pipelines.catalogue.model import FieldKind, SourceField
from pipelines.ingest.grid import Cell, written
from pipelines.ingest.text import fold

Parser = Callable[[Cell], str | None]

_ONLY_DASHES = re.compile(r"^[\s\-\u2010-\u2015\u2212.,_\u2026]*$")
_BLANK_WORDS = frozenset({"khong co so lieu", "khong", "chua co", "khong co", "x", "n a", "na", "k co"})
"""Words that stand for "no figure", compared folded. "chưa có số" and the like are left to the door."""

_STILL = frozenset({"nay", "den nay", "hien nay", "hien tai", "toi nay", "dang tham gia", "con hieu luc", "dang hieu luc"})
"""How an end that has not come is written where a date is asked for."""

_PLAIN = re.compile(r"^[0-9]+$")
_GROUPED = re.compile(r"^[1-9][0-9]{0,2}(?:([., ])[0-9]{3})(?:\1[0-9]{3})*(?:(?!\1)[.,]0{1,2})?$")
_WHOLE_DECIMAL = re.compile(r"^[0-9]+[.,]0{1,2}$")
_PERCENT = re.compile(r"^([+-]?[0-9]+)(?:[.,]([0-9]+))?$")

_DATE = re.compile(r"^([0-9]{1,2})\s*([/.\-])\s*([0-9]{1,2})\s*\2\s*([0-9]{4})(?:[ T,]+.*)?$")
_ISO = re.compile(r"^([0-9]{4})([/.\-])([0-9]{1,2})\2([0-9]{1,2})(?:[ T]+[0-9].*)?$")
_IN_WORDS = re.compile(r"^(?:ngay )?([0-9]{1,2}) thang ([0-9]{1,2}|[a-z]+(?: [a-z]+)?) (?:nam )?([0-9]{4})$")
_WEEKDAY = re.compile(r"^(?:thứ\s+\w+|chủ nhật|ngày)\s*,?\s*(?=[0-9])", re.IGNORECASE)
_TIME_TAIL = re.compile(r"^(?:[0-9]{1,2}(?::[0-9]{2}){1,2}(?:\.[0-9]+)?\s*(?:SA|CH|AM|PM|Z)?|)$", re.IGNORECASE)
MONTH_WORDS = {
    "mot": 1, "gieng": 1, "hai": 2, "ba": 3, "tu": 4, "bon": 4, "nam": 5, "sau": 6, "bay": 7, "tam": 8, "chin": 9,
    "muoi": 10, "muoi mot": 11, "muoi hai": 12, "chap": 12,
}  # fmt: skip
SERIAL_FIRST, SERIAL_LAST = 20_000, 60_000
"""Excel day numbers of 1954 to 2064: outside them a number in a date column is no date."""
_DAY_ZERO = dt.date(1899, 12, 30)

_YES = frozenset({"x", "co", "1", "v", "true", "yes", "da co", "co mat"})
_NO = frozenset({"khong", "0", "false", "no", "chua", "chua co", "vang", "vang mat", "khong co"})
_TICKS = frozenset("✓✔√☑☒✗✘")
_URL = re.compile(r"^(?:https?://|www\.)\S+$|^[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:vn|com|net|shop)(?:/\S*)?$", re.IGNORECASE)


@lru_cache(maxsize=16384)
def is_blank_look(text: str) -> bool:
    """Dashes, dots, commas and nothing else: a cell that was filled in with "nothing"."""
    return bool(_ONLY_DASHES.match(text))


def _is_blank_word(text: str) -> bool:
    """Whether the text stands for a blank. A spreadsheet program's own error is none: "#N/A" says that a formula failed."""
    return is_blank_look(text) or (fold(text) in _BLANK_WORDS and not text.startswith("#"))


@lru_cache(maxsize=65536)
def _count_text(text: str) -> str | None:
    if _PLAIN.match(text):
        return text if text.startswith("0") and len(text) >= 9 else str(int(text)) if len(text) < 19 else text
    if _is_blank_word(text):
        return None
    bare = text.removeprefix("'").strip()
    if _GROUPED.match(bare):
        return re.sub(r"[^0-9]", "", re.sub(r"(?<=[0-9]{3})[.,]0{1,2}$", "", bare))
    if _WHOLE_DECIMAL.match(bare):
        return str(int(re.split(r"[.,]", bare)[0]))
    return str(int(bare)) if _PLAIN.match(bare) and not (bare.startswith("0") and len(bare) >= 9) else text


def count(value: Cell) -> str | None:
    """A whole number >= 0 as its digits.

    >>> count("1.145"), count("1 145"), count(735.0), count("735,00"), count("-"), count("12,5"), count("300 hộ")
    ('1145', '1145', '735', '735', None, '12,5', '300 hộ')
    """
    kind = type(value)
    if kind is float or kind is int:
        return written(value)
    return _count_text(written(value))


@lru_cache(maxsize=16384)
def _percent_text(text: str) -> str | None:
    if _is_blank_word(text):
        return None
    bare = text.removesuffix("%").strip()
    found = _PERCENT.match(bare)
    return plain_decimal(f"{found[1]}.{found[2] or 0}") if found else text


def plain_decimal(text: str) -> str:
    """The decimal without needless zeros: "67.60" -> "67.6". Raises decimal.InvalidOperation."""
    number = Decimal(text)
    out = format(number, "f")
    return (out.rstrip("0").rstrip(".") if "." in out else out) or "0"


def percent(value: Cell) -> str | None:
    """A rate in percentage points, with a point. Whether a column holds fractions is decided over the column (``as_points``).

    >>> percent("75,3%"), percent(62.31), percent("67,60")
    ('75.3', '62.31', '67.6')
    """
    if type(value) in (int, float):
        try:
            return plain_decimal(repr(value))
        except InvalidOperation:
            return repr(value)
    return _percent_text(written(value))


def is_fraction_column(raws: list[Cell]) -> bool:
    """Whether a column's rates are fractions of one (0,753 for 75,3%): numbers only, none above 1, not all zero."""
    numbers: list[float] = []
    for raw in raws:
        text = written(raw)
        found = _PERCENT.match(text)
        if text.endswith("%"):
            return False
        if found:
            numbers.append(float(f"{found[1]}.{found[2] or 0}"))
    return bool(numbers) and max(numbers) <= 1 and max(numbers) > 0


def as_points(text: str | None) -> str | None:
    """A fraction of one as percentage points."""
    if text is None or not _PERCENT.match(text):
        return text
    return plain_decimal(str(Decimal(text) * 100))


def _iso(year: str, month: str, day: str) -> str | None:
    try:
        found = dt.date(int(year), int(month), int(day))
    except ValueError:
        return None
    return found.isoformat() if 1900 <= found.year < 2200 else None


@lru_cache(maxsize=16384)
def date_in(text: str) -> str | None:
    """The ISO date that the text is, day first always; None when it is none (two-digit years and impossible dates are none)."""
    text = _WEEKDAY.sub("", text)
    found = _DATE.match(text)
    if found:
        tail = text[found.end(4) :].strip(" ,T")
        return _iso(found[4], found[3], found[1]) if _TIME_TAIL.match(tail) else None
    found = _ISO.match(text)
    if found:
        return _iso(found[1], found[3], found[4])
    found = _IN_WORDS.match(fold(text))
    if not found:
        return None
    month = found[2] if found[2].isdigit() else str(MONTH_WORDS.get(found[2], 0))
    return _iso(found[3], month, found[1])


@lru_cache(maxsize=16384)
def _date_text(text: str) -> str | None:
    if _is_blank_word(text) or fold(text) in _STILL:
        return None
    if _PLAIN.match(text):
        return _serial(int(text)) or text if len(text) == 5 else text
    return date_in(text) or text


def _serial(number: float) -> str | None:
    return (_DAY_ZERO + dt.timedelta(days=int(number))).isoformat() if SERIAL_FIRST <= number <= SERIAL_LAST else None


def date(value: Cell) -> str | None:
    """A date as ISO, from a date cell, an Excel day number or words.

    >>> date("14/6/2026"), date(46187.0), date("ngày 14 tháng 6 năm 2026"), date("31/2/2026")
    ('2026-06-14', '2026-06-14', '2026-06-14', '31/2/2026')
    """
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    if isinstance(value, dt.date):
        return value.isoformat()
    if type(value) in (int, float):
        return _serial(value) or written(value)  # type: ignore[arg-type]
    return _date_text(written(value))


@lru_cache(maxsize=16384)
def _mark_text(text: str) -> str | None:
    folded = fold(text)
    if folded in _YES or text in _TICKS or _URL.match(text):
        return "no" if text in "✗✘" else "yes"
    if folded in _NO:
        return "no"
    return None if _is_blank_word(text) else text


def mark(value: Cell) -> str | None:
    """A tick: "yes", "no", or None where nothing stands."""
    return _mark_text(written(value))


_ABOUT_NAMES = ("san", "tren", "tmdt", "thuong mai dien tu", "va", "com", "vn")


def named_mark_parser(names: Iterable[str]) -> Parser:
    """A parser of marks for a column where names may stand in place of a tick: "PostMart, Voso". Any further word leaves it as written."""
    known = sorted({folded for folded in map(fold, names) if not {"khong", "chua"} & set(folded.split())}, key=len, reverse=True)
    only_names = re.compile(rf"(?=.*\b(?:{'|'.join(known)})\b)(?:(?:{'|'.join((*known, *_ABOUT_NAMES))})(?: |$))++")

    @lru_cache(maxsize=4096)
    def of_text(text: str) -> str | None:
        value = _mark_text(text)
        return "yes" if value == text and only_names.fullmatch(fold(text)) else value

    return lambda value: of_text(written(value))


@lru_cache(maxsize=65536)
def _plain_text(text: str) -> str | None:
    return None if is_blank_look(text) else text


def plain(value: Cell) -> str | None:
    """Short words as written; dashes alone are a blank."""
    return _plain_text(written(value))


def code_parser(pattern: str) -> Parser:
    """A parser of identifiers: capitals, and without inner spaces where the pattern then matches. A number is no code."""
    expression = re.compile(pattern)

    @lru_cache(maxsize=16384)
    def of_text(text: str) -> str | None:
        if is_blank_look(text):
            return None
        capitals = text.upper()
        joined = capitals.replace(" ", "")
        return joined if expression.match(joined) else capitals

    return lambda value: of_text(written(value))


def choice_parser(choices: dict[str, tuple[str, ...]], otherwise: str | None = None) -> Parser:
    """A parser of one of some words; an unknown word is ``otherwise``, or stays as written."""
    canonical = {fold(word): name for name, words in choices.items() for word in (*words, name)}

    @lru_cache(maxsize=4096)
    def of_text(text: str) -> str | None:
        return None if is_blank_look(text) else canonical.get(fold(text), otherwise or text)

    return lambda value: of_text(written(value))


_BY_KIND: dict[FieldKind, Parser] = {FieldKind.COUNT: count, FieldKind.PERCENT: percent, FieldKind.DATE: date, FieldKind.MARK: mark}


def parser_for(field: SourceField) -> Parser:
    """The parser of the field's kind."""
    if field.kind is FieldKind.CODE:
        return code_parser(field.pattern or "")
    if field.kind is FieldKind.CHOICE:
        return choice_parser(field.choices, field.otherwise)
    return _BY_KIND.get(field.kind, plain)


def is_figure(value: Cell) -> bool:
    """Whether the cell holds a number, however it is written."""
    if type(value) in (int, float):
        return True
    text = _count_text(written(value)) if type(value) is str else None
    return text is not None and bool(_PLAIN.match(text))
