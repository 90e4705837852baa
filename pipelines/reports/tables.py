"""Numbers and words as Vietnamese readers write them.

Belongs here: formatting of single values. Does not belong here: layout of a whole page or table.
"""

from __future__ import annotations

import re

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
