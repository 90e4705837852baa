"""Closes a quarter, or says what blocks it.

Belongs here: what is printed, and the exit codes. Does not belong here: the gate and the close (``pipelines.quarter``), the job.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from pipelines.cli.output import say
from pipelines.home import Home, HomeBusyError
from pipelines.ingest.actions import ChainError
from pipelines.ingest.closed import AlteredError, latest_of
from pipelines.quarter.close import ask_version
from pipelines.quarter.gate import CloseRefusedError, ask_gate, ask_names, blockers
from pipelines.quarter.period import spoken
from pipelines.quarter.restate import DIFFERENCE, differences

FAILED, REFUSED = 1, 3


def close(home: Home, quarter: str, *, by: str, approved_by: str, restate: bool = False, reason: str = "") -> int:
    """Exit 0 when the quarter is closed, 1 when that failed, 3 when it is refused, with the list. The gate is asked again in the job."""
    try:
        ask_names(by, approved_by)
        ask_version(home, quarter, restate=restate, reason=reason)
        if _unsettled(home, quarter) and _work(home, quarter) != 0:
            return FAILED
        ask_gate(home, quarter, by, approved_by, datetime.now(UTC))
    except CloseRefusedError as refusal:
        _say_list(refusal.sentences)
        return REFUSED
    except (ChainError, AlteredError) as error:
        say(str(error))
        return FAILED
    signatures = {"prepared_by": by, "approved_by": approved_by, "restate": restate, "reason": reason}
    return _launch(home, quarter, signatures) or _published(home, quarter)


def _work(home: Home, period: str | None) -> int:
    from pipelines.cli.run import work  # noqa: PLC0415 - heavy, and run.py imports this module

    return work(home, period)


def _unsettled(home: Home, quarter: str) -> bool:
    """Whether something was received or decided that is not in the figures yet: a close is of all of it."""
    return any(one.kind == "not_settled" for one in blockers(home, quarter, datetime.now(UTC)))


def _launch(home: Home, quarter: str, signatures: dict[str, Any]) -> int:
    from pipelines.orchestration.launch_close import launch_close  # noqa: PLC0415 - heavy

    try:
        outcome = launch_close(home, quarter, signatures)
    except HomeBusyError:
        say(f"Một lượt chạy khác đang làm việc trong {home.root}. Hãy đợi lượt đó xong rồi chạy lại.")
        return FAILED
    if outcome.error is not None:
        say(outcome.error)
        return FAILED
    return 0


def _published(home: Home, quarter: str) -> int:
    """Say what was closed, and publish again, so that the warehouse shows the closed figures as such."""
    closed = latest_of(home, quarter)
    if closed is None:
        return FAILED
    say(f"Đã chốt {spoken(quarter)}, bản v{closed.version}: {closed.folder}")
    say(f"Mã bản chốt (SHA-256): {closed.manifest_sha256}")
    if closed.version > 1:
        changed = differences(closed.folder.with_name(f"v{closed.version - 1}"), closed.folder)
        say(f"So với bản v{closed.version - 1}: {len(changed)} số thay đổi, xem {closed.folder / DIFFERENCE}")
    if _work(home, None) != 0:
        say("Đã chốt xong; số liệu công bố sẽ được cập nhật ở lần chạy sau.")
    return 0


def say_what_blocks(home: Home, quarter: str) -> None:
    """After a run: what still stands between the quarter and its close."""
    closed = latest_of(home, quarter)
    if closed is not None:
        say(f"{spoken(quarter)} đã chốt (bản v{closed.version}); tệp đến sau không làm đổi số đã chốt. Xem: soxom late {quarter}")
        return
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
