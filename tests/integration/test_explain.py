"""Both ways, nothing left over: a figure is what its listed rows add up to; a line of a file has its figures or its reason."""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections import Counter, defaultdict
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from pipelines.catalogue import load_catalogue
from pipelines.cli.output import harmless
from pipelines.demo import Spot, demo_commune, plant, write_commune
from pipelines.home import Home
from pipelines.quarter.explain import ROW_COLUMNS, explain, figures, listed_rows
from pipelines.quarter.received import all_received, find_received
from pipelines.quarter.whereto import Answer, Tracer
from pipelines.reports.reasons import CONTRIBUTIONS, SENTENCES, why_sentence
from pipelines.reports.trace import trace_page
from pipelines.warehouse.query import read, snapshot
from tests import corpus
from tests.integration.conftest import csv_rows

CATALOGUE = load_catalogue()
SAMPLES = Path(__file__).resolve().parents[3] / "shared" / "samples"
PLANTED = (
    "ambiguous_hamlet",
    "unknown_hamlet",
    "not_a_count",
    "figure_missing",
    "duplicate_conflict",
    "hamlet_missing",
    "stock_decreased",
    "report_missing",
    "report_empty",
    "unknown_member",
    "date_outside_period",
    "duplicate_visit",
    "resubmitted",
)
"""Faults that hold, reject, supersede or repeat rows: each another reason for a row to count nowhere."""
HOSTILE = "<script>alert(1)</script> [red]{{ 7*7 }} =1+1"


@pytest.fixture(scope="module")
def awkward_home(tmp_path_factory: pytest.TempPathFactory, workshop: Any) -> Home:
    """A commune with planted faults, broken files, a copy, and files that came again."""
    home = Home(tmp_path_factory.mktemp("awkward"))
    commune = demo_commune(seed=3, hamlets=16)
    free = [hamlet.code for hamlet in commune.truth.hamlets_on(commune.truth.quarter_end("2026-Q2"))]
    for rule in PLANTED:
        planting = plant(commune, rule, Spot(free[0], "2026-Q2"))
        commune = planting.commune
        marked = {one.hamlet for one in planting.findings} - {""} or {free[0]}
        free = [code for code in free if code not in marked]
    write_commune(home.drop, commune, messy=True)
    for name, make in {
        "bieu la.xlsx": lambda: corpus.xlsx([["BẢNG LẠ"], ["A", "B"], [HOSTILE, 1]]),
        "hong.xlsx": lambda: corpus.xlsx(corpus.vneid_rows())[:700],
        "danh sach nhan khau.xlsx": corpus.resident_list,
        "khong ro ky.xlsx": lambda: corpus.xlsx([["THỐNG KÊ TÀI KHOẢN ĐỊNH DANH ĐIỆN TỬ"], *corpus.vneid_rows()[1:]]),
    }.items():
        (home.drop / name).write_bytes(make())
    first = next(path for path in sorted(home.drop.rglob("*")) if path.is_file() and "vneid" in path.parent.name)
    shutil.copy2(first, home.drop / f"zz ban sao{first.suffix}")
    return workshop.publish(home)


@pytest.fixture(scope="module", params=["small", "awkward"])
def some_home(request: pytest.FixtureRequest) -> Home:
    return request.getfixturevalue(f"{request.param}_home")


def value_of(rows: list[dict[str, Any]]) -> tuple[int, int, Fraction | None]:
    """Numerator, denominator and exact value of listed rows, worked out here from the amounts alone."""
    units: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for row in rows:
        for place, name in enumerate(("numerator_amount", "denominator_amount", "weight_amount")):
            units[row["unit"]][place] += row[name] or 0
    numerator, denominator = (sum(unit[place] for unit in units.values()) for place in (0, 1))
    weight = sum(unit[2] for unit in units.values())
    if weight:
        return numerator, denominator, sum(unit[2] * Fraction(unit[0], unit[1]) for unit in units.values()) / weight
    return numerator, denominator, Fraction(numerator, denominator) if denominator else None


def assert_forward(home: Home) -> None:
    """Every published figure of every period is the sum of the rows that are listed for it, and what has no value lists none."""
    with snapshot(home) as version:
        published = figures(version)
        listed: dict[tuple[str, str, str], list[dict[str, Any]]] = defaultdict(list)
        for row in listed_rows(version, CATALOGUE):
            listed[row["period"], row["indicator"], row["hamlet"]].append(row)
    assert {figure["indicator"] for figure in published if figure["value"] is not None} == set(CATALOGUE.indicators)
    for figure in published:
        key = (figure["period"], figure["indicator"], figure["hamlet"])
        numerator, denominator, value = value_of(listed.pop(key, []))
        if figure["value"] is None:
            assert value is None, key
        else:
            assert (numerator, denominator) == (figure["numerator"], figure["denominator"]), key
            assert value is not None
            assert float(value) == pytest.approx(figure["value"], abs=1e-12), key
    assert listed == {}, "rows of figures that are not published"


