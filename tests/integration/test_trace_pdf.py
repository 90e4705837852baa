"""The trace as PDF: one A4 page that reads as the mart says, letters whole, the same bytes twice."""

from __future__ import annotations

import dataclasses
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipelines.catalogue import load_catalogue
from pipelines.home import Home
from pipelines.quarter.explain import Explanation, explain
from pipelines.reports.tables import count, percent
from pipelines.reports.trace import figure_facts, place_name, trace_page
from pipelines.reports.trace_pdf import trace_pdf
from pipelines.warehouse.query import read, snapshot

CATALOGUE = load_catalogue()
QUARTER = "2026-Q2"
MANY_MARKS = "Ẵẫ Ỡờ Ệể Ữự Đđ Ỹỳ Ổọ – « » … ≥ 65,9%"

needs_poppler = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext is not installed")


def explained(home: Home, indicator: str, hamlet: str = "ALL") -> Explanation:
    with snapshot(home) as version:
        return explain(version, CATALOGUE, QUARTER, indicator, hamlet)


def told(pdf: bytes, folder: Path, *, raw: bool = False) -> str:
    path = folder / "trace.pdf"
    path.write_bytes(pdf)
    tool = ["pdftotext", "-raw" if raw else "-layout", str(path), "-"]
    return subprocess.run(tool, capture_output=True, text=True, check=True, encoding="utf-8").stdout


def properties(pdf: bytes, folder: Path) -> dict[str, str]:
    path = folder / "trace.pdf"
    path.write_bytes(pdf)
    lines = subprocess.run(["pdfinfo", str(path)], capture_output=True, text=True, check=True).stdout.splitlines()
    return {name: value.strip() for name, _, value in (line.partition(":") for line in lines)}


def joined(text: str) -> str:
    return " ".join(text.split())


@needs_poppler
@pytest.mark.parametrize("indicator", CATALOGUE.indicators)
def test_the_page_says_what_the_mart_says(small_home: Home, tmp_path: Path, indicator: str) -> None:
    explanation = explained(small_home, indicator)
    pdf = trace_pdf(explanation, CATALOGUE)
    assert properties(pdf, tmp_path)["Pages"] == "1"
    assert "(A4)" in properties(pdf, tmp_path)["Page size"]
    text = joined(told(pdf, tmp_path, raw=True))
    [mart] = read(small_home, "select * from fct_indicator where period = ? and indicator = ? and hamlet = 'ALL'", [QUARTER, indicator])
    assert f"{count(mart['numerator'])}/{count(mart['denominator'])}" in text
    assert percent(mart["value"], mart["target"]) in text
    for label, value in figure_facts(explanation):
        assert joined(f"{label} {value}") in text
    assert f"Cộng {count(mart['numerator'])} {count(mart['denominator'])}" in text


@needs_poppler
def test_rows_on_the_page_and_the_rest_add_up(small_home: Home, tmp_path: Path) -> None:
    """903 survey answers and more: what does not fit stands as one sum."""
    explanation = explained(small_home, "bank_account")
    text = told(trace_pdf(explanation, CATALOGUE), tmp_path)
    shown = [line.split() for line in text.splitlines() if "phiếu khảo sát của hộ" in line]
    [rest] = [line for line in text.splitlines() if "dòng nữa; xem đủ" in line]
    left = int(rest.partition("… và")[2].partition("dòng nữa")[0].strip().replace(".", ""))
    assert len(shown) + left == len(explanation.rows)
    numerator = sum(int(line[-2]) for line in shown) + int(rest.split()[-2].replace(".", ""))
    assert numerator == explanation.sums.numerator


@needs_poppler
def test_letters_are_whole_and_the_font_is_inside(small_home: Home, tmp_path: Path) -> None:
    explanation = explained(small_home, "vneid_level2", "X03")
    explanation.definition["title"] = MANY_MARKS
    explanation.rows[0]["text"]["Xóm"] = "Xóm Đo\u0302ng\u0323\n<b>x</b> \x1b[31m \U0001f600"
    pdf = trace_pdf(explanation, CATALOGUE)
    text = joined(told(pdf, tmp_path))
    assert MANY_MARKS in text
    assert place_name(explanation.figure) in text
    assert "<b>x</b>" in joined(told(pdf, tmp_path, raw=True))
    assert "\U0001f600" not in text
    fonts = subprocess.run(["pdffonts", str(tmp_path / "trace.pdf")], capture_output=True, text=True, check=True).stdout.splitlines()[2:]
    assert len(fonts) == 2
    assert all("LiberationSans" in line and " yes yes yes " in line for line in fonts)


@needs_poppler
def test_however_much_there_is_to_say_it_is_one_page(small_home: Home, tmp_path: Path) -> None:
    explanation = explained(small_home, "vneid_level2")
    finding = {"severity": "blocking", "state": "open", "message_vi": "Xóm này không khớp. " * 12, "row_number": None, "file": ""}
    much = dataclasses.replace(explanation, findings=[dict(finding, place="X") for _ in range(30)])
    much.definition["title"] = "Một chỉ tiêu có tên rất dài " * 20
    pdf = trace_pdf(much, CATALOGUE)
    assert properties(pdf, tmp_path)["Pages"] == "1"
    assert "Cộng" in told(pdf, tmp_path)


def test_same_figure_same_bytes(small_home: Home) -> None:
    assert trace_pdf(explained(small_home, "health_book"), CATALOGUE) == trace_pdf(explained(small_home, "health_book"), CATALOGUE)


def test_the_command_writes_it(small_home: Home, tmp_path: Path, soxom: Callable[..., Any]) -> None:
    done = soxom(small_home, "explain", QUARTER, "vneid_level2", "--hamlet", "X03", "--out", str(tmp_path / "t.pdf"))
    assert (done.returncode, done.stdout) == (0, "")
    assert (tmp_path / "t.pdf").read_bytes() == trace_pdf(explained(small_home, "vneid_level2", "X03"), CATALOGUE)


@needs_poppler
@pytest.mark.parametrize("place", ["text", "file", "finding", "name"])
def test_a_cell_of_ten_thousand_letters_is_told_in_part_and_the_rest_counted(small_home: Home, tmp_path: Path, place: str) -> None:
    """A page is one page, whatever somebody pasted into a cell; a mark that turns the writing round does not stand on it."""
    long = "\u202e" + "ấ" * 10_000
    whole = explained(small_home, "vneid_level2", "X03")
    rows = [row | {"text": dict.fromkeys(row["text"], long)} if place == "text" else row for row in whole.rows]
    rows = [row | {"file": long, "sheet": long} if place == "file" else row for row in rows]
    finding = {"severity": "warning", "state": "open", "message_vi": long, "row_number": 3, "file": long}
    told_of = dataclasses.replace(
        whole,
        rows=rows,
        findings=[finding] if place == "finding" else whole.findings,
        figure=whole.figure | ({"hamlet_name": long} if place == "name" else {}),
    )
    pdf = trace_pdf(told_of, CATALOGUE)
    assert properties(pdf, tmp_path)["Pages"] == "1"
    text = told(pdf, tmp_path, raw=True)
    assert text.count("ấ") > 100
    assert re.search(r"còn 9\.[5-9]\d\d chữ", joined(text))
    page = trace_page(told_of, CATALOGUE)
    assert "\u202e" not in page
    assert len(page) < 20_000
