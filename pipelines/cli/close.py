"""Closes a quarter, or says what blocks it.

Belongs here: what is printed, and the exit codes. Does not belong here: the gate and the close (``pipelines.quarter``), the job.
"""

from __future__ import annotations

from datetime import UTC, datetime

from pipelines.cli.output import say
from pipelines.home import Home, HomeBusyError
from pipelines.ingest.actions import ChainError
from pipelines.quarter.gate import CloseRefusedError, ask_gate, blockers
from pipelines.quarter.period import spoken

FAILED, REFUSED = 1, 3


def close(home: Home, quarter: str, by: str, approved_by: str) -> int:
    """Exit 0 when the quarter is closed, 1 when that failed, 3 when the gate refuses, with the list. The gate is asked again in the job."""
    try:
        ask_gate(home, quarter, by, approved_by, datetime.now(UTC))
    except CloseRefusedError as refusal:
        _say_list(refusal.sentences)
        return REFUSED
    except ChainError as error:
        say(str(error))
        return FAILED
    from pipelines.orchestration.launch_close import launch_close  # noqa: PLC0415 - heavy

    try:
        outcome = launch_close(home, quarter, by, approved_by)
    except HomeBusyError:
        say(f"Một lượt chạy khác đang làm việc trong {home.root}. Hãy đợi lượt đó xong rồi chạy lại.")
        return FAILED
    if outcome.error is not None:
        say(outcome.error)
        return FAILED
    say(f"Đã chốt {spoken(quarter)}.")
    return 0


def say_what_blocks(home: Home, quarter: str) -> None:
    """After a run: what still stands between the quarter and its close."""
    found = blockers(home, quarter, datetime.now(UTC))
    if not found:
        say(f"Không còn gì chặn việc chốt {spoken(quarter)}.")
        return
    _say_list([f"Chưa chốt được {spoken(quarter)}, còn {len(found)} điều:", *(one.sentence for one in found)])


def _say_list(sentences: tuple[str, ...] | list[str]) -> None:
    head, *rest = sentences
    say(head)
    for sentence in rest:
        say(f"  - {sentence}")
