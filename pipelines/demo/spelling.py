"""Names, numbers, dates and letters as people type them; every spelling still means one hamlet.

Belongs here: one cell's text. Does not belong here: which cell (``dress.py``), misspellings that are faults.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from datetime import date
from random import Random

from pipelines.demo.truth import Hamlet, called

_TONES = "\u0300\u0301\u0303\u0309\u0323"
_TONE_PAIRS = (("òa", "oà"), ("óa", "oá"), ("ỏa", "oả"), ("õa", "oã"), ("ọa", "oạ"), ("úy", "uý"), ("ùy", "uỳ"), ("ủy", "uỷ"), ("ọe", "oẹ"))


def unmarked(text: str) -> str:
    """The text without any Vietnamese mark."""
    letters = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def _other_tone_place(name: str) -> str:
    for new, old in _TONE_PAIRS:
        name = name.replace(new, old)
    return name


def _numbered(short: str) -> tuple[str, ...]:
    return (f"xóm {short}", f"XÓM {short}", f"Xóm {int(short):02d}", f"X.{short}", f"Xóm số {short}", f"Xom {short}", f" Xóm  {short} ")


def _named(name: str, short: str) -> tuple[str, ...]:
    nfd = unicodedata.normalize("NFD", name)
    return (short, name.upper(), name.lower(), f"X. {short}", f"Xóm  {short} ", nfd, _other_tone_place(name))


def spellings(hamlets: tuple[Hamlet, ...]) -> dict[tuple[str, str], tuple[str, ...]]:
    """For each (code, name as files write it) the ways it is typed; none answers to two of these hamlets."""
    plain = Counter(unmarked(hamlet.name).casefold() for hamlet in hamlets)
    out: dict[tuple[str, str], tuple[str, ...]] = {}
    for hamlet in hamlets:
        short, label = hamlet.name.removeprefix("Xóm "), called(hamlet, hamlets)
        if label != hamlet.name:
            out[(hamlet.code, label)] = hamlet.aliases
            continue
        ways = _numbered(short) if short.isdigit() else _named(hamlet.name, short)
        if plain[unmarked(hamlet.name).casefold()] == 1:
            ways += (unmarked(hamlet.name).lower(),)
        out[(hamlet.code, label)] = (*ways, *hamlet.aliases, hamlet.code)
    return out


def spell(rng: Random, name: str, ways: tuple[str, ...]) -> str:
    """The official name half of the time."""
    return name if rng.random() < 0.5 else rng.choice(ways)


def number(value: int, style: str) -> int | str:
    """A whole number in the file's style."""
    if style == "number":
        return value
    if style == "text":
        return str(value)
    return f"{value:,}".replace(",", style[1])


def percent(points: float, style: str) -> float | str:
    """A stated rate: a number, or with a comma as typed."""
    if style == "number":
        return points
    typed = f"{points:.2f}"
    return {"text": typed, "1,234": f"{typed}%"}.get(style, typed.replace(".", ","))


def day(value: date, style: str) -> date | str:
    """A date in the file's style."""
    if style == "date":
        return value
    if style == "14/6/2026":
        return f"{value.day}/{value.month}/{value.year}"
    return f"{value:%d-%m-%Y}" if style == "14-06-2026" else value.isoformat()


def cp1258(text: str) -> bytes:
    """Windows-1258: what has no letter of its own is a base letter and a combining tone."""
    out = bytearray()
    for letter in unicodedata.normalize("NFC", text):
        try:
            out += letter.encode("cp1258")
        except UnicodeEncodeError:
            parts = unicodedata.normalize("NFD", letter)
            base = unicodedata.normalize("NFC", "".join(part for part in parts if part not in _TONES))
            tone = "".join(part for part in parts if part in _TONES)
            out += (base + tone).encode("cp1258")
    return bytes(out)
