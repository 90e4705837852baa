"""From a seed to the whole truth about a commune that never was.

Belongs here: the options and the order in which the simulators are asked. Does not belong here: any figure.
"""

from __future__ import annotations

from dataclasses import dataclass

from pipelines.catalogue.load import load_catalogue
from pipelines.demo import offices, people, periods
from pipelines.demo.counted import count_all
from pipelines.demo.ground import Change, lay_out
from pipelines.demo.truth import Hamlet, Truth


@dataclass(frozen=True)
class Options:
    """What a test may ask for beside the size."""

    changes: tuple[Change, ...] = ()
    twins: bool = False
    """Two former communes that both number their hamlets from 1."""
    turnover: bool = True
    """Members who leave and join in the middle of a month."""


PLAIN = Options()


def _check(changes: tuple[Change, ...], months: tuple[str, ...], month_last_day: int) -> None:
    starts = {periods.first_day(month, month_last_day): month for month in months}
    for change in changes:
        if change.on not in starts:
            raise ValueError(f"a hamlet changes on the first day of a reporting month, not on {change.on}")
        if change.kind == "split" and int(starts[change.on][-2:]) % 3 != 1:
            raise ValueError(f"a hamlet is split on the first day of a quarter, not on {change.on}")


def simulate(seed: int, hamlets: int = 28, months: tuple[str, ...] = (), options: Options = PLAIN) -> Truth:
    """The commune of that seed over those reporting months (six from 2026-01 when none are named)."""
    months = months or periods.months_from("2026-01", 6)
    last = load_catalogue().calendar.month_last_day
    _check(options.changes, months, last)
    since = periods.first_day(periods.shift(months[0], -2), last)
    spans = lay_out(seed, hamlets, since, options.changes, twins=options.twins)
    registry = tuple(span.hamlet for span in spans)
    roster = people.first_roster(seed, spans, since)
    if options.turnover:
        roster = people.with_turnover(seed, roster, months, last)
    roster = people.moved_with_hamlets(roster, options.changes, registry)
    visits = people.all_visits(seed, months, last, roster, registry)
    stocks, reports = count_all(seed, spans, months, last, people.assists_by_team(visits, last))
    ends = [(quarter, _at_end(registry, quarter, last)) for quarter in periods.quarters_within(months)]
    return Truth(
        seed=seed,
        months=months,
        month_last_day=last,
        hamlets=registry,
        members=tuple(roster),
        stocks=stocks,
        reports=reports,
        visits=tuple(visits),
        bank=tuple(
            answer
            for step, (quarter, present) in enumerate(ends)
            for answer in offices.numbered([one for hamlet in present for one in offices.bank_answers(seed, quarter, step, last, hamlet)])
        ),
        access=tuple(
            offices.access_survey(seed, quarter, step, hamlet) for step, (quarter, present) in enumerate(ends) for hamlet in present
        ),
        classes=people.classes(seed, months, last, roster),
        schools=tuple(school for step, (quarter, _) in enumerate(ends) for school in offices.schools(seed, quarter, step)),
        products=tuple(item for step, (quarter, present) in enumerate(ends) for item in offices.products(seed, quarter, step, present)),
        service=tuple(files for step, month in enumerate(months) for files in offices.service_files(seed, month, step)),
        documents=tuple(row for month in months for row in offices.documents(seed, month)),
    )


def _at_end(registry: tuple[Hamlet, ...], quarter: str, last: int) -> tuple[Hamlet, ...]:
    end = periods.last_day(periods.quarter_months(quarter)[-1], last)
    return tuple(hamlet for hamlet in registry if hamlet.valid_on(end))
