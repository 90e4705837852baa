"""An auditor's draw: seeded, the same everywhere, with a worksheet whose cells are only ever text and numbers."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl

from pipelines.catalogue import load_catalogue
from pipelines.home import Home
from pipelines.quarter.sample import draw, place_in_draw
from pipelines.reports.sample_sheet import write_sample_sheet
from pipelines.warehouse.query import snapshot
from tests.integration.conftest import csv_rows

CATALOGUE = load_catalogue()


def drawn_keys(home: Home, n: int, seed: int) -> list[tuple[Any, ...]]:
    with snapshot(home) as version:
        drawn = draw(version, CATALOGUE, "2026-Q2", n, seed)
    figures = [(one.figure["indicator"], one.figure["hamlet"]) for one in drawn.figures]
    return [*figures, *((answer.sha256, answer.sheet, answer.row) for answer in drawn.rows)]


def test_the_order_is_a_hash_that_no_machine_changes() -> None:
    assert place_in_draw(7, "row", "abc")[:16] == "f6f59d652725b05a"
    assert place_in_draw(7, "row", "abc") != place_in_draw(8, "row", "abc")


def test_the_same_seed_draws_the_same_and_another_does_not(small_home: Home) -> None:
    first = drawn_keys(small_home, 20, 7)
    assert len(first) == len(set(first)) == 20
    assert drawn_keys(small_home, 20, 7) == first
    assert drawn_keys(small_home, 20, 8) != first
    assert set(drawn_keys(small_home, 10, 7)) <= set(first), "a larger draw only adds"


def test_more_than_there_is_draws_everything_once(small_home: Home) -> None:
    with snapshot(small_home) as version:
        drawn = draw(version, CATALOGUE, "2026-Q2", 100_000, 7)
    assert (len(drawn.figures), len(drawn.rows)) == (drawn.figures_known, drawn.rows_known)
    assert all(answer.is_answered for answer in drawn.rows)


def test_the_command_prints_the_draw(small_home: Home, soxom: Callable[..., Any]) -> None:
    rows = csv_rows(soxom(small_home, "sample", "2026-Q2", "--n", "6", "--seed", "7", "--format", "csv").stdout)
    assert [row["kind"] for row in rows] == ["figure"] * 3 + ["row"] * 3
    assert [(row["publication"], row["version"]) for row in rows[:3]] == [("provisional", "")] * 3
    assert all(row["outcome"] and row["sha256"] and row["row"] for row in rows[3:])
    as_json = json.loads(soxom(small_home, "sample", "2026-Q2", "--n", "6", "--seed", "7", "--format", "json").stdout)
    assert [(line["indicator"], line["hamlet"]) for line in as_json[:3]] == [(row["indicator"], row["hamlet"]) for row in rows[:3]]


def test_the_worksheet_holds_no_formula_and_lists_the_rows_of_its_figures(tmp_path: Path, small_home: Home) -> None:
    with snapshot(small_home) as version:
        drawn = draw(version, CATALOGUE, "2026-Q2", 12, 7)
    drawn.rows[0].text = {"Xóm": "=1+1", "Ghi": "@SUM(A1)"}
    drawn.rows[1].text = {}
    out = tmp_path / "phieu.xlsx"
    write_sample_sheet(drawn, CATALOGUE, out)
    book = openpyxl.load_workbook(out)
    write_sample_sheet(drawn, CATALOGUE, tmp_path / "again.xlsx")
    time.sleep(1.1)  # a file's properties count seconds
    write_sample_sheet(drawn, CATALOGUE, tmp_path / "later.xlsx")
    assert (tmp_path / "again.xlsx").read_bytes() == (tmp_path / "later.xlsx").read_bytes()
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert [cell.coordinate for cell in cells if cell.data_type == "f"] == []
    told = "\n".join(str(cell.value) for cell in cells if cell.value is not None)
    assert "=1+1" in told
    assert str(book["Phiếu kiểm tra"]["A1"].value).endswith("(tạm tính)")
    assert "ký, ghi rõ họ tên" in told
    assert book["Dòng của số liệu"].max_row == 1 + sum(len(one.rows) for one in drawn.figures)
