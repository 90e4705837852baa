"""From which columns of the tables it reads each column of one query is made.

Belongs here: taking one query's SQL apart, with sqlglot. Does not belong here: how queries follow one another (``column_lineage.py``).

Words for a link are OpenLineage's: DIRECT is the value itself (IDENTITY, TRANSFORMATION, AGGREGATION), INDIRECT decides about it
(CONDITIONAL, WINDOW) or about which rows there are (JOIN, FILTER, GROUP_BY).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

from sqlglot import exp, parse_one
from sqlglot.optimizer.qualify import qualify
from sqlglot.optimizer.scope import Scope, build_scope
from sqlglot.schema import MappingSchema

LAKE_PREFIX = "raw."
"""``raw.vneid`` is the lake's table of the source as dbt's sources name it."""
_LAKE_FILE = re.compile(r"read_parquet\('\.\./lake/(\w+)\.parquet'\)")
_LAKE_NAME = "raw__"


Kind = Literal["DIRECT", "INDIRECT"]


class Link(NamedTuple):
    """One column that another is made of, and how."""

    table: str
    column: str
    kind: Kind
    how: str


@dataclass(frozen=True)
class QueryLineage:
    """A query's columns in their order, each with what it is made of; and what decides which rows there are."""

    columns: Mapping[str, tuple[Link, ...]]
    rows: tuple[Link, ...]


def lineage_of(sql: str, tables: Mapping[str, Iterable[str]]) -> QueryLineage:
    """What ``sql`` (DuckDB's) makes its columns of. ``tables``: the columns of every table that it may read."""
    query = parse_one(_LAKE_FILE.sub(rf"{_LAKE_NAME}\1", sql), read="duckdb")
    for table in list(query.find_all(exp.Table)):
        for part in ("catalog", "db"):
            table.set(part, None)
    schema = MappingSchema({_inside(name): dict.fromkeys(columns, "unknown") for name, columns in tables.items()}, dialect="duckdb")
    whole = qualify(query, schema=schema, dialect="duckdb", quote_identifiers=False, identify=False)
    scope = build_scope(whole)
    if scope is None:
        raise ValueError("not a query: " + sql[:80])
    reader = _Reader()
    columns = {name: tuple(sorted(reader.column(scope, name))) for name in _names(scope)}
    return QueryLineage(columns, tuple(sorted(reader.rows(scope))))


def _names(scope: Scope) -> list[str]:
    """The columns that a step gives, in their order."""
    step = scope.expression
    return list(step.named_selects) if isinstance(step, exp.Query) else []


def _inside(name: str) -> str:
    return name.replace(LAKE_PREFIX, _LAKE_NAME) if name.startswith(LAKE_PREFIX) else name


def _outside(name: str) -> str:
    return LAKE_PREFIX + name.removeprefix(_LAKE_NAME) if name.startswith(_LAKE_NAME) else name


