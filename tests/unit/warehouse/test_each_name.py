"""How the hamlets that a hamlet was made of are apart from each other in one cell."""

from __future__ import annotations

import re
from pathlib import Path

import duckdb
import pytest

ENGINE = Path(__file__).parents[3] / "dbt_project" / "macros" / "engine.sql"


@pytest.mark.parametrize("text", ["X01; X02", "X01,X02", "X01 + X02", "X01 & X02", "X01 và X02"])
def test_codes_are_apart_by_any_of_these(text):
    found = re.search(r"macro duckdb__each_name\(text\) %}unnest\(regexp_split_to_array\({{ text }}, ('.*')\)\){%", ENGINE.read_text())
    assert found
    assert duckdb.sql(f"select regexp_split_to_array($1, {found[1]})", params=[text]).fetchall() == [(["X01", "X02"],)]
