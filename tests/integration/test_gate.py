"""The gate: what blocks a close, said alike by the command and by Dagster; after a waiver of each finding it opens."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import dagster as dg
import pytest

from pipelines.catalogue import load_catalogue
from pipelines.demo import Commune, Spot, demo_commune, plant, write_commune
from pipelines.home import Home
from pipelines.ingest.closed import versions_of
from pipelines.orchestration.build import build_definitions
from pipelines.quarter.findings import findings
from pipelines.quarter.gate import blockers, same_person
from pipelines.quarter.indicators import indicators
from pipelines.warehouse.prepared import prepare
from pipelines.warehouse.query import read
from tests.integration.conftest import Workshop

pytestmark = pytest.mark.slow

QUARTER, MONTH = "2026-Q2", "2026-06"
FELL, ABSENT = "X01", "X02"
NOW = datetime(2026, 6, 20, 12, tzinfo=UTC)
SIGNED = ("--by", "Nguyễn Thị Lập", "--approved-by", "Trần Văn Duyệt")


@dataclass(frozen=True)
class Faulty:
    """A commune with two blocking findings, run by the command."""

    home: Home
    run: Any

    @property
    def open(self) -> dict[str, dict[str, Any]]:
        return {row["finding_id"]: row for row in findings(self.home, QUARTER) if row["severity"] == "blocking" and row["state"] == "open"}


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory, soxom: Callable[..., Any]) -> Faulty:
    home, commune = Home(tmp_path_factory.mktemp("gate")), demo_commune(seed=11, hamlets=8)
    for rule, hamlet in (("stock_decreased", FELL), ("hamlet_missing", ABSENT)):
        commune = plant(commune, rule, Spot(hamlet, QUARTER)).commune
    write_commune(home.drop, commune, messy=False)
    return Faulty(home, soxom(home, "run", QUARTER))


def closing(home: Home, monkeypatch: pytest.MonkeyPatch, by: str = SIGNED[1], approved_by: str = SIGNED[3]) -> tuple[bool, str]:
    """The job as the web UI launches it: whether it succeeded, and what the run says of why not."""
    monkeypatch.setenv("SOXOM_HOME", str(home.root))
    job = build_definitions(load_catalogue(), prepare()).resolve_job_def("quarter_close")
    signatures = {"prepared_by": by, "approved_by": approved_by}
    with dg.DagsterInstance.ephemeral() as instance:
        result = job.execute_in_process(
            run_config={"ops": {"closed_quarter": {"config": signatures}}}, instance=instance, partition_key=QUARTER, raise_on_error=False
        )
    said = [str(event.step_failure_data.user_failure_data.description) for event in result.all_events if event.is_step_failure]
    return result.success, "\n".join(said)


def checks_of(home: Home) -> dict[tuple[str, str], Any]:
    """The last evaluation of each check of ours in the home's own instance."""
    names = [("/".join(["raw", source]), "findings") for source in load_catalogue().sources] + [("quarter_indicators", "gate")]
    keys = {(asset, name): dg.AssetCheckKey(dg.AssetKey(asset.split("/")), name) for asset, name in names}
    with dg.DagsterInstance.from_config(str(home.dagster)) as instance:
        records = instance.event_log_storage.get_latest_asset_check_execution_by_key(list(keys.values()))
        return {name: records[key].event.dagster_event.asset_check_evaluation_data for name, key in keys.items()}


def test_the_rollup_is_computed_without_what_is_held_and_says_what_blocks(faulty: Faulty) -> None:
    assert faulty.run.returncode == 0, faulty.run.stderr
    counted = {
        row["indicator"]: (row["hamlets_counted"], row["hamlets_total"]) for row in indicators(faulty.home, QUARTER, commune_only=True)
    }
    assert counted["health_book"] == counted["vneid_level2"] == (7, 8)
    assert counted["digital_signature"] == (8, 8)
    assert len(faulty.open) == 2
    for finding in faulty.open.values():
        assert finding["message"] in faulty.run.stderr


