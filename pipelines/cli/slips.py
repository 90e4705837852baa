"""Writes the return slips of a quarter and lists them.

Belongs here: what is printed of them. Does not belong here: whose a finding is, or how a slip looks (``quarter``, ``reports``).
"""

from __future__ import annotations

from pipelines.cli.output import print_rows, say
from pipelines.cli.show import FAILED, nothing_yet
from pipelines.home import Home, HomeBusyError, writer_lock
from pipelines.reports.slips import write_slips
from pipelines.warehouse.query import NotPublishedError

COLUMNS = ("sender", "findings", "blocking", "page", "message")


def write_and_list(home: Home, quarter: str, fmt: str) -> int:
    """Exit 0 with a line a slip; 1 when nothing is published or another run holds the home."""
    try:
        with writer_lock(home, waiting=lambda: say("Đang đợi một lượt chạy khác xong…")):
            written = write_slips(home, quarter)
    except NotPublishedError:
        return nothing_yet(home)
    except HomeBusyError:
        say(f"Một lượt chạy khác đang làm việc trong {home.root}. Hãy đợi lượt đó xong rồi chạy lại.")
        return FAILED
    rows = [
        {
            "sender": one.slip.sender.title,
            "findings": len(one.slip.findings),
            "blocking": one.slip.blocking,
            "page": str(one.page.relative_to(home.root)),
            "message": str(one.message.relative_to(home.root)),
        }
        for one in written
    ]
    headings = {"sender": "Đơn vị", "findings": "Cần xem lại", "blocking": "Phải sửa", "page": "Phiếu", "message": "Tin nhắn"}
    print_rows(rows, COLUMNS, fmt, headings)
    if not rows:
        say("Không có phiếu nào: không đơn vị nào còn chỗ cần sửa.")
    return 0
