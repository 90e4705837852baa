"""What the teams did in a quarter: visits, assists, classes, and the obstacles that they reported.

Belongs here: questions about activity. Does not belong here: indicators (``results.py``), words (``pipelines.reports``).
"""

from __future__ import annotations

import re
from typing import Any

from pipelines.quarter.period import months_of
from pipelines.warehouse.query import Readable, read

_MONTHS = """
select
    month.label as month, nullif(count(visit.row_id), 0) as visits, cast(sum(visit.assists) as bigint) as assists,
    nullif(count(distinct visit.household_id), 0) as households, nullif(count(distinct visit.member_code), 0) as members,
    nullif(count(distinct visit.team_code), 0) as teams
from (select unnest(?) as label) as month
left join fct_visit as visit on visit.reporting_month = month.label
group by month.label
order by month.label
"""

_QUARTER = """
select
    nullif(count(*), 0) as visits, cast(sum(assists) as bigint) as assists, nullif(count(distinct household_id), 0) as households,
    nullif(count(distinct member_code), 0) as members, nullif(count(distinct team_code), 0) as teams
from fct_visit where list_contains(?, reporting_month)
"""

_TOPICS = """
select coalesce(topic, '') as topic, count(*) as visits, cast(coalesce(sum(assists), 0) as bigint) as assists
from fct_visit where list_contains(?, reporting_month)
group by coalesce(topic, '') order by assists desc, topic
"""

_CLASSES = """
select class.class_date, class.topic, class.audience, class.members_listed, class.members_present
from fct_class as class
inner join dim_period as period using (commune_code)
where period.period = ? and class.class_date between period.first_day and period.last_day
order by class.class_date, class.topic, class.audience
"""

_OBSTACLES = """
select obstacles as text, count(*) as reports, list(distinct hamlet_code order by hamlet_code) as hamlets
from fct_hamlet_report
where list_contains(?, reporting_month) and obstacles is not null
group by obstacles order by count(distinct hamlet_code) desc, obstacles
"""


_NONE = frozenset({"không", "ko", "chưa"})
_FILLERS = frozenset({"có", "gì", "nào", "khó", "khăn", "vướng", "mắc", "phát", "sinh", "tồn", "tại"})


def activity_by_month(source: Readable, quarter: str) -> list[dict[str, Any]]:
    """A row a month of the quarter: visits, assists, different households, members and teams that went. No visits: nothing is known."""
    return read(source, _MONTHS, [months_of(quarter)])


def activity_of_quarter(source: Readable, quarter: str) -> dict[str, Any]:
    """The same over the quarter; households and members are different ones, so they are no sum of the months."""
    return read(source, _QUARTER, [months_of(quarter)])[0]


def topics(source: Readable, quarter: str) -> list[dict[str, Any]]:
    """What was helped with, the most frequent first."""
    return read(source, _TOPICS, [months_of(quarter)])


def classes(source: Readable, quarter: str) -> list[dict[str, Any]]:
    """The classes held within the quarter's days."""
    return read(source, _CLASSES, [quarter])


def obstacles(source: Readable, quarter: str) -> list[dict[str, Any]]:
    """What teams could not solve themselves, as they wrote it, with the hamlets that wrote the same. "None" is no obstacle."""
    return [row for row in read(source, _OBSTACLES, [months_of(quarter)]) if not says_none(row["text"])]


def says_none(text: str) -> bool:
    """Whether the words mean that there is no obstacle: "Không", "không có vướng mắc gì." and their like."""
    words = set(re.findall(r"\w+", text.casefold()))
    return not words or (bool(words & _NONE) and words <= _NONE | _FILLERS)
