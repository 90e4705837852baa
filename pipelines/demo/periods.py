"""Reporting months and quarters of the made-up commune, from the calendar's one fact (the month's last day).

Belongs here: labels and their first and last days. Does not belong here: what happens in them.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

ROMAN = ("I", "II", "III", "IV")


def shift(month: str, steps: int) -> str:
    """The month so many steps later: ("2026-01", -1) is "2025-12"."""
    year, number = (int(part) for part in month.split("-"))
    total = year * 12 + number - 1 + steps
    return f"{total // 12:04d}-{total % 12 + 1:02d}"


def months_from(first: str, count: int) -> tuple[str, ...]:
    """That many reporting months in a row."""
    return tuple(shift(first, step) for step in range(count))


def last_day(month: str, month_last_day: int) -> date:
    """The reporting month's last day."""
    year, number = (int(part) for part in month.split("-"))
    return date(year, number, min(month_last_day, monthrange(year, number)[1]))


def first_day(month: str, month_last_day: int) -> date:
    """The reporting month's first day."""
    return last_day(shift(month, -1), month_last_day) + timedelta(days=1)


def month_of(day: date, month_last_day: int) -> str:
    """The reporting month that holds the day."""
    label = f"{day:%Y-%m}"
    return label if day <= last_day(label, month_last_day) else shift(label, 1)


def quarter_of(month: str) -> str:
    """The quarter of a month: "2026-05" is in "2026-Q2"."""
    year, number = (int(part) for part in month.split("-"))
    return f"{year:04d}-Q{(number + 2) // 3}"


def quarter_months(quarter: str) -> tuple[str, str, str]:
    """The three reporting months."""
    year, number = quarter.split("-Q")
    first = f"{year}-{int(number) * 3 - 2:02d}"
    return first, shift(first, 1), shift(first, 2)


def quarters_within(months: tuple[str, ...]) -> tuple[str, ...]:
    """Quarters of which all three months are there, in order."""
    quarters = dict.fromkeys(quarter_of(month) for month in months)
    return tuple(quarter for quarter in quarters if set(quarter_months(quarter)) <= set(months))
