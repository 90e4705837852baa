"""What the assets are handed: the workplace.

Belongs here: Dagster resources. Does not belong here: what a workplace is (``workplace.py``).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import dagster as dg

from pipelines.home import Home
from pipelines.ingest.progress import Progress, silent
from pipelines.orchestration.workplace import Workplace, workplace


class WorkplaceResource(dg.ConfigurableResource[Any]):
    """The workplace of the home that ``SOXOM_HOME`` names, taken for one run."""

    @contextmanager
    def yield_for_execution(self, context: dg.InitResourceContext) -> Iterator[Any]:
        """Wait for our turn; leave at the run's end."""
        with workplace(Home.from_env(), log_progress(context)) as taken:
            yield taken


def log_progress(context: dg.InitResourceContext) -> Progress:
    """Progress as lines of the run's log, a line a step."""
    log, seen = context.log, set[str]()
    if log is None:
        return silent

    def progress(step: str, done: int, total: int) -> None:
        if step not in seen:
            seen.add(step)
            log.info(f"{step}: {done}/{total}")

    return progress


def already_taken(taken: Workplace) -> dg.ResourceDefinition:
    """The workplace of a caller that has taken it early."""
    return dg.ResourceDefinition.hardcoded_resource(taken)
