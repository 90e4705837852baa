"""A closed quarter stays what it was, whatever comes after; what comes late is kept and told; a restatement stands beside it."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import shutil
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow.parquet as pq
import pytest
from docx import Document

from pipelines.catalogue import load_catalogue
from pipelines.demo import Change, Commune, Options, demo_commune, write_commune
from pipelines.home import Home, writer_lock
from pipelines.ingest.actions import actions
from pipelines.ingest.closed import Closed, versions_of
from pipelines.ingest.closed_figures import closed_waiting
from pipelines.quarter import ledger
from pipelines.quarter.close import close_quarter
from pipelines.quarter.closed import catalogue_of, snapshot_of
from pipelines.quarter.explain import figures as explained_figures
from pipelines.quarter.explain import listed_rows, summed
from pipelines.quarter.export import export_tables
from pipelines.quarter.findings import findings
from pipelines.quarter.gate import CloseRefusedError
from pipelines.quarter.indicators import indicators
from pipelines.quarter.late import late_effects, late_files, late_lines
from pipelines.quarter.received import all_received
from pipelines.quarter.restate import DIFFERENCE, differences
from pipelines.quarter.sample import draw
from pipelines.quarter.standing import standing_in
from pipelines.quarter.verify import verify
from pipelines.quarter.whereto import Tracer
from pipelines.reports.closing import closing_documents
from pipelines.reports.quarter_files import ANNEX, REPORT, write_quarter
from pipelines.reports.reasons import why_sentence
from pipelines.reports.site.write import OFFICE, write_pages
from pipelines.warehouse.query import read, snapshot
from tests.integration.conftest import WHEN, Workshop

pytestmark = pytest.mark.slow

QUARTER, MARCH, UNIT, MORE = "2026-Q1", "2026-03", "X05", 7
SIGNED = {"by": "Nguyễn Thị Lập", "approved_by": "Trần Văn Duyệt"}
LATER = datetime(2026, 9, 1, tzinfo=UTC)


def close(home: Home, at: datetime = WHEN, **more: Any) -> Closed:
    with writer_lock(home):
        made = partial(closing_documents, home, QUARTER)
        return close_quarter(home, load_catalogue(), QUARTER, **SIGNED, now=at, documents=made, **more)


def hashes(folder: Path) -> dict[str, str]:
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def shown(home: Home) -> dict[tuple[str, str], dict[str, Any]]:
    """The quarter's figures as the published warehouse shows them, every column and unit."""
    rows = read(home, "select * exclude (publication, version) from fct_indicator where period = ?", [QUARTER])
    return {(row["indicator"], row["hamlet"]): row for row in rows}


def detail(home: Home) -> dict[str, Any]:
    """What the reading commands show of the quarter: figures, findings, checks, hamlets, rows."""
    with snapshot_of(home, QUARTER) as version:
        return {
            "indicators": indicators(version, QUARTER),
            "findings": findings(version, QUARTER),
            "hamlets": read(version, "select * from dim_hamlet order by all"),
            "targets": read(version, "select * from dim_indicator order by all"),
            "rows": read(version, "select * from fct_indicator_row order by all"),
        }


def corrected(commune: Commune) -> Commune:
    """March's VNeID export with seven accounts more in one hamlet."""
    sheet = commune.sheet("vneid", MARCH)
    return commune.with_cells("vneid", MARCH, UNIT, level2=sheet.rows[sheet.row_of(UNIT)]["level2"] + MORE)


@dataclass(frozen=True)
class Story:
    """One home from its first close to a restatement and beyond, and what was seen at each step."""

    home: Home
    first: Closed
    at_close: dict[str, Any]
    steps: dict[str, dict[str, Any]]


def seen(home: Home, first: Closed) -> dict[str, Any]:
    latest = versions_of(home, QUARTER)[-1]
    return {
        "package": hashes(first.folder),
        "shown": shown(home),
        "detail": detail(home),
        "late": late_files(home, latest),
        "effects": late_effects(home, QUARTER),
        "status": late_lines(home, home),
        "awaited": [line["which"] for line in ledger.status(home) if line["what"] == "Chưa có"],
        "standing": standing_in(home, QUARTER),
        "waiting": closed_waiting(home),
        "publication": read(home, "select distinct publication, version from fct_indicator where period = ?", [QUARTER]),
    }