def test_findings_are_checks_of_their_sources_and_stop_nothing(faulty: Faulty) -> None:
    found = checks_of(faulty.home)
    failed = {asset for (asset, _), check in found.items() if not check.passed}
    assert failed == {"raw/health_book", "raw/vneid", "quarter_indicators"}
    check = found["raw/health_book", "findings"]
    assert check.severity is dg.AssetCheckSeverity.ERROR
    assert (check.metadata["Chặn chốt số"].value, check.metadata["Xóm"].value, check.metadata["Kỳ"].value) == (1, FELL, MONTH)
    assert check.metadata["Xem"].value == f"soxom findings {QUARTER}"
    assert not check.blocking


def test_command_and_dagster_refuse_with_the_same_list(faulty: Faulty, soxom: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    said = soxom(faulty.home, "close", QUARTER, *SIGNED)
    assert (said.returncode, said.stdout) == (3, "")
    success, why = closing(faulty.home, monkeypatch)
    assert not success
    assert [line.removeprefix("  - ") for line in said.stderr.splitlines()] == why.splitlines()
    assert len(why.splitlines()) == 3
    for finding_id, finding in faulty.open.items():
        assert f"{finding_id[:8]}: {finding['message']}" in why
    assert versions_of(faulty.home, QUARTER) == []
    assert not (faulty.home.root / "closed").exists()


def test_one_person_cannot_do_both(faulty: Faulty, soxom: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    said = soxom(faulty.home, "close", QUARTER, "--by", "Nguyễn Thị Lập", "--approved-by", " nguyễn  thị LẬP ")
    assert said.returncode == 3
    assert "hai người khác nhau" in said.stderr
    assert closing(faulty.home, monkeypatch, "A", "a ") == (False, said.stderr.strip().replace("Nguyễn Thị Lập", "A"))


def test_after_a_waiver_of_each_the_gate_opens(
    faulty: Faulty, tmp_path: Path, soxom: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    home = Home(tmp_path / "home")
    shutil.copytree(faulty.home.root, home.root)
    ways = {"stock_decreased": "--carry-forward", "hamlet_missing": "--accept"}
    said = {}
    for left, (finding_id, finding) in enumerate(faulty.open.items()):
        said[finding["rule"]] = soxom(
            home, "waive", finding_id[:8], ways[finding["rule"]], "--by", "Cán bộ A", "--reason", "đã đối chiếu với đơn vị"
        )
        assert said[finding["rule"]].returncode == 0, said[finding["rule"]].stderr
        assert len(blockers(home, QUARTER, datetime.now(UTC))) == 1 - left
    assert "số của tháng 5/2026" in said["stock_decreased"].stderr
    assert "7/8 xóm) → " in said["stock_decreased"].stderr
    assert f"{ABSENT}: để riêng → chưa có số" in said["hamlet_missing"].stderr, "accepting that it is absent makes no figure"
    assert "toàn xã: " not in said["hamlet_missing"].stderr
    closed = soxom(home, "close", QUARTER, *SIGNED)
    assert closed.returncode == 0, closed.stderr
    assert [one.version for one in versions_of(home, QUARTER)] == [1]
    success, why = closing(home, monkeypatch)
    assert not success, "what is closed is not closed again"
    assert "đã chốt (bản v1)" in why


REFUSALS = {
    "an unknown finding": (["00000000", "--accept", "--by", "A", "--reason", "b"], 2, "Không có phát hiện nào"),
    "no id": (["xyz", "--accept", "--by", "A", "--reason", "b"], 2, "không phải mã phát hiện"),
    "no reason": (["{fell}", "--accept", "--by", "A", "--reason", " "], 2, "lý do"),
    "nobody": (["{fell}", "--accept", "--reason", "b"], 2, "người quyết định"),
    "no way out": (["{fell}", "--by", "A", "--reason", "b"], 2, "--carry-forward"),
    "an end that has passed": (["{fell}", "--accept", "--by", "A", "--reason", "b", "--until", "2020-01-01"], 2, "01/01/2020"),
    "nothing to take back": (["{fell}", "--withdraw", "--by", "A", "--reason", "b"], 3, "không có quyết định nào"),
}


@pytest.mark.parametrize("what", REFUSALS)
def test_a_decision_that_cannot_be_noted_is_refused_in_a_sentence(faulty: Faulty, what: str, soxom: Callable[..., Any]) -> None:
    arguments, code, words = REFUSALS[what]
    fell = next(name for name, row in faulty.open.items() if row["hamlet"] == FELL)
    said = soxom(faulty.home, "waive", *(argument.format(fell=fell[:6]) for argument in arguments))
    assert (said.returncode, said.stdout) == (code, "")
    assert words in said.stderr
    assert not (faulty.home.archive / "actions.jsonl").exists()


def test_a_clean_commune_can_be_closed(small_home: Home) -> None:
    assert blockers(small_home, "2026-Q1", NOW) == []
    assert blockers(small_home, QUARTER, NOW) == []


def test_a_quarter_with_nothing_in_it_cannot(small_home: Home, tmp_path: Path) -> None:
    (blocker,) = blockers(small_home, "2026-Q3", NOW)
    assert (blocker.kind, blocker.sentence) == ("not_begun", "Chưa có số liệu nào của tháng 9/2026, tháng cuối của quý III/2026.")
    assert [one.kind for one in blockers(Home(tmp_path), QUARTER, NOW)] == ["not_settled"]


def test_nor_one_whose_files_have_not_all_been_taken_in(small_home: Home, tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    shutil.copytree(small_home.root, home.root)
    assert blockers(home, QUARTER, NOW) == []
    (home.drop / "moi.csv").write_text("a,b\n", encoding="utf-8")
    assert [one.kind for one in blockers(home, QUARTER, NOW)] == ["not_settled"]


def without(commune: Commune, source: str, month: str) -> Commune:
    return commune.swapped(commune.sheet(source, month))


def test_a_file_that_never_came_blocks_where_the_quarter_rests_on_it(tmp_path: Path, workshop: Workshop) -> None:
    """A stock's last month and every month of a flow; not an earlier month of a stock."""
    commune = demo_commune(seed=11, hamlets=8)
    for source, month in (("vneid", MONTH), ("dvc", "2026-05"), ("health_book", "2026-05")):
        commune = without(commune, source, month)
    home = Home(tmp_path)
    write_commune(home.drop, commune, messy=False)
    workshop.publish(home)
    found = blockers(home, QUARTER, NOW)
    assert [one.kind for one in found] == ["not_evaluated", "not_evaluated"]
    assert "hồ sơ dịch vụ công» tháng 5/2026: chưa có tệp" in found[0].sentence
    assert "VNeID» tháng 6/2026: chưa có tệp" in found[1].sentence


def test_what_cannot_be_compared_yet_does_not_block(tmp_path: Path, workshop: Workshop) -> None:
    """One month only: there is no month before, and no past."""
    home = Home(tmp_path)
    write_commune(home.drop, demo_commune(seed=11, hamlets=6, months=1, first_month="2026-03"), messy=False)
    workshop.publish(home)
    reasons = {row["reason"] for row in read(home, "select distinct reason from fct_check_outcome where outcome = 'not_evaluated'")}
    assert "no_month_before" in reasons
    assert reasons <= set(load_catalogue().reasons)
    assert blockers(home, "2026-Q1", NOW) == []


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Nguyễn Văn A", "  nguyễn   văn a ", True),
        ("Hòa", "Ho\u0300a", True),
        ("Nguyễn Văn A", "Nguyễn Văn Á", False),
        ("An", "Ân", False),
    ],
)
def test_a_name_is_one_whatever_its_spaces_and_case(one: str, other: str, same: bool) -> None:
    assert same_person(one, other) is same
