"""Vietnamese words made comparable: Unicode form, spaces, and the keys that names and headers are matched by.

Belongs here: pure functions over one string. Does not belong here: numbers and dates (``values.py``), legacy fonts (``legacy.py``).

NFC only, never NFKC: NFKC turns TCVN3's letters into other letters before they can be converted.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
"""grave, acute, tilde, hook above, dot below: the five tone marks."""

_SPACES = re.compile(r"[\s\u00a0\u2000-\u200a\u202f\u205f\u3000]+")
_INVISIBLE = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_NOT_WORD = re.compile(r"[^0-9a-zA-Z]+")
_TEAM_WORDS = r"to\s+(?:(?:cong\s+nghe\s+so(?:\s+cong\s+dong)?|cns(?:cd)?)\b[\s.:-]*|(?=(?:xom|thon)\b))"
_UNIT_WORDS = re.compile(
    rf"^(?:{_TEAM_WORDS})?(?:(?:(?:xom|thon|to dan pho|tdp|khu dan cu|khu|ap|doi|x)\b|(?:xom|x)(?=\d))[.\s]*(?:so\s+(?=\d))?)?"
)
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50}


@lru_cache(maxsize=65536)
def clean(text: str) -> str:
    """NFC, no invisible letters, single spaces, no spaces at the ends."""
    text = unicodedata.normalize("NFC", _INVISIBLE.sub("", text))
    return _SPACES.sub(" ", text).strip()


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """Lower-case ASCII words apart by one space: for headers and fixed words, never to decide which hamlet."""
    decomposed = unicodedata.normalize("NFD", clean(text).casefold().replace("đ", "d").replace("ð", "d"))
    plain = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return _NOT_WORD.sub(" ", plain).strip()


def has_marks(text: str) -> bool:
    """Whether any letter carries a Vietnamese mark (a tone, a hat, a horn, or đ)."""
    lowered = clean(text).casefold()
    return "đ" in lowered or any(unicodedata.combining(letter) for letter in unicodedata.normalize("NFD", lowered))


def _syllable_key(word: str) -> str:
    """The word with its tone moved to the end, so that Hòa and Hoà are one word and Hoa another."""
    decomposed = unicodedata.normalize("NFD", word)
    letters = "".join(letter for letter in decomposed if letter not in TONES)
    tones = "".join(sorted(letter for letter in decomposed if letter in TONES))
    return unicodedata.normalize("NFC", letters) + tones


def _strip_unit(words: str, plain: str) -> str:
    """Drop the leading unit word ("Xóm", "X.", "Thôn", "Tổ CNS xóm"), found on the mark-free form that is as long as ``words``."""
    match = _UNIT_WORDS.match(plain)
    rest = words[match.end() :] if match else words
    return rest.strip() or words


def _plain_same_length(text: str) -> str:
    """Mark-free letters, one for one, so that positions agree with ``text``."""
    return "".join(unicodedata.normalize("NFD", letter)[0] if letter not in "đð" else "d" for letter in unicodedata.normalize("NFC", text))


def _number_tokens(words: str) -> str:
    tokens = [token.lstrip("0") or "0" if token.isdigit() else token for token in words.split()]
    return " ".join(tokens)


@lru_cache(maxsize=65536)
def hamlet_key(text: str) -> str:
    """The key by which a hamlet's name is compared: marks matter, their placement, case, zeros and the word Xóm do not.

    >>> hamlet_key("Xóm 01") == hamlet_key("X.1") == hamlet_key("xóm số 1") == "1"
    True
    >>> hamlet_key("Hòa Bình") == hamlet_key("xóm HOÀ BÌNH"), hamlet_key("Đông Tĩnh") == hamlet_key("Đông Tỉnh")
    (True, False)
    """
    words = clean(text).casefold().replace("ð", "đ")
    words = _strip_unit(words, _plain_same_length(words))
    words = re.sub(r"[^\w+]+", " ", words).replace("_", " ").strip()
    return " ".join(_syllable_key(word) for word in _number_tokens(words).split())


@lru_cache(maxsize=65536)
def hamlet_plain_key(text: str) -> str:
    """The same without any mark: two hamlets may share it, so it decides only when one hamlet answers."""
    key = unicodedata.normalize("NFD", hamlet_key(text)).replace("đ", "d")
    return "".join(letter for letter in key if not unicodedata.combining(letter))


def is_unmarked(text: str) -> bool:
    """Whether the name was typed with no marks at all ("xom dong tinh"), so that its plain key may be asked."""
    return not has_marks(hamlet_key(text))


def hamlet_roman_key(text: str) -> str | None:
    """The Arabic key of a name that is one Roman number ("Xóm IV" -> "4"), or None."""
    key = hamlet_key(text)
    if not key or any(letter not in _ROMAN for letter in key):
        return None
    values = [_ROMAN[letter] for letter in key]
    total = sum(-value if any(later > value for later in values[position + 1 :]) else value for position, value in enumerate(values))
    return str(total) if total > 0 and to_roman(total) == key else None


def to_roman(number: int) -> str:
    """Lower-case Roman numeral below 90."""
    out = ""
    for value, letters in ((50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")):
        while number >= value:
            out, number = out + letters, number - value
    return out
