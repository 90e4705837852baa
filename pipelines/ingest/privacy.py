"""Personal numbers: masking them in what is kept, and finding the lists that nobody asked for.

Belongs here: the shapes of citizen, phone, insurance and account numbers and of e-mail addresses (docs: domain, 2.3).
Does not belong here: which columns are personal by declaration (the catalogue's ``personal`` fields, dropped in ``tables.py``).

No function here returns or raises a value that it found: only its kind and its place.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

from pipelines.ingest.grid import Cell, Sheet, address, written
from pipelines.ingest.text import fold

HIDDEN = "•••"

_MAYBE = re.compile(r"@|[0-9](?:[^0-9]{0,2}[0-9]){5}")
"""Nothing personal is shorter than six digits, so most text is let by with one look."""

_SEP = r"[ .\-\u00a0]?"
_NOT_DIGIT_BEFORE = r"(?<![0-9])"
_NOT_DIGIT_AFTER = r"(?![0-9])"
_CITIZEN = rf"{_NOT_DIGIT_BEFORE}0(?:{_SEP}[0-9]){{11}}{_NOT_DIGIT_AFTER}"
_PHONE = rf"(?:{_NOT_DIGIT_BEFORE}(?:0|\+84{_SEP}0?)|\(\+84\){_SEP}){_SEP}[35789](?:{_SEP}[0-9]){{8}}{_NOT_DIGIT_AFTER}"
_PHONE_84 = rf"{_NOT_DIGIT_BEFORE}84[35789][0-9]{{8}}{_NOT_DIGIT_AFTER}"
_LANDLINE = rf"{_NOT_DIGIT_BEFORE}02[0-9](?:{_SEP}[0-9]){{8}}{_NOT_DIGIT_AFTER}"
_INSURANCE = rf"(?<![A-Za-z])[A-Za-z]{{2}}{_SEP}[0-9](?:{_SEP}[0-9]){{12}}{_NOT_DIGIT_AFTER}"
_EMAIL = r"[A-Za-z0-9._%+\-]+@[A-Za-z0-9\-]+(?:\.[A-Za-z0-9\-]+)+"

_ALONE = re.compile("|".join((_INSURANCE, _CITIZEN, _PHONE, _PHONE_84, _LANDLINE, _EMAIL)))
"""Shapes that no count of a commune can have."""

_ID_WORD = (
    r"(?:cmnd|cmtnd|cmt|cccd|ch[uứ]ng minh(?: nh[aâ]n d[aâ]n)?|c[aă]n c[uư][oớ]c(?: c[oô]ng d[aâ]n)?"
    r"|[dđ][iị]nh danh|h[oộ] chi[eế]u|bhyt|bhxh)"
)
_PHONE_WORD = r"(?:s[dđ]t|[dđ]i[eệ]n tho[aạ]i|s[oố] [dđ]t|[dđ]t|zalo|phone|tel|hotline)"
_ACCOUNT_WORD = r"(?:stk|s[oố] (?:tk|t[aà]i kho[aả]n)|t[aà]i kho[aả]n|tk)"
_AFTER_WORD = (
    re.compile(rf"(?i)\b({_ID_WORD}[^0-9]{{0,20}}?)[0-9](?:{_SEP}[0-9]){{8,14}}{_NOT_DIGIT_AFTER}"),
    re.compile(rf"(?i)\b({_PHONE_WORD}[^0-9]{{0,12}}?)\+?[0-9](?:{_SEP}[0-9]){{8,10}}{_NOT_DIGIT_AFTER}"),
    re.compile(rf"(?i)\b({_ACCOUNT_WORD}[^0-9]{{0,25}}?)[0-9](?:{_SEP}[0-9]){{8,18}}{_NOT_DIGIT_AFTER}"),
)
"""Shapes that a count could have, so that only the word before them tells."""


@lru_cache(maxsize=65536)
def mask(text: str) -> str:
    """The text with every personal number in it replaced; plain counts stay.

    >>> mask("gọi 0912.345.678"), mask("tổng 1.234.567 hộ")
    ('gọi •••', 'tổng 1.234.567 hộ')
    """
    if not _MAYBE.search(text):
        return text
    text = _ALONE.sub(HIDDEN, text)
    for pattern in _AFTER_WORD:
        text = pattern.sub(rf"\1{HIDDEN}", text)
    return text


@dataclass(frozen=True, slots=True)
class Exposure:
    """Where a file brings personal numbers, and of what kind. Never the numbers."""

    kind: str
    sheet: str
    cell: str


_LONG = re.compile(r"^\D{0,3}[0-9](?:[ .\-]?[0-9]){7,14}\D{0,2}$|^[0-9][.,][0-9]+[eE]\+?[0-9]+$")
_CARD = re.compile(r"^[A-Za-z]{2}[ .\-]?[0-9](?:[ .\-]?[0-9]){9,13}$|^[0-9](?:[ .\-]?[0-9]){9,14}$")
_ACCOUNT = re.compile(r"^[0-9](?:[ .\-]?[0-9]){5,18}$|^[0-9][.,][0-9]+[eE]\+?[0-9]+$")

_IDENTITY = "cccd|cmnd|cmtnd|cmt|can cuoc|can cuoc cong dan|chung minh nhan dan|chung minh thu"
_HEADERS: tuple[tuple[re.Pattern[str], str, re.Pattern[str]], ...] = (
    (re.compile(rf"^(?:so |ma )?(?:the )?(?:{_IDENTITY})(?: .*)?$"), "số căn cước", _LONG),
    (re.compile(r"^(?:so |ma )(?:so )?dinh danh(?: ca nhan| cong dan)?(?: .*)?$|^dinh danh ca nhan$"), "số định danh cá nhân", _LONG),
    (re.compile(r"^(?:so )?ho chieu$"), "số hộ chiếu", re.compile(r"^[A-Za-z]?[0-9]{7,9}$")),
    (re.compile(r"^(?:so |ma )?(?:so )?(?:the )?(?:bhyt|bhxh|bao hiem y te|bao hiem xa hoi)$"), "số thẻ bảo hiểm", _CARD),
    (re.compile(r"^(?:stk|so tk|so tai khoan)(?: ngan hang)?$|^tai khoan ngan hang$"), "số tài khoản", _ACCOUNT),
)
"""Folded headers, what they bring, and the shape that a value below must have: "CCCD" over counts or ticks is no list."""
_HINTS = (
    "cccd", "cmnd", "cmt", "căn cư", "ca\u0306n cu", "can cuoc", "nh danh", "ng minh nh", "ng minh th", "chiếu", "chie", "bhyt", "bhxh",
    "o hi", "stk", "số tk", "so tk", "i kho",
)  # fmt: skip
"""Pieces that any such header has, with marks, without, or decomposed; most sheets have none, and are not searched."""
_CITIZEN_SHAPE = re.compile(rf"{_NOT_DIGIT_BEFORE}0(?:[ .\-]?[0-9]){{11}}{_NOT_DIGIT_AFTER}")
_TWELVE_DIGITS = re.compile(r"0(?:[ .\-]?[0-9]){11}")
LIST_LENGTH = 3
"""A column with so many citizen numbers is a list of people."""
_ROWS_BELOW = 400


@lru_cache(maxsize=32768)
def _header_kind(text: str) -> tuple[str, re.Pattern[str]] | None:
    lowered = text.lower()
    if len(text) > 60 or not any(hint in lowered for hint in _HINTS):
        return None
    folded = fold(text)
    return next(((kind, shape) for pattern, kind, shape in _HEADERS if pattern.match(folded)), None)


def _under_header(sheet: Sheet, row: int, column: int, shape: re.Pattern[str]) -> bool:
    """Whether a value of that shape stands below the header (not beside it: that is ``_beside_label``)."""
    below = (sheet.cell(line, column) for line in range(row + 1, min(len(sheet.rows), row + _ROWS_BELOW)))
    return any(shape.match(written(value)) for value in below if value not in (None, ""))


def _beside_label(sheet: Sheet, row: int, column: int, shape: re.Pattern[str]) -> bool:
    """Whether the next filled cell to the right is such a value, as on a form."""
    values = (sheet.cell(row, right) for right in range(column + 1, column + 4))
    first = next((value for value in values if value not in (None, "")), None)
    return first is not None and bool(shape.match(written(first)))


def _is_citizen_number(value: Cell) -> bool:
    """A citizen number as text, or as the number that Excel makes of it by dropping the first 0."""
    if type(value) is str:
        return bool(_CITIZEN_SHAPE.search(value))
    return type(value) in (int, float) and 1e9 * 10 <= value < 97e9 and value == int(value)  # type: ignore[operator, arg-type]


def _by_header(sheet: Sheet) -> Exposure | None:
    for row, column, text in sheet.texts():
        found = _header_kind(text)
        if found and (_under_header(sheet, row, column, found[1]) or _beside_label(sheet, row, column, found[1])):
            return Exposure(found[0], sheet.name, address(row, column))
    return None


def _by_shape(sheet: Sheet) -> Exposure | None:
    first: dict[int, str] = {}
    counts: Counter[int] = Counter()
    for row_index, row in enumerate(sheet.rows):
        for column, value in enumerate(row):
            if _is_citizen_number(value):
                counts[column] += 1
                first.setdefault(column, address(row_index, column))
    found = next((column for column in sorted(counts) if counts[column] >= LIST_LENGTH), None)
    return None if found is None else Exposure("số căn cước", sheet.name, first[found])


def _worth_a_look(sheet: Sheet) -> tuple[bool, bool]:
    """Whether headers, and whether shapes, need the slow search: one look over all the text at once."""
    strings = "\n".join([value for row in sheet.rows for value in row if type(value) is str])
    numbers = any(value >= 1e10 for row in sheet.rows for value in row if type(value) is float or type(value) is int)
    lowered = strings.lower()
    return any(hint in lowered for hint in _HINTS), numbers or bool(_TWELVE_DIGITS.search(strings))


def find_list(sheets: list[Sheet]) -> Exposure | None:
    """The first personal list in the file, or None."""
    for sheet in sheets:
        headers, shapes = _worth_a_look(sheet)
        found = (_by_header(sheet) if headers else None) or (_by_shape(sheet) if shapes else None)
        if found:
            return found
    return None
