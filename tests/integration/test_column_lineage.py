"""Every mart column leads to the columns that it is made of; how a query is taken apart is held to small queries read by hand."""

from __future__ import annotations

import pytest

from pipelines.catalogue import load_catalogue
from pipelines.warehouse.column_lineage import ColumnLineage, column_lineage
from pipelines.warehouse.dictionary import dictionary, end_words
from pipelines.warehouse.prepared import PARSED, load_manifest
from pipelines.warehouse.query_lineage import LAKE_PREFIX, lineage_of

TABLES = {"a": ("k", "x", "y"), "b": ("k", "z"), "raw.src": ("k", "t")}
MARTS = dictionary()


@pytest.fixture(scope="module")
def lineage() -> ColumnLineage:
    return column_lineage()


def read_by_hand(sql: str) -> tuple[dict[str, set[str]], set[str]]:
    """As ``table.column how`` for each column, and for the rows."""
    found = lineage_of(sql, TABLES)
    return (
        {name: {f"{link.table}.{link.column} {link.how}" for link in links} for name, links in found.columns.items()},
        {f"{link.table}.{link.column} {link.how}" for link in found.rows},
    )


@pytest.mark.parametrize(
    ("sql", "columns", "rows"),
    [
        ("select x as p, x + y as q from a", {"p": {"a.x IDENTITY"}, "q": {"a.x TRANSFORMATION", "a.y TRANSFORMATION"}}, set()),
        ("select * from read_parquet('../lake/src.parquet')", {"k": {"raw.src.k IDENTITY"}, "t": {"raw.src.t IDENTITY"}}, set()),
        ('select x from "soxom"."main"."a" where y > 1', {"x": {"a.x IDENTITY"}}, {"a.y FILTER"}),
        (
            "select a.x, b.z from a left join b on a.k = b.k",
            {"x": {"a.x IDENTITY"}, "z": {"b.z IDENTITY"}},
            {"a.k JOIN", "b.k JOIN"},
        ),
        ("with s as (select k, sum(x) as p from a group by k) select p * 2 as q from s", {"q": {"a.x AGGREGATION"}}, {"a.k GROUP_BY"}),
        ("select case when x > 0 then y end as p from a", {"p": {"a.x CONDITIONAL", "a.y TRANSFORMATION"}}, set()),
        ("select row_number() over (partition by x order by y) as n from a", {"n": {"a.x WINDOW", "a.y WINDOW"}}, set()),
        ("select count(*) as n from a group by k", {"n": {"a.k GROUP_BY"}}, {"a.k GROUP_BY"}),
        ("select sum(x) filter (where y = 1) as n from a", {"n": {"a.x AGGREGATION", "a.y FILTER"}}, set()),
        ("select x as p from a union all select z from b", {"p": {"a.x IDENTITY", "b.z IDENTITY"}}, set()),
        ("select 'one' as p, x from a", {"p": set(), "x": {"a.x IDENTITY"}}, set()),
        ("select (select max(z) from b) as m from a", {"m": {"b.z AGGREGATION"}}, set()),
        ("select x from a where exists (select 1 from b where b.k = a.k)", {"x": {"a.x IDENTITY"}}, {"a.k FILTER", "b.k FILTER"}),
        ("select unnest(string_split(t, ',')) as p from read_parquet('../lake/src.parquet')", {"p": {"raw.src.t TRANSFORMATION"}}, set()),
    ],
)
def test_a_query_is_taken_apart_as_by_hand(sql: str, columns: dict[str, set[str]], rows: set[str]) -> None:
    assert read_by_hand(sql) == (columns, rows)


def test_every_mart_column_has_a_source_or_says_why_not(lineage: ColumnLineage) -> None:
    assert len(MARTS) >= 20
    without = {
        (mart.name, column.name) for mart in MARTS.values() for column in mart.columns if not lineage.ends_of(mart.name, column.name)
    }
    declared = {(mart.name, column.name) for mart in MARTS.values() for column in mart.columns if column.constant}
    assert without == declared


def test_columns_are_those_of_the_contracts_in_their_order(lineage: ColumnLineage) -> None:
    models = {node.name: list(node.columns) for node in load_manifest().nodes.values() if node.resource_type == "model" and node.columns}
    assert len(models) > 40
    assert {name: list(lineage.tables[name].columns) for name in models} == models


def test_ends_are_columns_of_sources_and_declared_facts_with_words(lineage: ColumnLineage) -> None:
    words = end_words()
    ends = {end for mart in MARTS.values() for column in mart.columns for end in lineage.ends_of(mart.name, column.name)}
    assert {table for table, _ in ends} <= set(lineage.ends)
    assert {end for end in ends if not words[end].vi} == set()


@pytest.mark.parametrize("source", sorted(load_catalogue().sources))
def test_every_counted_column_of_a_source_reaches_a_mart(lineage: ColumnLineage, source: str) -> None:
    """Backwards: what an office is asked to count and an indicator needs must lead somewhere."""
    needed = {(LAKE_PREFIX + source, field.id) for field in load_catalogue().sources[source].fields if field.needed}
    reached = {end for mart in MARTS.values() for column in mart.columns for end in lineage.ends_of(mart.name, column.name)}
    assert needed <= reached


@pytest.mark.parametrize(
    ("mart", "column", "end"),
    [
        ("fct_indicator", "numerator", ("raw.vneid", "level2")),
        ("fct_indicator", "numerator", ("raw.health_book", "books")),
        ("fct_indicator", "denominator", ("raw.registry", "population")),
        ("fct_indicator", "target", ("seed_target", "target_numerator")),
        ("dim_hamlet", "adults", ("raw.registry", "adults")),
        ("fct_visit", "assists", ("raw.visit_log", "people_helped")),
        ("fct_hamlet_report", "households_reached", ("raw.hamlet_report", "households_reached")),
    ],
)
def test_known_figures_come_from_their_columns(lineage: ColumnLineage, mart: str, column: str, end: tuple[str, str]) -> None:
    assert lineage.ends_of(mart, column)[end] == "DIRECT"


def test_nothing_of_a_person_reaches_a_mart(lineage: ColumnLineage) -> None:
    kept = {
        LAKE_PREFIX + source.id: {field.id for field in source.fields if not field.kept} for source in load_catalogue().sources.values()
    }
    assert all(not set(lineage.ends[table]) & names for table, names in kept.items())


def test_it_is_kept_and_read_again(lineage: ColumnLineage) -> None:
    assert (PARSED / "column_lineage.json").exists()
    assert column_lineage().tables == lineage.tables
