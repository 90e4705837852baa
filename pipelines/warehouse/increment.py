"""What of the published warehouse an increment keeps, and what it computes again.

Belongs here: whether a build may be an increment, which files are new to it, and from which period on its rows may be others than those
published. Does not belong here: how dbt makes a table (``macros/new_relation.sql``), which models are built so (their YAML:
``incremental_by``, ``follows_from``), when everything is computed again anyway (``orchestration/workplace.py``).

Two rules hold of every model that names ``incremental_by``, and a test asks both of them of whole builds (``test_increment_rules.py``):

- by ``file_sha256``: a file's rows follow from that file, the registry and the roster;
- by a period: a period's rows follow from files that speak of days up to its last, the registry and the roster. No later file changes them,
  but in a quarter of which no file speaks, and after the last period of which one does: nothing is due there until a file comes.

So where the registry, the roster and everything that people decided are as they were, what changed files can touch is: their own rows, and
the periods that end on or after the first day that any of them speaks of, or the first of its quarter, if no other file speaks of that.
Rows without a period are always computed again.

A model that names ``follows_from`` follows from those sources and the calendar alone, and is not made where they are as they were: the test
asks that as well.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.home import Home
from pipelines.warehouse.duck import open_duckdb
from pipelines.warehouse.stamp import Stamp, program_digest, read_stamp, table_digests

if TYPE_CHECKING:
    import duckdb

BY_FILE = "file_sha256"
CALENDAR = "calendar"
"""What a model of days and periods follows from: the years that targets, requests and files name."""
OwnDays = Mapping[str, str | None]
"""Sources that come with the time, each with the field that says on which day what a row tells happened, if it has one."""
MOST_FILES = 100
"""Of more changed files than these, a warehouse is as quickly built whole."""
MOST_SHARE = 0.5
"""Where more of the files than this are of touched periods, likewise: taking rows out and putting them in again has its price."""
MOST_TIME = timedelta(days=7)
_CIVIL = frozenset({"month", "settled_month"})
"""Columns of months that are civil ones where the period is a year (``int_period_month``); a reporting month begins in the one before."""
_TOUCHED = re.compile(r"true /\* touched: ([a-z0-9_., ]+) \*/")
_REGISTERS = frozenset({"file", "receipt"})
"""Tables of the lake that every new file changes; what they say of each file is compared."""

_RECEIVED = """
create temp table received as
select * exclude (period_as_of), cast(period_as_of as date) as as_of_date from read_parquet({register})
"""
_NEWS = """
with
changed as (
    select file_sha256 from ((select {columns} from stg_file) except (select {columns} from received))
    union
    select file_sha256 from ((select {columns} from received) except (select {columns} from stg_file))
),
ranks as (
    select stg_file.received_rank < lag(stg_file.received_rank) over (order by received.received_rank) as is_other
    from received inner join stg_file on received.file_sha256 = stg_file.file_sha256
)
select
    (select coalesce(list(file_sha256 order by file_sha256), []) from changed) as files,
    (
        select coalesce(list(distinct source), [])
        from (select file_sha256, source from stg_file union all select file_sha256, source from received)
        where file_sha256 in (select file_sha256 from changed)
    ) as sources,
    exists (select 1 from changed inner join stg_file on changed.file_sha256 = stg_file.file_sha256) as is_line_other,
    exists (select 1 from stg_file anti join received on stg_file.file_sha256 = received.file_sha256) as is_file_gone,
    exists (select 1 from ranks where is_other) as is_order_other
"""
_SPOKEN_OF = """
with
lines as (
    select * from received where status = 'accepted' and file_sha256 in (select unnest($files))
    union all by name
    select * from stg_file where status = 'accepted' and file_sha256 in (select unnest($files))
),
labels as (
    select unnest([period_title, cast(as_of_date as varchar), period_form, period_name]) as label from lines
),
spoken as (
    select distinct
        labels.label,
        case when length(labels.label) = 10 then try_cast(labels.label as date) else dim_period.first_day end as day
    from labels
    left join dim_period on labels.label = dim_period.period
    where labels.label is not null
    union all
    select null as label, unnest($own_days) as day
    union all
    select null as label, max(dim_period.last_day) + 1 as day
    from int_unit_newest inner join dim_period on int_unit_newest.period = dim_period.period
    where int_unit_newest.is_newest
    having max(dim_period.last_day) is not null
),
-- as int_period_with says it; of a log or a list of a class the rows that count begin a quarter, and a new file can change which do
quarters as (
    select
        dim_period.first_day,
        dim_period.last_day,
        count(
            case when source not in ('visit_log', 'training') and file_sha256 not in (select unnest($files)) then file_sha256 end
        ) > 0 as is_begun
    from dim_period
    left join int_file_period on int_file_period.period_last_day between dim_period.first_day and dim_period.last_day
    where dim_period.period_kind = 'quarter'
    group by dim_period.first_day, dim_period.last_day
)
select
    spoken.label,
    case when quarters.is_begun is null or quarters.is_begun then spoken.day else quarters.first_day end as day