def answers_of(home: Home) -> list[Answer]:
    with snapshot(home) as version:
        return list(Tracer(version, CATALOGUE).files(all_received(home)))


def assert_backward(home: Home) -> list[Answer]:
    """Every line of every file went into figures or has a reason, never both; together the lines bring what the figures list."""
    answers = answers_of(home)
    assert [answer for answer in answers if bool(answer.uses) == (answer.reason is not None)] == []
    for answer in answers:
        if answer.reason:
            sentence = why_sentence(answer.reason, CATALOGUE)
            assert "{" not in sentence
            assert sentence.endswith((".", "»."))
    names = ("period", "indicator", "hamlet", "contribution", "month", "numerator_amount", "denominator_amount", "weight_amount")
    back = Counter((answer.sha256, answer.sheet, answer.row, *(use[name] for name in names)) for answer in answers for use in answer.uses)
    forward = Counter(
        tuple(row.values())
        for row in read(home, f"select file_sha256, sheet, row_number, {', '.join(names)} from fct_indicator_row")  # noqa: S608
    )
    assert back == forward
    return answers


def test_every_figure_is_what_its_listed_rows_add_up_to(some_home: Home) -> None:
    assert_forward(some_home)


def test_every_line_of_every_file_has_its_figures_or_its_reason(some_home: Home) -> None:
    answers = assert_backward(some_home)
    lines = {(answer.sha256, answer.sheet_index, answer.row) for answer in answers}
    assert len(lines) == len(answers)
    rows = read(some_home, "select file_sha256, cast(split_part(row_id, '-', 2) as integer) as sheet, row_number from fct_row")
    assert {(row["file_sha256"], row["sheet"], row["row_number"]) for row in rows} <= lines


def test_awkward_rows_are_told_apart(awkward_home: Home) -> None:
    codes = {answer.reason.code for answer in answers_of(awkward_home) if answer.reason}
    assert codes >= {"held", "rejected", "superseded", "duplicate_visit", "not_last_month", "total", "file", "title", "header"}


def test_the_counts_of_lines_are_the_registers(awkward_home: Home) -> None:
    """Read = accepted + rejected + set aside, line by line: what explain calls data is what the register counted."""
    lines: Counter[str] = Counter()
    for answer in answers_of(awkward_home):
        lines[answer.sha256] += answer.kind not in ("blank", "title", "header", "refused_file")
    for file in read(awkward_home, "select file_sha256, rows_read, verdict from fct_file where rows_read > 0"):
        assert lines[file["file_sha256"]] == file["rows_read"]


@pytest.mark.slow
@pytest.mark.skipif(not SAMPLES.is_dir(), reason="no samples beside the repository")
def test_so_it_is_of_a_sample(tmp_path: Path, workshop: Any) -> None:
    home = Home(tmp_path)
    shutil.copytree(SAMPLES / "faulty" / "data_raw", home.drop)
    workshop.publish(home)
    assert_forward(home)
    assert_backward(home)


def test_one_figure_is_told_in_full(small_home: Home) -> None:
    with snapshot(small_home) as version:
        told = explain(version, CATALOGUE, "2026-Q2", "bank_account")
        of_hamlet = explain(version, CATALOGUE, "2026-Q2", "vneid_level2", "X03")
    assert told.sums.is_weighted
    assert told.sums.value == pytest.approx(told.figure["value"], abs=1e-12)
    assert {line["state"] for line in told.hamlets} == {"counted"}
    assert {line["source"] for line in told.checks} == {"bank_survey", "registry"}
    assert {row["contribution"] for row in told.rows} == {"answer", "weight"}
    assert [row["contribution"] for row in of_hamlet.rows] == ["figure", "registry"]
    reported, registered = of_hamlet.rows
    figure = of_hamlet.figure
    digits = "".join(letter for letter in reported["text"]["Mức 2"] if letter.isdigit())
    assert (int(digits), registered["denominator_amount"]) == (figure["numerator"], figure["denominator"])
    assert all(file["sha256"] for file in of_hamlet.files)


def test_every_contribution_has_its_words(small_home: Home) -> None:
    assert {row["contribution"] for row in read(small_home, "select distinct contribution from fct_indicator_row")} <= set(CONTRIBUTIONS)