@pytest.fixture(scope="module")
def story(small_home: Home, small_commune: Commune, workshop: Workshop, tmp_path_factory: pytest.TempPathFactory) -> Story:
    home = Home(tmp_path_factory.mktemp("story") / "home")
    shutil.copytree(small_home.root, home.root)
    (home.root / "reports" / QUARTER).mkdir(parents=True)
    (home.root / "reports" / QUARTER / REPORT).write_bytes(b"somebody's own report")
    for name in ("ho-so-kiem-tra/datapackage.json", "ho-so-kiem-tra/data/fct_indicator.csv", ".export-x/index.html", "~$bao-cao.docx"):
        (home.root / "reports" / QUARTER / name).parent.mkdir(exist_ok=True)
        (home.root / "reports" / QUARTER / name).write_bytes(b"{}")
    (home.root / "reports" / QUARTER / "phieu").mkdir()
    (home.root / "reports" / QUARTER / "phieu" / "tra-lai.docx").write_bytes(b"handed out")
    before = {"shown": shown(home), "detail": detail(home)}
    first = close(home)
    steps = {"closed": {"waiting": closed_waiting(home), "detail": detail(home)}}
    workshop.publish(home)
    steps["refreshed"] = seen(home, first)
    write_commune(home.drop / "sửa", corrected(small_commune), messy=True)
    workshop.publish(home, LATER)
    steps["late"] = seen(home, first)
    close(home, LATER, restate=True, reason="Công an xã gửi lại số tháng 3")
    workshop.publish(home, LATER)
    steps["restated"] = seen(home, first)
    merged = Options(changes=(Change("merge", ("X02", "X03"), date(2026, 2, 15)),))
    write_commune(home.drop / "khác hẳn", demo_commune(seed=99, hamlets=8, options=merged), messy=False)
    workshop.publish(home, LATER)
    steps["everything"] = seen(home, first)
    return Story(home, first, before, steps)


def test_what_is_closed_is_what_was_published(story: Story) -> None:
    assert story.steps["closed"]["waiting"], "the published warehouse does not know of the close yet"
    assert not story.steps["refreshed"]["waiting"]
    assert not story.steps["restated"]["waiting"]
    assert story.steps["refreshed"]["shown"] == story.at_close["shown"]
    assert story.steps["refreshed"]["publication"] == [{"publication": "final", "version": 1}]
    before, closed = story.at_close["detail"], story.steps["closed"]["detail"]
    assert closed["indicators"] == [row | {"publication": "final", "version": 1} for row in before["indicators"]]
    assert closed["rows"] == [row for row in before["rows"] if row["period"] == QUARTER]
    for name in ("findings", "hamlets", "targets"):
        assert closed[name] == before[name], name


def test_the_package_holds_everything_that_the_figures_rest_on(story: Story) -> None:
    files = set(story.steps["refreshed"]["package"])
    assert {f"tables/{name}.parquet" for name in ("fct_row", "fct_file", "fct_check_outcome", "fct_finding", "fct_waiver")} <= files
    assert {f"tables/{name}.parquet" for name in ("dim_hamlet", "dim_member", "dim_date", "dim_period", "seed_target")} <= files
    assert {f"rows/{source}.parquet" for source in load_catalogue().sources} <= files
    assert {"inputs/receipts.jsonl", "inputs/actions.jsonl", "code.zip", "figures.csv", "reports/bao-cao.docx"} <= files
    assert (story.first.folder / "reports" / "bao-cao.da-sua-1.docx").read_bytes() == b"somebody's own report"
    assert "definitions/indicators/vneid_level2.yml" in files
    assert "reports/phieu/tra-lai.docx" in files
    assert not {name for name in files if "ho-so-kiem-tra" in name or ".export" in name or "~$" in name}, "no export is in a package"
    manifest = story.first.manifest
    assert {entry["path"]: entry["sha256"] for entry in manifest["files"]} | {"manifest.json": story.first.manifest_sha256} == (
        story.steps["refreshed"]["package"]
    )
    assert (manifest["prepared_by"], manifest["approved_by"], manifest["status"]) == ("Nguyễn Thị Lập", "Trần Văn Duyệt", "final")
    assert manifest["versions"]["libraries"]["duckdb"]
    assert all(path.stat().st_mode & 0o222 == 0 for path in story.first.folder.rglob("*") if path.is_file())


