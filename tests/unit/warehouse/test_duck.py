"""DuckDB is opened in one way."""

from __future__ import annotations

from pathlib import Path

from pipelines.home import PROJECT_ROOT
from pipelines.warehouse.duck import open_duckdb


def test_nothing_is_drawn_on_standard_output(tmp_path: Path) -> None:
    file = tmp_path / "new.duckdb"
    for connection in (open_duckdb(), open_duckdb(file, read_only=False), open_duckdb(file)):
        with connection as opened:
            assert opened.execute("select current_setting('enable_progress_bar')").fetchone() == (False,)


def test_nobody_opens_it_in_another_way() -> None:
    users = [path.name for path in (PROJECT_ROOT / "pipelines").rglob("*.py") if "duckdb.connect(" in path.read_text(encoding="utf-8")]
    assert users == ["duck.py"]
