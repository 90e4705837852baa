"""No join meets another commune's rows: what joins two tables that know the commune asks for the same commune.

A join that forgets it is wrong for a province, and takes time that grows with the square of the communes. Read from the SQL that dbt
compiled, so that macros and ephemeral models are seen as they run.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlglot
from sqlglot import exp

from pipelines.warehouse.prepared import load_manifest

CODE = "commune_code"
Known = dict[str, bool]
"""Name of a common table expression -> whether its rows know their commune."""


def _knows(source: exp.Expression, known: Known) -> bool:
    """Whether a table, an expression's name or a subquery in a FROM knows the commune. Of the seeds only the list of communes does."""
    if isinstance(source, exp.Subquery):
        return _select_knows(source.this, known)
    if isinstance(source, exp.Table) and isinstance(source.this, exp.Identifier):
        name = source.name
        return known[name] if name in known else not name.startswith("seed_") or name == "seed_commune"
    return False  # a table function: days, or pieces of a text


def _select_knows(query: exp.Expression, known: Known) -> bool:
    if isinstance(query, exp.SetOperation):
        return _select_knows(query.left, known)
    if not isinstance(query, exp.Select):
        return False
    if any(item.alias_or_name == CODE for item in query.expressions):
        return True
    return any(item.is_star for item in query.expressions) and any(_knows(source, known) for source in _sources(query))


def _sources(select: exp.Select) -> list[exp.Expression]:
    first = select.args.get("from_") or select.args.get("from")
    return ([first.this] if first else []) + [join.this for join in select.args.get("joins") or []]


def _asks_for_the_commune(join: exp.Join) -> bool:
    condition = join.args.get("on")
    if condition is not None:
        pairs = condition.find_all(exp.EQ, exp.NullSafeEQ)
        return any(one.left.name == CODE and one.right.name == CODE for one in pairs)
    return CODE in [column.name for column in join.args.get("using") or []]


def _forgetful(query: exp.Expression, known: Known) -> Iterator[str]:
    """The joins below a query that forget the commune."""
    known = dict(known)
    with_ = query.args.get("with_") or query.args.get("with")
    for one in with_.expressions if with_ else ():
        yield from _forgetful(one.this, known)
        known[one.alias] = _select_knows(one.this, known)
    if isinstance(query, exp.SetOperation):
        yield from _forgetful(query.left, known)
        yield from _forgetful(query.right, known)
    if not isinstance(query, exp.Select):
        return
    sources = _sources(query)
    for source in sources:
        if isinstance(source, exp.Subquery):
            yield from _forgetful(source.this, known)
    for place, join in enumerate(query.args.get("joins") or [], start=1):
        met = any(_knows(source, known) for source in sources[:place])
        if met and _knows(join.this, known) and not _asks_for_the_commune(join):
            yield join.sql("duckdb")[:200]


def forgetful_joins(sql: str) -> list[str]:
    """The joins of a query that forget the commune, as SQL."""
    return list(_forgetful(sqlglot.parse_one(sql, read="duckdb"), {}))


def test_every_join_of_every_model_stays_in_its_commune() -> None:
    models = {key: node.raw_code for key, node in load_manifest().nodes.items() if node.resource_type == "model"}
    assert len(models) > 50
    assert {key: found for key, sql in models.items() if (found := forgetful_joins(sql))} == {}


@pytest.mark.parametrize(
    "sql",
    [
        "select a.commune_code from fct_row as a inner join fct_file as b on a.file_sha256 = b.file_sha256",
        "with b as (select * from fct_file) select a.commune_code from fct_row as a left join b on a.x = b.x",
        "with b as (select commune_code, x from fct_file) select 1 as one from fct_row cross join b",
        "with c as (select a.commune_code from fct_row as a inner join fct_file as b on a.x = b.commune_code) select * from c",
    ],
)
def test_a_join_that_forgets_is_seen(sql: str) -> None:
    assert len(forgetful_joins(sql)) == 1


@pytest.mark.parametrize(
    "sql",
    [
        "select a.commune_code from fct_row as a inner join fct_file as b on a.commune_code = b.commune_code and a.x = b.x",
        "select a.commune_code from fct_row as a inner join seed_check as b on a.rule = b.rule",
        "with b as (select x from seed_check) select a.commune_code from fct_row as a cross join b",
        "select d.commune_code from seed_calendar cross join seed_commune as d",
    ],
)
def test_a_join_that_asks_or_need_not_is_let_be(sql: str) -> None:
    assert forgetful_joins(sql) == []
