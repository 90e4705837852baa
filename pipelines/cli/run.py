"""Starts a Dagster job in this process and says how it went.

Belongs here: overlapping the heavy imports, progress, the closing table. Does not belong here: the job (``pipelines.orchestration``).

The door's worker takes seconds to import Great Expectations, and Dagster and dbt take seconds here: so the worker is started
first and the two import side by side on two cores.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

from pipelines.cli.output import say
from pipelines.cli.show import print_indicator_table
from pipelines.home import Home, HomeBusyError
from pipelines.ingest.door import Door, DoorError

FAILED = 1
_EVERY_SECONDS = 0.5


def progress_line() -> Callable[[str, int, int], None]:
    """Progress on standard error: one line that moves on a terminal, a line a step elsewhere."""
    last = {"step": "", "at": 0.0}
    terminal = sys.stderr.isatty()

    def progress(step: str, done: int, total: int) -> None:
        counted = f"{step}: {done}/{total}" if total else step
        now = time.monotonic()
        if terminal and (done == total or now - last["at"] > _EVERY_SECONDS):  # type: ignore[operator]
            print(f"\r\x1b[2K{counted}", end="\n" if total and done == total else "", file=sys.stderr, flush=True)  # noqa: T201
            last["at"] = now
        elif not terminal and total and step != last["step"]:
            say(f"{step} ({total})")
            last["step"] = step

    return progress


def run_period(home: Home, period: str) -> int:
    """The main job: exit 0 with the table of indicators, 1 with what failed."""
    return _with_door(home, lambda door: _rollup(home, period, door))


def refresh_home(home: Home) -> int:
    """The nightly job; nothing is started when there is nothing new."""
    from pipelines.ingest.take_in import pending  # noqa: PLC0415 - light, but not needed by the other command
    from pipelines.warehouse.publish import is_published  # noqa: PLC0415

    if not pending(home) and is_published(home):
        say("Không có tệp mới; số liệu đã công bố vẫn đúng.")
        return 0
    return _with_door(home, lambda door: _refresh(home, door))


def _with_door(home: Home, work: Callable[[Door], int]) -> int:
    try:
        with Door() as door:
            return work(door)
    except HomeBusyError:
        say(f"Một lượt chạy khác đang làm việc trong {home.root}. Hãy đợi lượt đó xong rồi chạy lại.")
    except DoorError as error:
        say(f"Không kiểm tra được ở cửa: {error}")
    return FAILED


def _rollup(home: Home, period: str, door: Door) -> int:
    from pipelines.orchestration.launch import launch  # noqa: PLC0415 - heavy: imports Dagster

    outcome = launch(home, period, door, progress_line())
    if outcome.error is not None:
        say(outcome.error)
        return FAILED
    print_indicator_table(home, period)
    return 0


def _refresh(home: Home, door: Door) -> int:
    from pipelines.orchestration.launch import launch  # noqa: PLC0415 - heavy: imports Dagster

    outcome = launch(home, None, door, progress_line())
    if outcome.error is not None:
        say(outcome.error)
        return FAILED
    say("Đã công bố số liệu mới.")
    return 0
