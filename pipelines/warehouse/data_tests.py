"""dbt's data tests, asked of a finished build over one connection.

Belongs here: running the tests' compiled SQL and telling their outcomes. Does not belong here: what is tested (the models' YAML).

As nodes of a build each test costs dbt some forty milliseconds of its own, a third of the whole build, to learn what one
connection answers in two. Nothing is published before they have all passed, so that they run last costs no safety.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from pipelines.warehouse.dbt import NodeResult
from pipelines.warehouse.duck import open_duckdb

_AT_ONCE = 2


@dataclass(frozen=True)
class CompiledTest:
    """One data test: SQL whose rows are the failures, and the unique ids of the relations that it reads."""

    sql: str
    reads: frozenset[str]


def run_data_tests(warehouse: Path, tests: Mapping[str, CompiledTest], kept: frozenset[str] = frozenset()) -> Iterator[NodeResult]:
    """One result a test, in the order of ``tests``. The file is opened read only and let go at the end.

    ``kept``: relations that are as they were when they were last asked; what reads no other passes without being asked again.
    """
    with open_duckdb(warehouse) as connection, ThreadPoolExecutor(_AT_ONCE) as pool:

        def ask(unique_id: str, test: CompiledTest) -> NodeResult:
            begun = time.monotonic()
            failures = None
            if not test.reads <= kept:
                failures = connection.cursor().execute(f"select count(*) from ({test.sql}) as failing").fetchone()  # noqa: S608 - dbt's own SQL
            found = int(failures[0]) if failures else 0
            return NodeResult(
                unique_id,
                "test",
                "fail" if found else "pass",
                time.monotonic() - begun,
                f"{found} failing rows" if found else None,
                found,
            )

        yield from pool.map(ask, tests.keys(), tests.values())
