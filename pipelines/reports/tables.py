"""Numbers and words as Vietnamese readers write them.

Belongs here: formatting of single values. Does not belong here: layout of a whole page or table.
"""

from __future__ import annotations

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
