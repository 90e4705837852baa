"""What is generated is what stands on disk, and keeps the rules that people keep by hand elsewhere."""

from __future__ import annotations

import json
import re

import pytest
import yaml

from pipelines.catalogue.emit import generate
from pipelines.catalogue.emit.__main__ import differing, leftovers, main, write
from pipelines.catalogue.emit.columns import raw_columns, staging_columns
from pipelines.catalogue.emit.raw import CLOSED_FIGURE_TABLE, FILE_TABLE, RECEIPT_TABLE, REGISTRY_NAME_TABLE, WAIVER_TABLE
from pipelines.catalogue.emit.suites import COUNT
from pipelines.catalogue.emit.text import MARKER
from pipelines.catalogue.load import load_catalogue
from pipelines.catalogue.units import load_units
from pipelines.home import PROJECT_ROOT
from pipelines.ingest import lake

CATALOGUE = load_catalogue()
FILES = generate(CATALOGUE)
SOURCES = list(CATALOGUE.sources.values())


def test_disk_holds_what_the_catalogue_yields():
    assert differing(PROJECT_ROOT, FILES) == []
    assert list(leftovers(PROJECT_ROOT, FILES)) == []


def test_generating_twice_is_the_same():
    assert generate(CATALOGUE) == FILES


def test_check_lists_a_changed_file_and_fails(tmp_path, capsys):
    write(tmp_path, FILES)
    assert main(["--check", "--root", str(tmp_path)]) == 0
    changed = tmp_path / "dbt_project/seeds/seed_target.csv"
    changed.write_text("", encoding="utf-8")
    (tmp_path / "docs/sources.md").unlink()
    assert main(["--check", "--root", str(tmp_path)]) == 1
    assert capsys.readouterr().out.splitlines() == ["dbt_project/seeds/seed_target.csv", "docs/sources.md"]
    assert changed.read_text(encoding="utf-8") == ""


def test_writing_removes_leftovers_and_leaves_what_people_wrote(tmp_path):
    write(tmp_path, FILES)
    seeds = tmp_path / "dbt_project/seeds"
    (seeds / "seed_gone.yml").write_text(f"# {MARKER}\n", encoding="utf-8")
    (seeds / "seed_gone.csv").write_text("a\n1\n", encoding="utf-8")
    (seeds / "seed_by_hand.yml").write_text("version: 2\n", encoding="utf-8")
    (seeds / "seed_by_hand.csv").write_text("a\n1\n", encoding="utf-8")
    assert main(["--root", str(tmp_path)]) == 0
    assert sorted(path.name for path in seeds.glob("*by_hand*")) == ["seed_by_hand.csv", "seed_by_hand.yml"]
    assert not list(seeds.glob("*gone*"))


@pytest.mark.parametrize("path", [path for path in FILES if not path.endswith(".csv")])
def test_every_file_says_where_it_comes_from(path):
    assert MARKER in FILES[path]


@pytest.mark.parametrize("path", [path for path in FILES if path.endswith(".yml")])
def test_yaml_is_short_and_describes_every_column_apart(path):
    assert len(FILES[path].splitlines()) < 300
    content = yaml.safe_load(FILES[path])
    tables = [*content.get("models", []), *content.get("seeds", []), *(table for s in content.get("sources", []) for table in s["tables"])]
    for table in tables:
        words = [column["description"] for column in table["columns"]]
        assert len(set(words)) == len(words), f"{table['name']}: two columns share a description"


@pytest.mark.parametrize("path", [path for path in FILES if path.endswith(".sql")])
def test_sql_is_short(path):
    lines = FILES[path].splitlines()
    assert len(lines) <= 150
    assert max(map(len, lines)) <= 120


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.id)
def test_staging_has_no_personal_column_and_ends_without_a_star(source):
    names = {column.name for column in staging_columns(source)}
    assert not names & {field.id for field in source.fields if not field.kept}
    final = FILES[f"dbt_project/models/staging/stg_{source.id}.sql"].rsplit("\nselect\n", 1)[1]
    assert re.findall(r"^    (\w+),?$", final, re.MULTILINE) == [column.name for column in staging_columns(source)]


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.id)
def test_dbt_is_told_the_columns_that_the_lake_writes(source):
    assert [column.name for column in raw_columns(source)] == lake.source_schema(source).names


@pytest.mark.parametrize(
    ("columns", "schema"),
    [
        (FILE_TABLE, lake.FILE_SCHEMA),
        (RECEIPT_TABLE, lake.RECEIPT_SCHEMA),
        (REGISTRY_NAME_TABLE, lake.REGISTRY_NAME_SCHEMA),
        (WAIVER_TABLE, lake.WAIVER_SCHEMA),
        (CLOSED_FIGURE_TABLE, lake.CLOSED_SCHEMA),
    ],
    ids=["file", "receipt", "registry_name", "waiver", "closed_figure"],
)
def test_dbt_is_told_the_columns_of_the_register(columns, schema):
    types = {"varchar": "string", "bigint": "int64", "integer": "int32", "boolean": "bool", "double": "double", "date": "date32[day]"}
    assert [(column.name, types[column.data_type]) for column in columns] == [(field.name, str(field.type)) for field in schema]


def test_door_and_staging_agree_on_what_a_count_is():
    casts = (PROJECT_ROOT / "dbt_project/macros/casts.sql").read_text(encoding="utf-8")
    assert f"'{COUNT}'" in casts
    assert f"'^{COUNT}$'" in casts


def test_every_unit_has_words():
    assert {field.unit for source in SOURCES for field in source.fields if field.unit} <= set(load_units())


def test_targets_are_exact():
    lines = FILES["dbt_project/seeds/seed_target.csv"].splitlines()[1:]
    assert len(lines) == 16
    assert any(line.startswith("vneid_level2,2026,>=,3,4,2026-12-31,date,") for line in lines)
    assert any(line.startswith("team_visits,2026,=,1,1,,monthly,") for line in lines)


def test_suites_hold_one_rule_for_a_field_once():
    for source in SOURCES:
        expectations = json.loads(FILES[f"expectations/{source.id}.json"])["expectations"]
        names = [(entry["type"], entry["meta"]["rule"], entry["meta"]["field"]) for entry in expectations]
        assert len(set(names)) == len(names)


def test_only_single_answers_are_turned_away_for_their_sum():
    guarded = [source.id for source in SOURCES if "part_exceeds_whole" in FILES[f"expectations/{source.id}.json"]]
    assert guarded == ["bank_survey"]
