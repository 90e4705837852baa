"""The graph that Dagster shows: from each source to each mart, jobs, schedule, sensor, one writer, and a gate that holds."""

from __future__ import annotations

import os
import re
import shutil
import time
from pathlib import Path

import dagster as dg
import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipelines.catalogue import load_catalogue
from pipelines.home import Home, HomeBusyError, writer_lock
from pipelines.ingest.archive import pending
from pipelines.orchestration.build import build_definitions
from pipelines.orchestration.jobs import SETTLE_NS, build_sensor, run_key, settled
from pipelines.orchestration.launch import launch
from pipelines.orchestration.workplace import workplace
from pipelines.warehouse.prepared import prepare
from pipelines.warehouse.publish import is_published

DOCUMENTS = (dg.AssetKey("quarter_report"), dg.AssetKey("quarter_annex"))


@pytest.fixture(scope="module")
def definitions() -> dg.Definitions:
    return build_definitions(load_catalogue(), prepare())


def test_every_source_reaches_the_quarters_indicators(definitions: dg.Definitions) -> None:
    graph = definitions.resolve_asset_graph()
    goal = dg.AssetKey("quarter_indicators")
    for source in load_catalogue().sources:
        raw, staged = dg.AssetKey(["raw", source]), dg.AssetKey(f"stg_{source}")
        assert dg.AssetKey("data_raw") in graph.get(raw).parent_keys
        assert raw in graph.get(staged).parent_keys
        reached, frontier = set(), {raw}
        while frontier:
            reached |= frontier
            frontier = {child for key in frontier for child in graph.get(key).child_keys} - reached
        assert goal in reached, source


def test_dbt_tests_and_the_door_are_checks(definitions: dg.Definitions) -> None:
    keys = definitions.resolve_asset_graph().asset_check_keys
    assert dg.AssetCheckKey(dg.AssetKey(["raw", "vneid"]), "door") in keys
    assert any(key.asset_key == dg.AssetKey("fct_indicator") for key in keys)


def test_jobs_schedule_and_sensor(definitions: dg.Definitions) -> None:
    rollup = definitions.resolve_job_def("quarterly_rollup")
    assert "2026-Q2" in rollup.partitions_def.get_partition_keys()
    schedule = definitions.resolve_schedule_def("nightly_refresh_0130")
    assert (schedule.cron_schedule, schedule.execution_timezone) == ("30 1 * * *", "Asia/Ho_Chi_Minh")
    nightly = definitions.resolve_job_def("nightly_refresh")
    of_the_quarter = {
        dg.AssetKey(name) for name in ("quarter_indicators", "return_slips", "quarter_pages", "quarter_report", "quarter_annex")
    }
    assert not of_the_quarter & set(nightly.asset_layer.executable_asset_keys)
    assert of_the_quarter <= set(rollup.asset_layer.executable_asset_keys)


VIETNAMESE = re.compile("[ăâđêôơưàáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ]", re.IGNORECASE)
GROUPS = {"tep_nhan", "chuan_hoa", "trung_gian", "kiem_tra", "so_lieu", "danh_muc", "quy"}
"""Received, standardised, in between, checks, figures, declared facts, the quarter."""


def test_everything_in_the_graph_is_described_in_the_officers_words(definitions: dg.Definitions) -> None:
    graph, repository = definitions.resolve_asset_graph(), definitions.get_repository_def()
    nodes = [graph.get(key) for key in graph.get_all_asset_keys()]
    told = {f"asset {node.key.to_user_string()}": node.description for node in nodes}
    told |= {f"check {key.to_user_string()}": graph.get_check_spec(key).description for key in graph.asset_check_keys}
    told |= {f"job {job.name}": job.description for job in repository.get_all_jobs() if not job.name.startswith("__")}
    told |= {f"schedule {schedule.name}": schedule.description for schedule in repository.schedule_defs}
    told |= {f"sensor {sensor.name}": sensor.description for sensor in repository.sensor_defs}
    for job in repository.get_all_jobs():
        told |= {
            f"op {node.name}": node.definition.description
            for node in job.nodes
            if not job.name.startswith("__") and not job.asset_layer.selected_asset_keys
        }
    assert {"job reminders", "schedule reminders_0700", "sensor failed_night", "op plant_and_look"} <= set(told)
    assert not [name for name, words in told.items() if not VIETNAMESE.search(words or "")]
    assert {node.group_name for node in nodes} <= GROUPS