from spoken
left join quarters on spoken.day between quarters.first_day and quarters.last_day
"""
_MONTH_OF = "select min(reporting_month) from dim_date where date_day = $day"
_YEARS = "select cast(min(plan_year) as varchar), cast(max(plan_year) as varchar) from dim_period"


@dataclass(frozen=True)
class Increment:
    """What changed files can touch: their own rows, and every period from ``since`` on."""

    files: tuple[str, ...]
    """SHA-256 of each file that is new, or of which the register now says something else."""
    since: str | None
    """A reporting month ("2026-05"): no period that ended before its first day is touched. None when no changed file speaks of any day."""
    unchanged: frozenset[str] = frozenset()
    """Tables of the lake that are byte for byte what they were: what follows from these alone is kept."""
    settled: frozenset[str] = frozenset()
    """Sources of which the register, too, says what it said; and ``calendar``. A model that names all it follows from (``follows_from``)
    is kept where these hold all of it."""

    def touched(self, *columns: str) -> str:
        """SQL that is true of the rows that may be others than those published; each column holds their file, or a period or month."""
        return " and ".join(f"({self._touched(column)})" for column in columns)

    def _touched(self, column: str) -> str:
        if column.rpartition(".")[2] == BY_FILE:
            return f"{column} in ({', '.join(map(_quoted, self.files))})" if self.files else "false"
        without = f"{column} is null or {column} = ''"
        if self.since is None:
            return without
        year, month = self.since[:4], int(self.since[5:])
        if column.rpartition(".")[2] in _CIVIL:
            return f"{without} or {column} >= '{_month_before(self.since)}'"
        # "2026-05" and what comes after it: the later months, every quarter of 2026 ("2026-Q1" too) but those that were over, later years
        over = "".join(f" and {column} <> '{year}-Q{quarter}'" for quarter in range(1, 5) if 3 * quarter < month)
        # years are civil, and a January begins in the December before
        before = f" or {column} = '{int(year) - 1}'" if month == 1 else ""
        return f"{without} or {column} = '{year}'{before} or ({column} >= '{self.since}'{over})"

    def narrowed(self, sql: str) -> str:
        """A model's SQL that looks at touched rows alone, where the model says that it may (``macros/increments.sql``)."""
        return _TOUCHED.sub(lambda found: self.touched(*found[1].split(", ")), sql)


def is_due_whole(stamp: Stamp | None, now: datetime) -> bool:
    """Whether it is time to compute every row again: increments may follow one another for a week."""
    return stamp is None or not stamp.computed_at or now - datetime.fromisoformat(stamp.computed_at) > MOST_TIME


def plan_increment(home: Home, own_days: OwnDays) -> Increment | None:
    """What an increment of the published warehouse would compute again; None when everything has to be computed.

    The lake is ready, and the writing place is held. ``own_days``: the sources that come with the time; a change in any other table of the
    lake can touch everything.
    """
    stamp = read_stamp(home)
    if stamp is None or not stamp.speaks_of(home.warehouse) or stamp.program != program_digest(home):
        return None
    now = table_digests(home)
    unchanged = frozenset(table for table, digest in now.items() if stamp.tables.get(table) == digest)
    if now.keys() - unchanged - own_days.keys() - _REGISTERS:
        return None
    import duckdb  # noqa: PLC0415 - only where a file is opened

    try:
        with open_duckdb(home.warehouse) as connection:
            return _news(connection, home, own_days, unchanged)
    except duckdb.Error:  # a published file that cannot be read is made again
        return None


def _news(published: duckdb.DuckDBPyConnection, home: Home, own_days: OwnDays, unchanged: frozenset[str]) -> Increment | None:
    columns = [name for name, *_ in published.execute("describe stg_file").fetchall() if name != "received_rank"]
    published.execute(_RECEIVED.format(register=_quoted(str(home.lake / "file.parquet"))))
    files, sources, is_line_other, is_file_gone, is_order_other = published.execute(_NEWS.format(columns=", ".join(columns))).fetchall()[0]
    if is_file_gone or is_order_other or len(files) > MOST_FILES:
        return None
    days = [
        day
        for source, field in own_days.items()
        if field is not None
        for day in _own_days(published, home.lake / f"{source}.parquet", field, files)
    ]
    spoken_of = published.execute(_SPOKEN_OF, {"files": files, "own_days": days}).fetchall()
    first_year, last_year = published.execute(_YEARS).fetchall()[0]
    if any(day is None or (label is not None and not first_year <= label[:4] <= last_year) for label, day in spoken_of):
        return None  # the calendar itself grows, or a label is none of its periods
    since = None
    if (earliest := min((day for _, day in spoken_of), default=None)) is not None:
        ((since,),) = published.execute(_MONTH_OF, {"day": earliest}).fetchall()
        if since is None:
            return None  # a day that is in no period
    # a new file names years that are there already; one of which the register now says something else may have been all that named a year
    settled = unchanged.difference(sources) | (frozenset() if is_line_other else {CALENDAR})
    increment = Increment(tuple(files), since, unchanged, settled)
    ((share,),) = published.execute(f"select avg(cast({increment.touched('period')} as integer)) from int_file_period").fetchall()  # noqa: S608
    return increment if (share or 0) <= MOST_SHARE else None


def _own_days(connection: duckdb.DuckDBPyConnection, table: Path, field: str, files: list[str]) -> list[date]:
    """The first of the days that rows of these files speak of themselves."""
    found = connection.execute(
        f"select min(try_cast({field} as date)) from read_parquet($table) where file_sha256 in (select unnest($files))",  # noqa: S608
        {"table": str(table), "files": files},
    ).fetchall()
    return [day for (day,) in found if day is not None]


def _month_before(month: str) -> str:
    year, number = int(month[:4]), int(month[5:])
    return f"{year}-{number - 1:02}" if number > 1 else f"{year - 1}-12"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
