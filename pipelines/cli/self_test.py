"""Runs the self-test and prints its table.

Belongs here: printing and the exit code. Does not belong here: the test (``pipelines.selftest``).
"""

from __future__ import annotations

from pipelines.cli.output import print_rows, say
from pipelines.cli.run import FAILED, progress_line
from pipelines.home import Home
from pipelines.ingest.door import DoorError
from pipelines.selftest import record
from pipelines.selftest.run import is_green, self_test
from pipelines.warehouse.dbt import DbtError

_HEADINGS = {
    "case": "Lỗi",
    "rule": "Quy tắc",
    "planted": "Đã cài",
    "seen": "Phát hiện",
    "unseen": "Không thấy",
    "extra": "Ngoài dự kiến",
}


def test_checks(home: Home, fmt: str) -> int:
    """Exit 0 when every defect was seen and nothing else was found, else 1."""
    try:
        answers = self_test(progress=progress_line())
    except (DbtError, DoorError) as error:
        say(f"Không dựng được bản sao để thử: {error}")
        return FAILED
    print_rows(record.table(answers), record.COLUMNS, fmt, _HEADINGS)
    say(f"{record.summary(answers)} Bảng kết quả: {record.keep(home, answers)}")
    return 0 if is_green(answers) else FAILED
