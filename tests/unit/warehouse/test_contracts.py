"""Contracts: silent over what is as promised, and one sentence for each relation that is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.warehouse.contracts import broken_contracts, in_own_words
from pipelines.warehouse.duck import open_duckdb

PROMISED = {"main.visit": [("member", "VARCHAR"), ("people", "BIGINT")], "main.seen": [("member", "VARCHAR")]}


@pytest.fixture
def warehouse(tmp_path: Path) -> Path:
    file = tmp_path / "soxom.duckdb"
    with open_duckdb(file, read_only=False) as connection:
        connection.execute("create table visit (member varchar, people bigint)")
        connection.execute("create view seen as select member from visit")
        connection.execute("create table nobody_promised (anything date)")
    return file


def test_what_is_as_promised_is_passed_over(warehouse: Path) -> None:
    assert broken_contracts(warehouse, PROMISED) == []


@pytest.mark.parametrize(
    ("promised", "said"),
    [
        ([("member", "VARCHAR"), ("people", "INTEGER")], "column 2 is people BIGINT, not people INTEGER"),
        ([("people", "BIGINT"), ("member", "VARCHAR")], "column 1 is member VARCHAR, not people BIGINT"),
        ([("member", "VARCHAR")], "column 2 is people BIGINT, not nothing"),
        ([("member", "VARCHAR"), ("people", "BIGINT"), ("day", "DATE")], "column 3 is nothing, not day DATE"),
    ],
)
def test_a_relation_that_is_not_as_promised_is_named_with_its_first_column(
    warehouse: Path, promised: list[tuple[str, str]], said: str
) -> None:
    assert broken_contracts(warehouse, PROMISED | {"main.visit": promised}) == [f"main.visit breaks its contract: {said}"]


def test_a_relation_that_is_not_there_breaks_its_contract(warehouse: Path) -> None:
    assert broken_contracts(warehouse, PROMISED | {"main.gone": [("day", "DATE")]}) == [
        "main.gone breaks its contract: column 1 is nothing, not day DATE"
    ]


def test_types_are_compared_in_the_engines_own_words() -> None:
    assert in_own_words({"main.visit": [("member", "string"), ("people", "int8"), ("share", "double")]}) == {
        "main.visit": [("member", "VARCHAR"), ("people", "BIGINT"), ("share", "DOUBLE")]
    }