def test_a_key_test_says_which_columns_it_asks_about(definitions: dg.Definitions) -> None:
    graph = definitions.resolve_asset_graph()
    key = next(key for key in graph.asset_check_keys if key.asset_key == dg.AssetKey("fct_delivery_unit"))
    assert graph.get_check_spec(key).description == "Không có hai dòng nào trùng nhau ở: mã xã, nguồn, kỳ của tệp, xóm hoặc tổ."


def test_the_documents_stand_behind_the_quarters_indicators(definitions: dg.Definitions) -> None:
    graph = definitions.resolve_asset_graph()
    for key in DOCUMENTS:
        assert graph.get(key).parent_keys == {dg.AssetKey("quarter_indicators")}
        assert graph.get(key).group_name == "quy"


def test_the_sensor_waits_until_files_have_settled_and_asks_once(small_home: Home, tmp_path: Path) -> None:
    home = Home(tmp_path)
    sensor = build_sensor(lambda: home)
    assert isinstance(sensor(dg.build_sensor_context()), dg.SkipReason)
    home.drop.mkdir()
    dropped = home.drop / "moi.xlsx"
    dropped.write_bytes(b"x")
    assert isinstance(sensor(dg.build_sensor_context()), dg.SkipReason), "just written"
    long_ago = time.time() - 3600
    os.utime(dropped, (long_ago, long_ago))
    request = sensor(dg.build_sensor_context())
    assert isinstance(request, dg.RunRequest)
    assert request.run_key == run_key(pending(home))
    assert not settled(pending(home), time.time_ns() - 3600 * 1_000_000_000 + SETTLE_NS // 2 - 3600 * 1_000_000_000)


def test_one_writer_at_a_time(tmp_path: Path) -> None:
    home = Home(tmp_path)
    with writer_lock(home), pytest.raises(HomeBusyError), writer_lock(home, seconds=0.2):
        pytest.fail("two writers at once")


def test_a_failing_dbt_test_stops_the_publication(small_home: Home, tmp_path: Path) -> None:
    """A raw row that stands twice breaks the key test: the run fails, what was published stays, and the run says why."""
    home = Home(tmp_path / "home")
    shutil.copytree(small_home.root, home.root)
    before = home.warehouse.read_bytes()
    path = home.lake / "vneid.parquet"
    table = pq.read_table(path)
    pq.write_table(doubled(table), path)
    with workplace(home) as taken:
        outcome = launch(taken, "2026-Q2")
    assert outcome.error is not None
    assert "unique_key_stg_vneid" in outcome.error
    assert home.warehouse.read_bytes() == before
    assert not is_published(home)


def doubled(table: pa.Table) -> pa.Table:
    return pa.concat_tables([table, table.slice(0, 1)])


def test_a_run_is_one_that_the_ui_shows(small_home: Home, tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    shutil.copytree(small_home.root, home.root)
    with workplace(home) as taken:
        outcome = launch(taken, "2026-Q2")
    assert outcome.error is None
    with dg.DagsterInstance.from_config(str(home.dagster)) as instance:
        run = instance.get_run_by_id(outcome.run_id)
        assert run is not None
        assert run.status is dg.DagsterRunStatus.SUCCESS
        assert run.tags["dagster/partition"] == "2026-Q2"
        event = instance.get_latest_materialization_event(dg.AssetKey("quarter_indicators"))
        assert event is not None
        metadata = event.asset_materialization.metadata
        slips = instance.get_latest_materialization_event(dg.AssetKey("return_slips"))
        assert slips is not None
        assert slips.asset_materialization.metadata["Số phiếu"].value == 0, "a clean commune has nothing to send back"
        assert "Quý II/2026" in metadata
        report = instance.get_latest_materialization_event(dg.AssetKey("quarter_report"))
        assert report is not None
        path = Path(report.asset_materialization.metadata["Tệp"].value)
        assert path == home.reports / "2026-Q2" / "bao-cao.docx"
        assert path.is_file()
        with duckdb.connect(str(home.warehouse), read_only=True) as connection:
            value = connection.execute(
                "select value from fct_indicator where period = '2026-Q2' and indicator = 'vneid_level2' and hamlet = 'ALL'"
            ).fetchone()
        assert metadata[load_catalogue().indicators["vneid_level2"].title.vi].value == value[0]
