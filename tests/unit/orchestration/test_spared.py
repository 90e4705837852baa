"""What a run spares of Dagster's imports: daemons always, migrations where every store is there."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from pipelines.home import PROJECT_ROOT
from pipelines.orchestration.spared import STORES

_SPARED = """
import pathlib, sys
from pipelines.orchestration.spared import spare_unused
spare_unused(pathlib.Path(sys.argv[1]))
from dagster._core.storage import sql
from dagster._core.storage.runs import SqliteRunStorage
from dagster._daemon.types import DaemonHeartbeat
print(sorted(name for name in ("mako", "structlog", "pygments") if name in sys.modules), hasattr(sql.Config, "set_main_option"))
"""


@pytest.mark.parametrize(
    ("missing", "printed"),
    [(None, "[] False"), *((store, "['mako', 'pygments'] True") for store in STORES)],
)
def test_migrations_are_there_for_a_store_that_has_to_be_made(missing: str | None, printed: str, tmp_path: Path) -> None:
    for store in STORES:
        if store != missing:
            (tmp_path / store).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / store).touch()
    command = [sys.executable, "-c", _SPARED, str(tmp_path)]
    asked = subprocess.run(command, capture_output=True, text=True, check=False, cwd=PROJECT_ROOT)
    assert asked.stdout.strip() == printed, asked.stderr
