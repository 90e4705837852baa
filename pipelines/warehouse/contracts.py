"""The models' contracts, asked of a finished build in one question.

Belongs here: whether each table has the columns that its YAML promises, in their order and types. Does not belong here: the promises
(the models' YAML), what is in the columns (``data_tests.py``).

dbt asserts a contract as it builds the table, by two more queries each: a fifth of its build. Nothing is published before this has
been asked, so that it is asked last costs no safety. Plain ``dbt build`` asserts them table by table, as everywhere.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pipelines.warehouse.duck import open_duckdb

Contract = Sequence[tuple[str, str]]
"""Column names and types, in order; the types in DuckDB's own words."""

_COLUMNS = """
select schema_name || '.' || table_name as relation, list([column_name, data_type] order by column_index) as columns
from duckdb_columns()
where database_name = current_database()
group by relation
"""


def in_own_words(promised: Mapping[str, Sequence[tuple[str, str]]]) -> dict[str, Contract]:
    """The same contracts with each type as DuckDB names it (``string`` is ``VARCHAR``)."""
    types = sorted({type_ for columns in promised.values() for _, type_ in columns})
    with open_duckdb() as connection:
        own = {type_: str(connection.sql(f"select cast(null as {type_}) as cell").types[0]) for type_ in types}
    return {relation: [(name, own[type_]) for name, type_ in columns] for relation, columns in promised.items()}


def broken_contracts(warehouse: Path, contracts: Mapping[str, Contract]) -> list[str]:
    """One sentence for each relation (``schema.table``) that is not there as promised; none when all hold."""
    with open_duckdb(warehouse) as connection:
        built: dict[str, list[list[str]]] = dict(connection.execute(_COLUMNS).fetchall())
    return [
        f"{relation} breaks its contract: {_difference(built.get(relation, []), promised)}"
        for relation, promised in sorted(contracts.items())
        if [tuple(column) for column in built.get(relation, [])] != [tuple(column) for column in promised]
    ]


def _difference(built: Sequence[Sequence[Any]], promised: Contract) -> str:
    """The first column that differs, both ways."""
    for place in range(max(len(built), len(promised))):
        there = " ".join(built[place]) if place < len(built) else "nothing"
        wanted = " ".join(promised[place]) if place < len(promised) else "nothing"
        if there != wanted:
            return f"column {place + 1} is {there}, not {wanted}"
    return "no column differs"