def words_of(report: bytes) -> str:
    document = Document(io.BytesIO(report))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    heads = [
        paragraph.text for section in document.sections for paragraph in (*section.header.paragraphs, *section.first_page_header.paragraphs)
    ]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells, *heads])


def test_what_people_read_of_a_closed_quarter_says_that_it_is(story: Story) -> None:
    second = versions_of(story.home, QUARTER)[1]
    for closed, says in ((story.first, "CHÍNH THỨC, bản v1"), (second, "ĐÃ ĐIỀU CHỈNH (R), bản v2")):
        report = words_of((closed.folder / "reports" / REPORT).read_bytes())
        page = (closed.folder / "reports" / OFFICE / "index.html").read_text(encoding="utf-8")
        assert says in page
        assert "TẠM TÍNH" not in report + page
        assert ("(R)" in report) == (closed is second)


def test_the_documents_of_a_restatement_show_the_restated_figures(story: Story) -> None:
    second = versions_of(story.home, QUARTER)[1]
    for closed in (story.first, second):
        with snapshot_of(story.home, QUARTER, closed.version) as version:
            rows = read(version, "select numerator, denominator from fct_indicator where indicator = 'vneid_level2' and hamlet = ?", [UNIT])
        book = openpyxl.load_workbook(closed.folder / "reports" / ANNEX)
        cells = {cell.value for sheet in book for row in sheet.iter_rows() for cell in row}
        assert {rows[0]["numerator"], rows[0]["denominator"]} <= cells
    figure = "select numerator from fct_indicator where indicator = 'vneid_level2' and hamlet = ?"
    told = []
    for version in (1, 2):
        with snapshot_of(story.home, QUARTER, version) as opened:
            told += read(opened, figure, [UNIT])
    assert told[1]["numerator"] == told[0]["numerator"] + MORE


def test_what_is_written_again_later_is_what_was_closed(story: Story) -> None:
    """Whatever came since: new files, other hamlets, other findings."""
    packed = versions_of(story.home, QUARTER)[1].folder / "reports"
    with writer_lock(story.home):
        documents, pages = write_quarter(story.home, QUARTER), write_pages(story.home, QUARTER)
    assert {path.name: path.read_bytes() for path in documents.paths} == {name: (packed / name).read_bytes() for name in (REPORT, ANNEX)}
    assert hashes(pages.office) == hashes(packed / OFFICE)


def test_no_personal_data_is_in_the_package(story: Story, small_commune: Commune) -> None:
    """Names of members and household heads were left behind by the reader; the code and our own words are not searched."""
    names = {member.name.encode() for member in small_commune.truth.members}
    assert names
    for part in ("tables", "rows"):
        for path in (story.first.folder / part).glob("*.parquet"):
            text = json.dumps(read_parquet(path), ensure_ascii=False, default=str).encode()
            assert not [name for name in names if name in text], path.name


def read_parquet(path: Path) -> list[dict[str, Any]]:
    return pq.read_table(path).to_pylist()


@pytest.mark.parametrize("step", ["refreshed", "late", "restated", "everything"])
def test_no_byte_of_the_first_version_ever_changes(story: Story, step: str) -> None:
    assert story.steps[step]["package"] == story.steps["refreshed"]["package"]


def test_a_file_that_comes_late_changes_nothing_and_is_listed_with_its_effect(story: Story) -> None:
    step = story.steps["late"]
    assert step["shown"] == story.at_close["shown"]
    assert step["detail"] == story.steps["closed"]["detail"]
    assert [(row["source"], row["period"], row["file"].split("/")[0]) for row in step["late"]] == [("vneid", MARCH, "sửa")]
    counts = {(row["indicator"], row["hamlet"]): row["numerator"] - row["closed_numerator"] for row in step["effects"]}
    assert counts == {("vneid_level2", UNIT): MORE, ("vneid_level2", "ALL"): MORE}
    assert step["status"] == [{"what": "Đã chốt", "which": QUARTER, "state": "bản v1; 1 tệp đến sau khi chốt, 2 số sẽ đổi nếu điều chỉnh"}]
    assert story.steps["refreshed"]["late"] == story.steps["refreshed"]["effects"] == []


