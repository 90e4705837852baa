"""A run as its history kept it: when it ran, which tables it made, what was asserted of them. Plain values, no Dagster.

Belongs here: those shapes. Does not belong here: reading the history (``pipelines.orchestration.history``), events of a standard
(``openlineage_events.py``). Tables are named as ``column_lineage`` names them: ``raw.vneid``, ``fct_indicator``, ``seed_target``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Made:
    """A table that a run made. ``at``: when it was there, UTC; ``seconds``: how long it took, where that is kept."""

    table: str
    at: datetime
    seconds: float | None


@dataclass(frozen=True)
class Asserted:
    """One answer about a table. ``severity``: ``error`` stops something, ``warn`` does not; ``actual``: the counts kept with it."""

    table: str
    name: str
    passed: bool
    severity: str
    at: datetime
    actual: str


@dataclass(frozen=True)
class KeptRun:
    """One finished run. ``period``: what was asked for, such as "2026-Q2"; ``error``: what failed, in one line. Times are UTC."""

    run_id: str
    job: str
    period: str | None
    started: datetime
    ended: datetime
    error: str | None
    made: tuple[Made, ...]
    asserted: tuple[Asserted, ...]
