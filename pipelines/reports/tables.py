"""Numbers and words as Vietnamese readers write them.

Belongs here: formatting of single values. Does not belong here: layout of a whole page or table.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from decimal import Decimal
from fractions import Fraction

_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)")

STATUS_WORDS = {
    "met": "đạt",
    "on_track": "đúng tiến độ",
    "behind": "chậm",
    "missed": "không đạt",
    "no_data": "chưa có số liệu",
}

STATE_WORDS = {"open": "chưa xử lý", "accepted": "đã chấp nhận", "carried_forward": "dùng số cũ"}
"""What the officer decided about a finding (spec: the gate)."""

SEVERITY_WORDS = {"blocking": "chặn chốt số", "warning": "cảnh báo", "info": "để biết"}

EFFECT_WORDS = {"held": "đang giữ lại hoặc dùng số kỳ trước, không đổi", "not_computed": "không tính riêng được"}


def waived(waivers: str | None) -> str:
    """ "accepted X07, carried_forward X05" -> "đã chấp nhận: X07; dùng số cũ: X05"; nothing where no waiver is in the figure."""
    units: dict[str, list[str]] = {}
    for part in (waivers or "").split(", ") if waivers else []:
        state, _, unit = part.partition(" ")
        units.setdefault(state, []).append("toàn xã" if unit == "ALL" else unit)
    return "; ".join(f"{STATE_WORDS[state]}: {', '.join(names)}" for state, names in units.items())


def count(number: int | None) -> str:
    """1234 -> "1.234"; nothing for a missing number, never 0."""
    return "" if number is None else f"{number:,}".replace(",", ".")


PUBLICATION_WORDS = {"provisional": "tạm tính", "final": "đã chốt", "revised": "đã chốt, điều chỉnh (R)"}


def publication_words(publication: str, version: int | None) -> str:
    """ "tạm tính", "đã chốt, bản v1", "đã chốt, điều chỉnh (R), bản v2"."""
    words = PUBLICATION_WORDS[publication]
    return words if version is None else f"{words}, bản v{version}"


def percent(share: float | None, target: float | None = None) -> str:
    """0.6588 -> "65,9%". Two decimals where one would make a share look as if it met a target that it misses."""
    if share is None:
        return ""
    text = f"{share * 100:.1f}"
    if target is not None and share < target and float(text) >= round(target * 100, 1):
        text = f"{int(share * 10000) / 100:.2f}"  # cut, not rounded: 74.996% must not print as 75,00%
    return text.replace(".", ",") + "%"


def percents(one: float | None, other: float | None) -> tuple[str, str]:
    """Two shares to be set side by side: with two decimals where one would make them look alike."""
    words = percent(one), percent(other)
    if one is None or other is None or one == other or words[0] != words[1]:
        return words
    return f"{one * 100:.2f}".replace(".", ",") + "%", f"{other * 100:.2f}".replace(".", ",") + "%"


def cell_words(content: str | None) -> str:
    """A cell's canonical text for a reader: 1.234, 14/6/2026, có or không; a missing one is said to be missing, never 0."""
    if content is None:
        return "không có"
    if content in ("true", "false"):
        return "có" if content == "true" else "không"
    if content.isascii() and content.isdigit():
        return count(int(content))
    day = _DAY.fullmatch(content)
    return f"{int(day[3])}/{int(day[2])}/{day[1]}" if day else content


def change_points(change: float | None) -> str:
    """A change of share in percentage points: 0.0475 -> "+4,8"; nothing where there is nothing to compare with."""
    if change is None:
        return ""
    text = f"{change * 100:+.1f}".replace(".", ",")
    return "0,0" if text in ("+0,0", "-0,0") else text


def asked(operator: str, target: float) -> str:
    """A target as the plan writes it: "≥ 75%", "100%"."""
    number = f"{target * 100:.10g}".replace(".", ",")
    return f"{'≥ ' if operator == '>=' else ''}{number}%"


def day(date: dt.date | None) -> str:
    """dd/mm/yyyy."""
    return "" if date is None else f"{date:%d/%m/%Y}"


def cut_score(points: Fraction | None) -> Decimal | None:
    """A score out of 100 with two decimals, cut and not rounded: 99.999 is not 100, and 92.03 is not 92.02."""
    return None if points is None else Decimal(points * 100 // 1).scaleb(-2)


def score(points: Fraction | None) -> str:
    """The cut score for a reader: "92,03"."""
    cut = cut_score(points)
    return "" if cut is None else f"{cut:.2f}".replace(".", ",")


def shortened(text: str | None, most: int) -> str:
    """Words of others where there is little room: what does not fit is counted, never left out in silence."""
    whole = plain(text)
    return whole if len(whole) <= most else f"{whole[:most]}… (còn {count(len(whole) - most)} chữ)"


def plain(text: str | None) -> str:
    """Words of others on one line: composed letters, no control signs, no characters that a document cannot hold."""
    kinds = ((letter, unicodedata.category(letter)) for letter in text or "")
    kept = "".join(" " if kind in ("Cc", "Cs", "Co", "Cn", "Zl", "Zp") else letter for letter, kind in kinds if kind != "Cf")
    return " ".join(unicodedata.normalize("NFC", kept).split())
