"""dbt's own unit tests: the models' logic on made-up rows, run against the tables of a built warehouse."""

from __future__ import annotations

import shutil

import pytest
import yaml

from pipelines.home import PROJECT_ROOT, Home
from pipelines.warehouse.dbt import run_tests
from pipelines.warehouse.prepared import compiled_tests

MODELS = PROJECT_ROOT / "dbt_project" / "models"
NAMES = [
    test["name"]
    for path in sorted(MODELS.rglob("*_unit.yml"))
    for test in yaml.safe_load(path.read_text(encoding="utf-8")).get("unit_tests", ())
]


@pytest.fixture(scope="module")
def statuses(small_home: Home, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("units")
    shutil.copyfile(small_home.warehouse, folder / "soxom.duckdb")
    return run_tests("unit", folder / "target", folder)


@pytest.mark.parametrize("name", NAMES)
def test_the_logic_of_a_model(statuses: dict[str, str], name: str) -> None:
    assert statuses[name] == "pass"


def test_every_unit_test_was_run(statuses: dict[str, str]) -> None:
    assert set(statuses) == set(NAMES)
    assert NAMES


def test_dbt_finds_every_key_whole_also_of_what_is_no_table(small_home: Home, tmp_path_factory: pytest.TempPathFactory) -> None:
    """A run asks the tables' tests only; the ephemeral models have theirs, and dbt's own command agrees with ours on all."""
    folder = tmp_path_factory.mktemp("keys")
    shutil.copyfile(small_home.warehouse, folder / "soxom.duckdb")
    (folder / "soxom.duckdb").chmod(0o644)
    outcomes = run_tests("data", folder / "target", folder)
    assert {name for name, status in outcomes.items() if status != "pass"} == set()
    assert len(outcomes) > len(compiled_tests()) > 0