class _Reader:
    """Follows columns through the steps of one query; what was followed once is remembered."""

    def __init__(self) -> None:
        self._columns: dict[tuple[int, str], frozenset[Link]] = {}
        self._rows: dict[int, frozenset[Link]] = {}

    def column(self, scope: Scope, name: str) -> frozenset[Link]:
        """What the column ``name`` of a step is made of."""
        place = (id(scope), name)
        if place not in self._columns:
            self._columns[place] = frozenset()  # a step that reads itself adds nothing new
            self._columns[place] = frozenset(self._of_column(scope, name))
        return self._columns[place]

    def _of_column(self, scope: Scope, name: str) -> Iterator[Link]:
        step = scope.expression
        if isinstance(step, exp.SetOperation):
            position = step.named_selects.index(name)
            for part in scope.set_operation_scopes:
                yield from self.column(part, _names(part)[position])
        elif isinstance(step, exp.Select):
            for item in step.selects:
                if item.alias_or_name == name:
                    yield from self._of_expression(scope, item)
        else:  # a table function, such as the parts of a text
            yield from self._of_expression(scope, step)

    def _of_expression(self, scope: Scope, expression: exp.Expr) -> Iterator[Link]:
        own = list(self._own_columns(scope, expression))
        for column in own:
            yield from self._through(scope, column, *_way(column, expression))
        if not own and expression.find(exp.AggFunc, exp.Window):  # count(*), row_number(): rows are counted, no column is read
            yield from (Link(link.table, link.column, "INDIRECT", "GROUP_BY") for link in self.rows(scope))
        for inner in scope.subquery_scopes:
            if _is_within(inner.expression, expression):
                for name in _names(inner):
                    yield from (_later(link, "TRANSFORMATION") for link in self.column(inner, name))

    @staticmethod
    def _own_columns(scope: Scope, expression: exp.Expr) -> Iterator[exp.Column]:
        """The columns of the step itself; those inside a subquery are the subquery's, or belong to it as its condition."""
        for column in expression.find_all(exp.Column):
            select = column.find_ancestor(exp.Select)
            if select is scope.expression or not isinstance(scope.expression, exp.Select) or column.table in scope.sources:
                yield column

    def _through(self, scope: Scope, column: exp.Column, kind: Kind, how: str) -> Iterator[Link]:
        source = _source(scope, column.table)
        if isinstance(source, Scope):
            for link in self.column(source, column.name):
                yield _later(link, how) if kind == "DIRECT" else Link(link.table, link.column, kind, how)
        elif isinstance(source, exp.Table):
            yield Link(_outside(source.name), column.name, kind, how)

    def rows(self, scope: Scope) -> frozenset[Link]:
        """What decides which rows a step has, in itself and in the steps that it reads."""
        if id(scope) not in self._rows:
            self._rows[id(scope)] = frozenset()
            self._rows[id(scope)] = frozenset(self._of_rows(scope))
        return self._rows[id(scope)]

    def _of_rows(self, scope: Scope) -> Iterator[Link]:
        step = scope.expression
        for part in scope.set_operation_scopes or ():
            yield from self.rows(part)
        if isinstance(step, exp.Select):
            for how, expression in _deciding(step):
                for column in self._own_columns(scope, expression):
                    yield from self._through(scope, column, "INDIRECT", how)
            for inner in scope.subquery_scopes:
                yield from self.rows(inner)
            for _, source in scope.selected_sources.values():
                if isinstance(source, Scope):
                    yield from self.rows(source)


def _deciding(step: exp.Select) -> Iterator[tuple[str, exp.Expr]]:
    for join in step.args.get("joins") or ():
        if join.args.get("on") is not None:
            yield "JOIN", join.args["on"]
    for name, how in (("where", "FILTER"), ("having", "FILTER"), ("qualify", "FILTER"), ("group", "GROUP_BY"), ("distinct", "GROUP_BY")):
        if step.args.get(name) is not None:
            yield how, step.args[name]


def _source(scope: Scope, alias: str) -> Scope | exp.Expr | None:
    """What a name in a step's FROM stands for; a step inside another sees the other's as well."""
    at: Scope | None = scope
    while at is not None:
        if alias in at.sources:
            found: Scope | exp.Expr = at.sources[alias]
            return found
        at = at.parent
    return None


def _is_within(inner: exp.Expr, outer: exp.Expr) -> bool:
    at: exp.Expr | None = inner
    while at is not None and at is not outer:
        at = at.parent
    return at is outer


def _way(column: exp.Column, expression: exp.Expr) -> tuple[Kind, str]:
    """How a column enters the expression that it stands in: the strongest way that is met on the way up."""
    at: exp.Expr = column
    how = "IDENTITY"
    while at is not expression and at.parent is not None:
        parent = at.parent
        if isinstance(parent, exp.Window) and at is not parent.this:
            return "INDIRECT", "WINDOW"
        if isinstance(parent, exp.If) and at is parent.this:
            return "INDIRECT", "CONDITIONAL"
        if isinstance(parent, exp.Filter) and at is parent.args.get("expression"):
            return "INDIRECT", "FILTER"
        if isinstance(parent, exp.AggFunc):
            how = "AGGREGATION"
        elif how == "IDENTITY" and not isinstance(parent, exp.Alias | exp.Paren):
            how = "TRANSFORMATION"
        at = parent
    return "DIRECT", how


_STRENGTH = ("IDENTITY", "TRANSFORMATION", "AGGREGATION")


def _later(link: Link, how: str) -> Link:
    """A link as it stands after one more step."""
    if link.kind == "INDIRECT" or how not in _STRENGTH:
        return link
    return link._replace(how=max(link.how, how, key=_STRENGTH.index))