def test_a_restatement_stands_beside_with_its_difference(story: Story) -> None:
    step = story.steps["restated"]
    changed = {key for key, row in step["shown"].items() if row != story.at_close["shown"][key]}
    assert changed == {("vneid_level2", UNIT), ("vneid_level2", "ALL")}
    assert step["publication"] == [{"publication": "revised", "version": 2}]
    assert (step["standing"].state, step["standing"].version, step["standing"].mark) == ("revised", 2, "(R)")
    assert standing_in(story.home, "2026-Q2").state == "provisional"
    first, second = versions_of(story.home, QUARTER)
    lines = list(csv.DictReader((second.folder / DIFFERENCE).read_text(encoding="utf-8-sig").splitlines()))
    assert {(row["indicator"], row["hamlet"]): int(row["new_numerator"]) - int(row["old_numerator"]) for row in lines} == {
        ("vneid_level2", "ALL"): MORE,
        ("vneid_level2", UNIT): MORE,
    }
    assert not (first.folder / DIFFERENCE).exists()
    assert differences(first.folder, first.folder) == []
    assert (second.manifest["status"], second.manifest["reason"]) == ("revised", "Công an xã gửi lại số tháng 3")
    assert step["late"] == step["effects"] == [], "what was late is in the second version"


def test_after_everything_else_has_changed_too(story: Story) -> None:
    step = story.steps["everything"]
    assert step["shown"] == story.steps["restated"]["shown"]
    assert not [which for which in step["awaited"] if which.startswith(("2026-01", "2026-02", "2026-03", QUARTER))]
    assert step["detail"] == story.steps["restated"]["detail"]
    assert len(step["late"]) > 10
    assert len(step["effects"]) > 50, "another commune's figures: almost nothing would be the same"
    now = read(story.home, "select * from int_indicator_judged where period = ?", [QUARTER])
    differing = {(row["indicator"], row["hamlet"]) for row in step["effects"]}
    closed = step["shown"]
    for row in now:
        key = (row["indicator"], row["hamlet"])
        assert (key in differing) == (key not in closed or any(row[name] != closed[key][name] for name in ("numerator", "denominator")))


def test_closes_form_a_chain_and_are_in_the_log(story: Story) -> None:
    first, second = versions_of(story.home, QUARTER)
    log = [(action.kind, action.by, action.subject) for action in actions(story.home)]
    assert [kind for kind, _, _ in log] == ["close", "restatement"]
    assert [subject["manifest"] for _, _, subject in log] == [first.manifest_sha256, second.manifest_sha256]
    assert second.manifest["previous"] == first.manifest_sha256
    assert first.manifest["previous"] == "0" * 64


def test_each_version_can_be_read_and_its_rows_add_up(story: Story) -> None:
    for version, wanted in ((1, "refreshed"), (2, "restated")):
        with snapshot_of(story.home, QUARTER, version) as opened:
            catalogue = catalogue_of(opened)
            rows = listed_rows(opened, catalogue, QUARTER, "vneid_level2")
            for figure in explained_figures(opened, QUARTER, "vneid_level2"):
                sums = summed([row for row in rows if row["hamlet"] == figure["hamlet"]])
                published = story.steps[wanted]["shown"]["vneid_level2", figure["hamlet"]]
                assert (sums.numerator, sums.denominator) == (published["numerator"], published["denominator"])
            assert all(row["text"] for row in rows), "each row with its original text"
    with pytest.raises(LookupError):
        snapshot_of(story.home, QUARTER, 3).__enter__()


def test_each_row_is_asked_of_the_close_whatever_came_since(story: Story) -> None:
    """Row by row, all files: what went into the closed quarter is what its package lists; what came later went into nothing of it."""
    received = all_received(story.home)
    with snapshot(story.home) as published:
        answers = list(Tracer(published, load_catalogue()).files(received))
    assert [answer for answer in answers if bool(answer.uses) == (answer.reason is not None)] == []
    names = ("indicator", "hamlet", "contribution", "month", "numerator_amount", "denominator_amount", "weight_amount")
    back = Counter(
        (answer.sha256, answer.sheet, answer.row, *(use[name] for name in names))
        for answer in answers
        for use in answer.uses
        if use["period"] == QUARTER
    )
    with snapshot_of(story.home, QUARTER) as package:
        listed = read(package, f"select file_sha256, sheet, row_number, {', '.join(names)} from fct_indicator_row")  # noqa: S608
    assert back == Counter(tuple(row.values()) for row in listed)
    had = {entry["sha256"] for entry in versions_of(story.home, QUARTER)[-1].manifest["archive"]}
    late = [answer for answer in answers if answer.reason and answer.reason.code == "closed_before"]
    assert len(late) > 20, "another commune's rows, which would count now"
    assert not {answer.sha256 for answer in late} & had
    assert late[0].reason
    assert "soxom late 2026-Q1" in why_sentence(late[0].reason, load_catalogue())


