"""Text typed before Unicode: TCVN3 (ABC) and VNI fonts, and UTF-8 that was read as Windows-1252.

Belongs here: the letter maps and telling from a text's letters which of them it was typed in.
Does not belong here: cells, columns and fonts (``legacy_cells.py``), the bytes of text files (``text_tables.py``).

Decoding must run before any cleaning: TCVN3's "ư" is the soft hyphen, which every cleaner deletes.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from pipelines.ingest.syllables import is_abbreviation, is_common, is_modern, is_syllable

TCVN3, VNI, MOJIBAKE, MODERN = "tcvn3", "vni", "mojibake", "modern"
EITHER, UNCLEAR = "either", "unclear"

_TCVN3 = str.maketrans(
    "¡¢£¤¥¦§¨©ª«¬\u00ad®µ¶·¸¹»¼½¾ÆÇÈÉÊËÌÎÏÐÑÒÓÔÕÖ×ØÜÝÞßáâãäåæçèéêëìíîïñòóôõö÷øùúûüýþ",
    "ĂÂÊÔƠƯĐăâêôơưđàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ",
)
_GRAVE, _ACUTE, _HOOK, _TILDE, _DOT = "\u0300", "\u0301", "\u0309", "\u0303", "\u0323"
_HAT, _BREVE, _HORN = "\u0302", "\u0306", "\u031b"
_VNI_TONES = {"ù": _ACUTE, "ø": _GRAVE, "û": _HOOK, "õ": _TILDE, "ï": _DOT}
_VNI_HAT = {"â": "", "á": _ACUTE, "à": _GRAVE, "å": _HOOK, "ã": _TILDE, "ä": _DOT}
_VNI_BREVE = {"ê": "", "é": _ACUTE, "è": _GRAVE, "ú": _HOOK, "ü": _TILDE, "ë": _DOT}
_VNI_ALONE = {"æ": "i" + _HOOK, "ó": "i" + _TILDE, "ò": "i" + _DOT, "î": "y" + _DOT, "ô": "o" + _HORN, "ö": "u" + _HORN, "ñ": "đ"}


def _vni_map() -> dict[str, str]:
    """VNI writes a vowel and then its mark: two characters for one letter."""
    pairs: dict[str, str] = {}
    for base, marks in (("a", (_VNI_TONES, _VNI_HAT, _VNI_BREVE)), ("e", (_VNI_TONES, _VNI_HAT)), ("o", (_VNI_TONES, _VNI_HAT))):
        for kind in marks:
            quality = _HAT if kind is _VNI_HAT else _BREVE if kind is _VNI_BREVE else ""
            pairs |= {base + mark: base + quality + tone for mark, tone in kind.items()}
    for base, plain in (("u", "u"), ("y", "y"), ("ô", "o" + _HORN), ("ö", "u" + _HORN)):
        pairs |= {base + mark: plain + tone for mark, tone in _VNI_TONES.items()}
    return pairs | _VNI_ALONE


def _with_capitals(pairs: dict[str, str]) -> dict[str, str]:
    """A capital vowel may carry a capital or a small mark; the letter follows the vowel."""
    out: dict[str, str] = {}
    for typed, meant in pairs.items():
        small, capital = unicodedata.normalize("NFC", meant), unicodedata.normalize("NFC", meant.upper())
        out |= {typed: small, typed[0].upper() + typed[1:]: capital, typed.upper(): capital}
    return out


_VNI = _with_capitals(_vni_map())
_VNI_PATTERN = re.compile("|".join(re.escape(typed) for typed in sorted(_VNI, key=len, reverse=True)))
_CP1252_HIGH = {bytes([byte]).decode("cp1252"): byte for byte in range(0x80, 0xA0) if byte not in (0x81, 0x8D, 0x8F, 0x90, 0x9D)}
_MOJIBAKE = re.compile("[ÃÄÆáâ][\u0080-\u00bf" + "".join(map(re.escape, _CP1252_HIGH)) + "]")
_TOKEN = re.compile("(?:[A-Za-z]|[^\x00-\xa0\u2000-\u206f])+")


def from_tcvn3(text: str) -> str:
    """TCVN3 letters, as Windows shows them, to Unicode.

    >>> from_tcvn3("Tæng céng")
    'Tổng cộng'
    """
    return text.translate(_TCVN3)


def from_vni(text: str) -> str:
    """VNI letters, as Windows shows them, to Unicode.

    >>> from_vni("Toång coäng")
    'Tổng cộng'
    """
    return _VNI_PATTERN.sub(lambda found: _VNI[found[0]], text)


def from_mojibake(text: str) -> str:
    """UTF-8 that was read as Windows-1252, read again; unchanged where that does not work out."""
    if not _MOJIBAKE.search(text):
        return text
    try:
        data = bytes(_CP1252_HIGH.get(letter) or ord(letter) for letter in text)
        return data.decode("utf-8")
    except (ValueError, UnicodeDecodeError):
        return text


DECODERS: dict[str, Callable[[str], str]] = {TCVN3: from_tcvn3, VNI: from_vni, MOJIBAKE: from_mojibake}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a text's letters say. ``sure`` is False where the text could also have been typed in Unicode."""

    encoding: str
    sure: bool


