"""Proves that a closed quarter is what was closed.

Belongs here: what is printed, and the exit codes. Does not belong here: the proof (``pipelines.quarter.verify``).
"""

from __future__ import annotations

from pipelines.cli.output import say
from pipelines.home import Home
from pipelines.ingest.closed import latest_of
from pipelines.quarter.period import spoken
from pipelines.quarter.verify import NotClosedError, verify

FAILED = 1


def verify_quarter(home: Home, quarter: str, *, every_version: bool) -> int:
    """Exit 0 when everything is as it was closed; 1 with the list of what is not, each line naming its file."""
    try:
        problems = verify(home, quarter, say, every_version=every_version)
    except NotClosedError:
        say(f"{spoken(quarter)} chưa chốt nên chưa có gì để kiểm chứng.")
        return FAILED
    if problems:
        say(f"KHÔNG ĐÚNG: {len(problems)} chỗ không còn như khi chốt {spoken(quarter)}:")
        for problem in problems:
            say(f"  - {problem}")
        return FAILED
    closed = latest_of(home, quarter)
    if closed is not None:
        say(f"ĐÚNG: {spoken(quarter)} v{closed.version} còn nguyên và tính lại từ tệp gốc ra đúng từng byte.")
        say(f"Mã bản chốt (SHA-256): {closed.manifest_sha256}")
    return 0