def test_an_export_of_everything_has_closed_figures_and_the_rows_behind_them(story: Story, tmp_path: Path) -> None:
    export_tables(story.home, tmp_path)
    exported = {name: pq.read_table(tmp_path / "data" / f"{name}.parquet") for name in ("fct_indicator", "fct_indicator_row")}
    sums: Counter[tuple[str, str, str]] = Counter()
    for row in exported["fct_indicator_row"].to_pylist():
        sums[row["period"], row["indicator"], row["hamlet"]] += row["numerator_amount"]
    figures = [row for row in exported["fct_indicator"].to_pylist() if row["value"] is not None]
    assert {(row["period"], row["version"]) for row in figures} >= {(QUARTER, 2), ("2026-Q2", None), ("2026", None)}
    assert [row for row in figures if row["numerator"] != sums[row["period"], row["indicator"], row["hamlet"]]] == []


def test_every_row_that_can_be_drawn_of_a_closed_quarter_is_answered(story: Story) -> None:
    with snapshot_of(story.home, QUARTER) as package:
        drawn = draw(package, catalogue_of(package), QUARTER, 100_000, 7)
    assert [answer.is_answered for answer in drawn.rows] == [True] * drawn.rows_known


def test_both_versions_are_built_again_byte_for_byte(story: Story) -> None:
    said: list[str] = []
    assert verify(story.home, QUARTER, said.append, every_version=True) == []
    assert len([line for line in said if line.startswith("Tính lại")]) == 2


def test_the_commands_say_so(story: Story, soxom: Callable[..., Any]) -> None:
    before = hashes(story.home.root)
    table = soxom(story.home, "indicators", QUARTER, "--format", "table").stdout
    assert "đã chốt, điều chỉnh (R), bản v2" in table
    assert "tạm tính" in soxom(story.home, "indicators", "2026-Q2", "--format", "table").stdout
    late = soxom(story.home, "late", QUARTER, "--format", "csv")
    assert len(late.stdout.splitlines()) == len(story.steps["everything"]["effects"]) + 1
    assert "khác hẳn/" in late.stderr
    for arguments in (
        ("findings", QUARTER),
        ("explain", QUARTER, "vneid_level2", "--format", "csv"),
        ("sample", QUARTER, "--n", "3"),
        ("status",),
    ):
        assert soxom(story.home, *arguments).returncode == 0, arguments
    assert soxom(story.home, "late", "2026-Q2").returncode == 1
    assert soxom(story.home, "verify", "2026-Q2").returncode == 1
    assert hashes(story.home.root) == before, "who reads changes no byte"


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ((), "đã chốt (bản v2)"),
        (("--restate",), "--reason"),
        (("--reason", "x"), "--restate"),
    ],
)
def test_a_closed_quarter_is_not_closed_again_by_mistake(
    story: Story, more: tuple[str, ...], words: str, soxom: Callable[..., Any]
) -> None:
    said = soxom(story.home, "close", QUARTER, "--by", "A", "--approved-by", "B", *more)
    assert said.returncode == (2 if more else 3)
    assert words in said.stderr


def test_an_open_quarter_cannot_be_restated(story: Story) -> None:
    with writer_lock(story.home), pytest.raises(CloseRefusedError, match="chưa chốt lần nào"):
        close_quarter(story.home, load_catalogue(), "2026-Q2", **SIGNED, now=LATER, restate=True, reason="x")
    with pytest.raises(CloseRefusedError, match="lý do"):
        close(story.home, LATER, restate=True, reason=" ")
    assert [one.version for one in versions_of(story.home, QUARTER)] == [1, 2]