def test_a_file_is_found_by_path_by_old_path_and_by_hash(tmp_path: Path, small_home: Home) -> None:
    home = Home(tmp_path / "home")
    shutil.copytree(small_home.archive, home.archive)
    known = all_received(home)[3]
    assert find_received(home, known.path).sha256 == known.sha256, "no longer in the drop folder"
    assert find_received(home, known.sha256[:12].upper()).sha256 == known.sha256
    elsewhere = tmp_path / "copy.xlsx"
    elsewhere.write_bytes((small_home.drop / known.path).read_bytes())
    assert find_received(home, str(elsewhere)).path == known.path


def test_the_command_prints_rows_that_add_up(small_home: Home, soxom: Callable[..., Any]) -> None:
    outcome = soxom(small_home, "explain", "2026-Q2", "vneid_level2", "--hamlet", "X05", "--format", "csv")
    assert outcome.returncode == 0, outcome.stderr
    rows = csv_rows(outcome.stdout)
    assert tuple(rows[0]) == ROW_COLUMNS
    as_json = json.loads(soxom(small_home, "explain", "2026-Q2", "vneid_level2", "--hamlet", "X05", "--format", "json").stdout)
    assert sum(int(row["numerator_amount"]) for row in rows) == as_json["figure"]["numerator"]
    assert sum(int(row["denominator_amount"]) for row in rows) == as_json["figure"]["denominator"]
    place = next(row for row in rows if row["contribution"] == "figure")
    back = soxom(small_home, "explain", "--file", place["file"], "--row", place["row"], "--sheet", place["sheet"], "--format", "csv")
    assert {(row["period"], row["hamlet"], row["numerator_amount"]) for row in csv_rows(back.stdout)} >= {
        ("2026-Q2", "X05", place["numerator_amount"]),
        ("2026-Q2", "ALL", place["numerator_amount"]),
    }


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["explain"], 2),
        (["explain", "2026-Q2"], 2),
        (["explain", "2026-Q2", "no_such"], 2),
        (["explain", "2026-Q2", "vneid_level2", "--out", "trace.doc"], 2),
        (["explain", "2026-Q2", "vneid_level2", "--file", "x", "--row", "1"], 2),
        (["explain", "2026-Q2", "vneid_level2", "--hamlet", "X99"], 1),
        (["explain", "--file", "no such file.xlsx", "--row", "1"], 1),
        (["sample", "2026-Q2", "--out", "s.pdf"], 2),
    ],
)
def test_wrong_use_is_said_on_standard_error(small_home: Home, arguments: list[str], code: int, soxom: Callable[..., Any]) -> None:
    outcome = soxom(small_home, *arguments)
    assert outcome.returncode == code
    assert outcome.stdout == ""
    assert outcome.stderr


def test_a_refused_files_rows_are_answered_by_the_file(awkward_home: Home, soxom: Callable[..., Any]) -> None:
    for name in ("hong.xlsx", "danh sach nhan khau.xlsx", "bieu la.xlsx"):
        outcome = soxom(awkward_home, "explain", "--file", name, "--row", "3", "--format", "csv")
        lines = list(csv.DictReader(io.StringIO(outcome.stdout)))
        assert [line["reason"] for line in lines] == ["file"], name
        assert lines[0]["message"].startswith(SENTENCES["file"].partition("{")[0])
        assert HOSTILE not in outcome.stdout, "a refused file's cells are not repeated"


def test_a_copy_is_said_to_be_one(awkward_home: Home, soxom: Callable[..., Any]) -> None:
    copy = next(path.name for path in awkward_home.drop.iterdir() if path.name.startswith("zz ban sao"))
    outcome = soxom(awkward_home, "explain", "--file", copy, "--row", "1", "--format", "json")
    assert "giống hệt" in outcome.stderr
    assert json.loads(outcome.stdout)


def test_a_cell_cannot_command_the_terminal() -> None:
    assert harmless("\x1b[31mXóm\x07 1\x9b2J") == "\ufffd[31mXóm\ufffd 1\ufffd2J"


def test_what_a_cell_says_is_only_text_on_the_page(small_home: Home) -> None:
    with snapshot(small_home) as version:
        told = explain(version, CATALOGUE, "2026-Q2", "vneid_level2", "X03")
    told.rows[0]["text"]["Xóm"] = HOSTILE
    page = trace_page(told, CATALOGUE)
    assert "<script" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; [red]{{ 7*7 }} =1+1" in page
    assert "http" not in page, "nothing is fetched"
    assert "Tài khoản VNeID mức độ 2" in page
