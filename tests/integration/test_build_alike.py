"""What a run builds from the prepared project is what plain dbt builds, and a broken contract fails it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from pipelines.home import Home
from pipelines.warehouse import build as building
from pipelines.warehouse.dbt import WAREHOUSE_FILE, DbtError, run
from pipelines.warehouse.duck import open_duckdb
from pipelines.warehouse.prepared import contracts, lay_declared, load_parsed
from pipelines.warehouse.publish import build_aside, cleared_build_folder

DIFFERENCE = """
select count(*)
from ((from main.{name} except all from ours.main.{name}) union all (from ours.main.{name} except all from main.{name}))
"""
pytestmark = pytest.mark.slow


@pytest.fixture
def home(small_home: Home, tmp_path: Path) -> Home:
    """The lake of a small commune, to build upon."""
    home = Home(tmp_path)
    shutil.copytree(small_home.lake, home.lake)
    return home


def test_plain_dbt_builds_the_same_relations_and_finds_every_contract_kept(home: Home, small_home: Home) -> None:
    folder = cleared_build_folder(home)
    lay_declared(folder)
    built = run("run", home.dbt_target, folder, manifest=load_parsed())
    with open_duckdb(folder / WAREHOUSE_FILE) as plain:
        plain.execute(f"attach '{small_home.warehouse}' as ours (read_only)")
        columns = "duckdb_columns() where database_name = 'ours' and table_name not like 'seed_%'"
        names = [name for (name,) in plain.execute(f"select distinct table_name from {columns}").fetchall()]  # noqa: S608 - no input
        differing = [name for name in names if plain.execute(DIFFERENCE.format(name=name)).fetchone() != (0,)]
    assert differing == []
    assert {result.unique_id.rpartition(".")[2] for result in built} >= set(names) > {"fct_indicator", "fct_visit"}
    assert len(contracts()) > 30


def test_a_broken_contract_fails_the_build(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    name, type_ = contracts()["main.fct_indicator"][0]
    broken = contracts() | {"main.fct_indicator": [(name, "DATE"), *contracts()["main.fct_indicator"][1:]]}
    monkeypatch.setattr(building, "contracts", lambda: broken)
    with pytest.raises(DbtError, match=f"main.fct_indicator breaks its contract: column 1 is {name} {type_}, not {name} DATE"):
        build_aside(home)
