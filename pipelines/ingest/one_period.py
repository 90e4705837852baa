"""Whether all that a file brings is of one period, which is all that a file has.

Belongs here: what each sheet, each table on it and each form says of its own period, and refusing a file whose parts differ. Does not
belong here: finding a period in a text (``period.py``), which of a file's statements is believed (dbt).

A part speaks by its title; without one by its form's own field, its as-of date, its sheet's name. So another month in one form's field
below a common title is no second period but a doubt about that form (``period_conflict``), and a sheet whose name is left from last month
is of the day that it states.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pipelines.catalogue.model import Cadence, Cover, FieldKind, Source
from pipelines.ingest import period
from pipelines.ingest.grid import Sheet, written
from pipelines.ingest.reading import RawRow
from pipelines.ingest.recognise import Match, title_lines
from pipelines.ingest.row_words import is_derived, is_ending
from pipelines.ingest.sums import Body
from pipelines.ingest.verdicts import Refusal

_SAME_DAYS = 20
"""As-of dates of one month's parts lie within so many days."""
_BEFORE_DAYS, _AFTER_DAYS = 18, 36
"""A report of a month counts up to a day so far before or after its first: months begin on the 15th, and some offices count to the 31st."""
_TITLE_REACH = 6
"""The title of a table below another one stands at most so many lines above its header."""


@dataclass(frozen=True, slots=True)
class _Said:
    """What one part says: a month or quarter, or the day up to which it counts."""

    sheet: str
    label: str | None
    as_of: str | None


def refuse_several(matches: list[Match], bodies: dict[int, Body], rows: list[RawRow], source: Source) -> None:
    """Refuse a file whose parts are of different months, or quarters: its rows would all be put in one. ``bodies``: by sheet's index."""
    if len(rows) < 2 or source.cadence not in (Cadence.MONTHLY, Cadence.QUARTERLY):
        return
    quarterly = source.cadence is Cadence.QUARTERLY
    said = [one for match in matches for one in _parts(match, bodies, rows, source, quarterly=quarterly)]
    labels = {period.fitted(one.label, quarterly=quarterly): one.sheet for one in reversed(said) if one.label}
    if not quarterly:
        labels = _with_named(labels, [match.sheet for match in matches if not _is_said(match.sheet, said)], source)
    if len(labels) > 1:
        (label, sheet), (other_label, other) = sorted(labels.items())[:2]
        _refuse(source, (sheet, period.in_words(label)), (other, period.in_words(other_label)))
    days = [(one.as_of, one.sheet) for one in said if one.as_of and not one.label]
    if days and not quarterly:
        _refuse_days(source, days, next(iter(labels.items()), None))


def _is_said(sheet: Sheet, said: Iterable[_Said]) -> bool:
    return any(one.label or one.as_of for one in said if one.sheet == sheet.name)


def _with_named(labels: dict[str, str], sheets: Iterable[Sheet], source: Source) -> dict[str, str]:
    """And the months that are other sheets' names: "Tháng 5", and "T5" where that cannot be a hamlet's or a team's number."""
    stated = next(iter(labels), period.SOME_YEAR)
    named = {sheet.name: period.sheet_month(sheet.name, stated, short=source.covers is Cover.COMMUNE) for sheet in sheets}
    return labels | {label: name for name, label in reversed(named.items()) if label and label not in labels}


def _refuse_days(source: Source, days: list[tuple[str, str]], month: tuple[str, str] | None) -> None:
    """Refuse as-of dates that are far from each other, or from the month that another part names."""
    days.sort()
    for day, sheet in (days[0], days[-1]):
        told = (sheet, f"số liệu đến {written(dt.date.fromisoformat(day))}")
        if month is not None and not _is_about(day, month[0]):
            _refuse(source, (month[1], period.in_words(month[0])), told)
        if dt.date.fromisoformat(day) - dt.date.fromisoformat(days[0][0]) > dt.timedelta(_SAME_DAYS):
            _refuse(source, (days[0][1], f"số liệu đến {written(dt.date.fromisoformat(days[0][0]))}"), told)


def _is_about(day: str, month: str) -> bool:
    """Whether the day may be one up to which a report of that month counts: from the middle of the month before to its own end."""
    if month[:4] == period.SOME_YEAR[:4]:
        return True
    first = dt.date.fromisoformat(f"{month}-01")
    return dt.timedelta(-_BEFORE_DAYS) <= dt.date.fromisoformat(day) - first <= dt.timedelta(_AFTER_DAYS)


def _refuse(source: Source, one: tuple[str, str], other: tuple[str, str]) -> None:
    raise Refusal("several_periods", closest_id=source.id, sheet=one[0], period=one[1], other=other[0], other_period=other[1])


def _parts(match: Match, bodies: dict[int, Body], rows: list[RawRow], source: Source, *, quarterly: bool) -> Iterator[_Said]:
    sheet = match.sheet
    lines = title_lines(sheet, match.top)
    title, as_of = period.title_label(lines, quarterly=quarterly), period.as_of_date(lines)
    forms = _forms(sheet, rows, source, quarterly=quarterly) if title is None else []
    yield from forms or [_Said(sheet.name, title, as_of)]
    body = bodies.get(sheet.index) or Body()
    taken = {*body.data, *body.totals}
    for header in body.headers:
        above = list(_lines_above(sheet, header, taken))
        yield _Said(sheet.name, period.title_label(above, quarterly=quarterly), period.as_of_date(above))


def _forms(sheet: Sheet, rows: Iterable[RawRow], source: Source, *, quarterly: bool) -> list[_Said]:
    fields = [item.id for item in source.fields if item.kind is FieldKind.PERIOD]
    texts = [row.values.get(name) for row in rows if row.sheet_index == sheet.index for name in fields]
    return [_Said(sheet.name, period.form_label(text, quarterly=quarterly), period.form_date(text)) for text in texts]


def _lines_above(sheet: Sheet, header: int, taken: set[int]) -> Iterator[str]:
    """The lines between the rows before and a header that stands again, from the top, without notes: "so với tháng 5" is no title."""
    first = header
    while first > max(0, header - _TITLE_REACH) and first - 1 not in taken:
        first -= 1
    for row in range(first, header):
        line = " ".join(filter(None, map(written, sheet.rows[row])))
        if line and not is_ending(line) and not is_derived(line):
            yield line
