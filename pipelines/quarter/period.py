"""The names of quarters and years.

Belongs here: the form of a label and the labels of its months. Does not belong here: when a period begins (the calendar table).
"""

from __future__ import annotations

import re

_QUARTER = re.compile(r"20\d\d-Q[1-4]")
_YEAR = re.compile(r"20\d\d")


class PeriodError(ValueError):
    """The text names no quarter and no year."""


def check_period(text: str) -> str:
    """The period's label ("2026-Q2", "2026"). Raises PeriodError for anything else."""
    label = text.strip().upper()
    if _QUARTER.fullmatch(label) or _YEAR.fullmatch(label):
        return label
    raise PeriodError(text)


def months_of(period: str) -> list[str]:
    """The month labels of a quarter or year, in order."""
    year = period[:4]
    if len(period) == 4:
        return [f"{year}-{month:02d}" for month in range(1, 13)]
    quarter = int(period[-1])
    return [f"{year}-{month:02d}" for month in range(3 * quarter - 2, 3 * quarter + 1)]


def parts_of(period: str) -> list[str]:
    """A quarter's months and itself; a year's months and quarters."""
    quarters = [period] if "Q" in period else [f"{period}-Q{number}" for number in range(1, 5)]
    return [*months_of(period), *quarters]


def quarter_of(period: str) -> str | None:
    """The quarter that a month or quarter belongs to: "2026-05" -> "2026-Q2"; nothing for a year or no period."""
    if len(period) != 7:
        return None
    return period if period[5] == "Q" else f"{period[:4]}-Q{(int(period[5:]) + 2) // 3}"


def spoken(period: str) -> str:
    """The period in words: "Quý II/2026", "Năm 2026", "Tháng 6/2026"."""
    if len(period) == 4:
        return f"Năm {period}"
    if period[5] == "Q":
        return f"Quý {('I', 'II', 'III', 'IV')[int(period[-1]) - 1]}/{period[:4]}"
    return f"Tháng {int(period[5:])}/{period[:4]}"


def in_sentence(period: str) -> str:
    """The same within a sentence: "quý II/2026", "năm 2026", "tháng 6/2026"."""
    words = spoken(period)
    return words[0].lower() + words[1:]


def quarter_before(quarter: str) -> str:
    """The label of the quarter before: "2026-Q1" -> "2025-Q4"."""
    year, number = int(quarter[:4]), int(quarter[-1])
    return f"{year}-Q{number - 1}" if number > 1 else f"{year - 1}-Q4"


def quarter_after(quarter: str) -> str:
    """The label of the quarter after: "2026-Q4" -> "2027-Q1"."""
    year, number = int(quarter[:4]), int(quarter[-1])
    return f"{year}-Q{number + 1}" if number < 4 else f"{year + 1}-Q1"
