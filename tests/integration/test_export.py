"""What auditors take away is what the marts hold, described as it is, the same bytes twice, and opens by itself."""

from __future__ import annotations

import csv
import hashlib
import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import duckdb
import pyarrow.parquet as pq
import pytest
from jsonschema import Draft7Validator

from pipelines.catalogue import load_catalogue
from pipelines.catalogue.units import load_units
from pipelines.home import Home, writer_lock
from pipelines.quarter.close import close_quarter
from pipelines.quarter.export import export_tables
from pipelines.reports.audit.write import NotOursError, write_export
from pipelines.warehouse.datapackage import About, Rows, write_datapackage
from pipelines.warehouse.dictionary import Mart, MartColumn, Words, dictionary
from pipelines.warehouse.query import NotPublishedError, read
from tests.integration.conftest import WHEN

MARTS = dictionary()
PROFILE = Path(__file__).resolve().parents[1] / "fixtures" / "frictionless" / "datapackage-2.0.json"
QUARTER = "2026-Q1"
ARROW = {"string": "string", "integer": "int", "number": "double", "date": "date32[day]", "boolean": "bool"}


@pytest.fixture(scope="module")
def exported(small_home: Home, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_export(small_home, tmp_path_factory.mktemp("export") / "ho-so").folder


@pytest.fixture(scope="module")
def descriptor(exported: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((exported / "datapackage.json").read_text(encoding="utf-8"))
    return found


def hashes(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.rglob("*") if path.is_file()
    }


def cells(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def as_text(value: Any) -> str:
    """A value of a mart as the CSV must hold it."""
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


def original(text: str) -> str:
    return text.removeprefix("'")


@pytest.mark.parametrize("mart", MARTS.values(), ids=MARTS)
def test_everything_declared_of_a_mart_is_there(mart: Mart) -> None:
    for words in (mart.words, *(column.words for column in mart.columns)):
        assert words.vi
        assert words.en
        assert words.title.vi
        assert not re.search(r"[()]", words.en)
    assert set(mart.key) <= {column.name for column in mart.columns}
    assert mart.key
    numbers = {column.name: column.unit for column in mart.columns if column.data_type in ("integer", "bigint", "double")}
    assert set(numbers.values()) <= set(load_units())
    for reference in mart.references:
        assert set(reference.columns) <= {column.name for column in mart.columns}
        assert set(reference.to_columns) <= {column.name for column in MARTS[reference.table].columns}


def test_the_descriptor_is_a_data_package(descriptor: dict[str, Any]) -> None:
    profile = json.loads(PROFILE.read_text(encoding="utf-8"))
    assert sorted(error.message for error in Draft7Validator(profile).iter_errors(descriptor)) == []
    broken = descriptor | {"resources": [descriptor["resources"][0] | {"schema": {"fields": [{"type": "integer"}]}}]}
    assert list(Draft7Validator(profile).iter_errors(broken))


def test_every_mart_is_described_as_it_is(exported: Path, descriptor: dict[str, Any]) -> None:
    resources = {resource["path"]: resource for resource in descriptor["resources"]}
    assert set(resources) == {f"data/{mart}.{ending}" for mart in MARTS for ending in ("csv", "parquet")}
    assert set(resources) == {path.relative_to(exported).as_posix() for path in (exported / "data").iterdir()}
    for path, resource in resources.items():
        content = (exported / path).read_bytes()
        assert (resource["bytes"], resource["hash"]) == (len(content), "sha256:" + hashlib.sha256(content).hexdigest())
        mart = MARTS[Path(path).stem]
        fields = {field["name"]: field for field in resource["schema"]["fields"]}
        assert list(fields) == [column.name for column in mart.columns]
        assert resource["schema"]["primaryKey"] == list(mart.key)
        assert {name for name, field in fields.items() if "unit" in field} == {column.name for column in mart.columns if column.unit}
        if path.endswith(".parquet"):
            schema = pq.read_schema(exported / path)
            assert all(str(schema.field(name).type).startswith(ARROW[field["type"]]) for name, field in fields.items())


@pytest.mark.parametrize("mart", MARTS.values(), ids=MARTS)
def test_both_files_hold_the_mart(exported: Path, small_home: Home, mart: Mart) -> None:
    rows = read(small_home, f"select * from {mart.name} order by all")  # noqa: S608 - our own tables
    assert pq.read_table(exported / "data" / f"{mart.name}.parquet").to_pylist() == rows
    told = cells(exported / "data" / f"{mart.name}.csv")
    assert [{name: original(text) for name, text in line.items()} for line in told] == [
        {name: as_text(value) for name, value in row.items()} for row in rows
    ]


def test_keys_hold_in_the_files(exported: Path, descriptor: dict[str, Any]) -> None:
    """Asked of the CSV by the descriptor alone, as somebody would who has nothing but the folder."""
    tables = {resource["name"]: cells(exported / resource["path"]) for resource in descriptor["resources"] if resource["format"] == "csv"}
    declared = 0
    for resource in descriptor["resources"]:
        if resource["format"] != "csv":
            continue
        key = resource["schema"]["primaryKey"]
        named = [tuple(line[name] for name in key) for line in tables[resource["name"]]]
        assert len(named) == len(set(named)), resource["name"]
        for said in resource["schema"].get("foreignKeys", ()):
            declared += 1
            there = {tuple(line[name] for name in said["reference"]["fields"]) for line in tables[said["reference"]["resource"]]}
            asked = {
                tuple(line[name] for name in said["fields"])
                for line in tables[resource["name"]]
                if all(line[name] for name in said["fields"])
            }
            assert asked <= there, (resource["name"], said)
    assert declared == sum(len(mart.references) for mart in MARTS.values())


def test_a_reference_that_does_not_hold_is_not_declared(tmp_path: Path) -> None:
    one, two = MARTS["fct_class"], MARTS["dim_date"]
    with duckdb.connect() as connection:
        for mart in (one, two):
            connection.execute(f"create table {mart.name} ({', '.join(f'{column.name} {column.data_type}' for column in mart.columns)})")
        connection.execute("insert into fct_class (commune_code, class_date) values ('13918', date '2026-01-05')")
        write_datapackage(connection, [(mart, Rows(f"from {mart.name}", {})) for mart in (one, two)], tmp_path, About(*["x"] * 6))
    resources = {resource["name"]: resource for resource in json.loads((tmp_path / "datapackage.json").read_text())["resources"]}
    assert [reference.table for reference in one.references] == ["dim_date"]
    assert "foreignKeys" not in resources["fct_class"]["schema"]


RISKY = ["=1+1", "+84", "-2", "@SUM(A1)", "\tx", "\r=1", "'quoted", "''", "-dòng\nhai"]
PLAIN = ["=", ">=", "Xóm 1", "a=b", "", '"', "x,y", "dòng\nhai"]


def test_no_cell_becomes_a_formula_and_every_text_comes_back(tmp_path: Path) -> None:
    number, text = (MartColumn(name, kind, Words("Cột", "Column"), None, None) for name, kind in (("n", "bigint"), ("s", "varchar")))
    mart = Mart("t", Words("Bảng", "Table"), (number, text), ("n",), ())
    with duckdb.connect() as connection:
        connection.execute("create table t (n bigint, s varchar)")
        connection.executemany("insert into t values (?, ?)", [[-place, text] for place, text in enumerate([*RISKY, *PLAIN])])
        write_datapackage(connection, [(mart, Rows("select * from t", {}))], tmp_path, About(*["x"] * 6))
    told = {-int(line["n"]): line["s"] for line in cells(tmp_path / "data" / "t.csv")}
    assert [original(told[place]) for place in range(len(told))] == [*RISKY, *PLAIN]
    assert all(told[place].startswith("'") for place in range(len(RISKY)))
    assert [told[place] for place in range(len(RISKY), len(told))] == PLAIN
    assert sorted(pq.read_table(tmp_path / "data" / "t.parquet")["s"].to_pylist()) == sorted([*RISKY, *PLAIN])


def test_lineage_file_names_every_mart_column(exported: Path) -> None:
    lines = cells(exported / "column_lineage.csv")
    assert {(line["mart"], line["column"]) for line in lines} == {
        (mart.name, column.name) for mart in MARTS.values() for column in mart.columns
    }
    assert all(
        line["source_table_vi"] and line["source_column_vi"] and line["how_vi"] if line["source_table"] else line["note_vi"]
        for line in lines
    )
    document = json.loads((exported / "column_lineage.json").read_text(encoding="utf-8"))
    pairs = {(line["mart"], line["column"], line["source_table"], line["source_column"]) for line in lines if line["source_table"]}
    assert pairs == {
        (mart, column, end["table"], end["column"])
        for mart, columns in document["marts"].items()
        for column, said in columns.items()
        for end in said["sources"]
    }


def test_written_twice_it_is_the_same_and_old_files_go(small_home: Home, exported: Path, tmp_path: Path) -> None:
    again = write_export(small_home, tmp_path / "x").folder
    assert hashes(again) == hashes(exported)
    (again / "data" / "left.csv").write_text("old")
    (again / "ghi-chu.txt").write_text("the auditor's own")
    write_export(small_home, again)
    assert hashes(again) == hashes(exported) | {"ghi-chu.txt": hashlib.sha256(b"the auditor's own").hexdigest()}


def test_a_folder_of_somebody_else_is_left_alone(small_home: Home, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(NotOursError):
        write_export(small_home, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_what_cannot_be_written_leaves_an_earlier_export_whole(small_home: Home, tmp_path: Path) -> None:
    folder = write_export(small_home, tmp_path / "x").folder
    before = hashes(folder)
    with pytest.raises(LookupError):
        write_export(small_home, folder, "2024-Q2")
    with pytest.raises(NotPublishedError):
        write_export(Home(tmp_path / "nothing"), folder)
    assert hashes(folder) == before
    assert [path.name for path in tmp_path.iterdir()] == ["x"]


def test_one_quarter_of_what_is_published(small_home: Home, tmp_path: Path) -> None:
    export_tables(small_home, tmp_path, QUARTER)
    rows = read(small_home, "select * from fct_indicator where period = ? order by all", [QUARTER])
    assert pq.read_table(tmp_path / "data" / "fct_indicator.parquet").to_pylist() == rows
    periods = {line["period"] for line in cells(tmp_path / "data" / "fct_finding.csv") + cells(tmp_path / "data" / "fct_delivery.csv")}
    assert periods <= {"2026-01", "2026-02", "2026-03", QUARTER, ""}
    assert not (tmp_path / "data" / "fct_late_effect.csv").exists()


@pytest.mark.slow
def test_a_closed_quarter_is_exported_from_its_package(small_home: Home, tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    shutil.copytree(small_home.root, home.root)
    with writer_lock(home):
        closed = close_quarter(home, load_catalogue(), QUARTER, by="Nguyễn Thị Lập", approved_by="Trần Văn Duyệt", now=WHEN)
    home.warehouse.unlink()
    written = write_export(home, tmp_path / "x", QUARTER)
    assert written.tables.version == closed.manifest_sha256
    figures = cells(written.folder / "data" / "fct_indicator.csv")
    assert {(line["period"], line["publication"], line["version"]) for line in figures} == {(QUARTER, "final", "1")}
    package = pq.read_table(closed.folder / "tables" / "fct_indicator.parquet").to_pylist()
    assert {(line["indicator"], line["hamlet"], line["numerator"]) for line in figures} == {
        (row["indicator"], row["hamlet"], as_text(row["numerator"])) for row in package
    }
    page = (written.folder / "index.html").read_text(encoding="utf-8")
    assert "CHÍNH THỨC, bản v1" in page
    assert closed.manifest_sha256 in page


@pytest.mark.slow
def test_the_command_says_where_and_what_is_wrong(small_home: Home, tmp_path: Path, soxom: Callable[..., CompletedProcess[str]]) -> None:
    done = soxom(small_home, "export", str(tmp_path / "x"), QUARTER)
    assert (done.returncode, done.stdout) == (0, "")
    assert str(tmp_path / "x" / "index.html") in done.stderr
    assert soxom(small_home, "export", str(tmp_path)).returncode == 2
    assert soxom(small_home, "export", str(tmp_path / "y"), "2024-Q2").returncode == 1
    assert soxom(small_home, "export", str(tmp_path / "y"), "2026").returncode == 2