_IS_MODERN = Verdict(MODERN, sure=True)


@dataclass(frozen=True, slots=True)
class _Score:
    fits: bool
    """All words (four in five, of a long text) have the shape of Vietnamese."""
    common: int


def _score(tokens: list[str], *, as_unicode: bool = False) -> _Score:
    good = sum(1 for token in tokens if (is_modern(token) if as_unicode else is_syllable(token) or is_abbreviation(token)))
    fits = good == len(tokens) or (len(tokens) >= 5 and good * 5 >= len(tokens) * 4)
    return _Score(fits, sum(1 for token in tokens if is_common(token)))


def may_be_legacy(text: str) -> bool:
    """Whether every letter is one that Windows-1252 has, so that a legacy reading is possible at all."""
    return not text.isascii() and all(letter <= "\u00ff" or letter in _CP1252_HIGH for letter in text)


@lru_cache(maxsize=65536)
def judge(text: str) -> Verdict:
    """Which encoding the text was typed in, by its letters alone.

    >>> judge("Xãm §«ng TÜnh").encoding, judge("Xóm Đông Tĩnh").encoding, judge("Müller").encoding
    ('tcvn3', 'modern', 'unclear')
    """
    if not may_be_legacy(text):
        return _IS_MODERN
    tokens = [token for token in _TOKEN.findall(text) if not token.isascii() and any(map(str.isalpha, token))]
    if not tokens:
        return _IS_MODERN
    if from_mojibake(text) != text:
        return Verdict(MOJIBAKE, sure=True)
    return _compare(tokens)


def _typed_in(token: str, encoding: str) -> str:
    """The word decoded; nothing when it has a letter that the encoding does not, or a VNI capital after a small letter."""
    decoded = DECODERS[encoding](token)
    if encoding == TCVN3:
        return decoded if all(letter.isascii() or ord(letter) in _TCVN3 for letter in token) else ""
    known = all(letter.isascii() or letter in "íìÍÌ" for letter in _VNI_PATTERN.sub("", token))
    return decoded if known and not any(first.islower() and second.isupper() for first, second in pairwise(decoded)) else ""


def _compare(tokens: list[str]) -> Verdict:
    modern = _score(tokens, as_unicode=True)
    scores = {name: _score([_typed_in(token, name) for token in tokens]) for name in (TCVN3, VNI)}
    fitting = {name: score for name, score in scores.items() if score.fits}
    if modern.fits:
        better = [name for name, score in fitting.items() if score.common > modern.common]
        return Verdict(better[0], sure=False) if len(better) == 1 else _IS_MODERN
    if len(fitting) != 1:
        return _between(fitting)
    return Verdict(next(iter(fitting)), sure=True)


def _between(fitting: dict[str, _Score]) -> Verdict:
    if not fitting:
        return Verdict(UNCLEAR, sure=False)
    first, second = fitting[TCVN3].common, fitting[VNI].common
    if first == second:
        return Verdict(EITHER, sure=False)
    return Verdict(TCVN3 if first > second else VNI, sure=True)


def reads_as(text: str, encoding: str) -> bool:
    """Whether the text makes Vietnamese in that encoding, no worse than in Unicode."""
    tokens = [token for token in _TOKEN.findall(text) if not token.isascii()]
    decoded = _score([_typed_in(token, encoding) for token in tokens])
    return decoded.fits and decoded.common >= _score(tokens, as_unicode=True).common
