"""The event log that keeps its connections says of its files what the stock one says."""

from __future__ import annotations

import shutil
from pathlib import Path

from dagster._core.storage.event_log.migration import ASSET_KEY_INDEX_COLS
from dagster._core.storage.event_log.schema import AssetKeyTable
from dagster._core.storage.event_log.sqlite.sqlite_event_log import SqliteEventLogStorage

from pipelines.orchestration.event_log import KeptConnections
from pipelines.orchestration.launch import blank_instance


def test_what_is_asked_before_each_event_is_answered_as_the_stock_store_answers(tmp_path: Path) -> None:
    shutil.copytree(blank_instance(), tmp_path / "instance")
    base = str(tmp_path / "instance" / "history" / "runs")
    stock, ours = SqliteEventLogStorage(base), KeptConnections(base)
    try:
        for column in [*AssetKeyTable.c.keys(), "no_such_column"]:
            assert ours.has_asset_key_col(column) == stock.has_asset_key_col(column), column
        assert ours.has_asset_key_index_cols() == stock.has_asset_key_index_cols()
        for index in [ASSET_KEY_INDEX_COLS, "no_such_index"]:
            for _ in range(2):
                assert ours.has_secondary_index(index) == stock.has_secondary_index(index), index
        ours.enable_secondary_index("no_such_index")
        assert ours.has_secondary_index("no_such_index")
        for table in ("event_logs", "asset_keys", "no_such_table"):
            assert ours.has_table(table) == stock.has_table(table), table
    finally:
        ours.dispose()
        stock.dispose()
