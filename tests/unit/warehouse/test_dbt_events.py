"""dbt makes and hands on the events that somebody hears, warnings and errors, and is as it was afterwards."""

from __future__ import annotations

from typing import Any

import pytest
from dbt.events.types import ConcurrencyLine, EndRunResult, MainEncounteredError
from dbt_common.events.base_types import BaseEvent
from dbt_common.events.event_manager_client import get_event_manager
from dbt_common.events.functions import fire_event

from pipelines.warehouse.dbt_events import READY, only_heard


@pytest.fixture
def heard() -> list[tuple[str, Any]]:
    return []


def listen(heard: list[tuple[str, Any]]) -> None:
    get_event_manager().callbacks = [lambda event: heard.append((event.info.name, event.data))]


def test_only_what_is_heard_is_made_and_handed_on(heard: list[tuple[str, Any]]) -> None:
    with only_heard():
        listen(heard)
        fire_event(EndRunResult(results=[], success=True, elapsed_time=3.5))
        assert EndRunResult(elapsed_time=3.5).elapsed_time == 0, "nothing of it was written out"
        fire_event(ConcurrencyLine(num_threads=7, target_name="duckdb", node_count=1))
        fire_event(MainEncounteredError(exc="why"))
    assert [name for name, _ in heard] == [READY, "MainEncounteredError"]
    assert heard[0][1].num_threads == 7
    assert heard[1][1].exc == "why"


def test_afterwards_dbt_tells_everything_again(heard: list[tuple[str, Any]]) -> None:
    usual, complete = get_event_manager(), BaseEvent.__init__

    def interrupted() -> None:
        with only_heard():
            raise RuntimeError("a build that fails")

    with pytest.raises(RuntimeError):
        interrupted()
    assert get_event_manager() is usual
    assert BaseEvent.__init__ is complete
    assert EndRunResult(elapsed_time=3.5).elapsed_time == 3.5
