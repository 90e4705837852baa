"""dbt's data tests, asked of a finished build over one connection.

Belongs here: running the tests' compiled SQL and telling their outcomes. Does not belong here: what is tested (the models' YAML).

As nodes of a build each test costs dbt some forty milliseconds of its own, a third of the whole build, to learn what one
connection answers in two. Nothing is published before they have all passed, so that they run last costs no safety.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from pathlib import Path

from pipelines.warehouse.dbt import NodeResult
from pipelines.warehouse.duck import open_duckdb


def run_data_tests(warehouse: Path, tests: Mapping[str, str]) -> Iterator[NodeResult]:
    """One result a test, in the order of ``tests``. The file is opened read only and let go at the end."""
    with open_duckdb(warehouse) as connection:
        for unique_id, sql in tests.items():
            begun = time.monotonic()
            failures = connection.execute(f"select count(*) from ({sql}) as failing").fetchone()  # noqa: S608 - dbt's own SQL
            found = int(failures[0]) if failures else 0
            yield NodeResult(
                unique_id,
                "test",
                "fail" if found else "pass",
                time.monotonic() - begun,
                f"{found} failing rows" if found else None,
                found,
            )
