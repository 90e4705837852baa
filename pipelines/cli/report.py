"""``soxom report``: writes what people read of a quarter or year again, from what is published.

Belongs here: the lock, what is said, the exit code. Does not belong here: the pages themselves (``pipelines.reports``).
"""

from __future__ import annotations

from pipelines.cli.output import say
from pipelines.cli.show import FAILED, nothing_yet
from pipelines.home import Home, HomeBusyError, writer_lock
from pipelines.quarter.period import spoken
from pipelines.reports.site.answers import UnknownPeriodError
from pipelines.reports.site.write import write_pages
from pipelines.warehouse.query import NotPublishedError


def write_report(home: Home, period: str) -> int:
    """0 with the places on standard error; 1 with what stands in the way."""
    try:
        with writer_lock(home, waiting=lambda: say("Đang đợi một lượt chạy khác xong…")):
            written = write_pages(home, period)
    except NotPublishedError:
        return nothing_yet(home)
    except UnknownPeriodError:
        say(f"Số liệu đã công bố chưa có {spoken(period)}. Hãy chạy «soxom run {period}» trước.")
    except HomeBusyError:
        say(f"Một lượt chạy khác đang làm việc trong {home.root}. Hãy đợi lượt đó xong rồi chạy lại.")
    else:
        say(f"Trang của cơ quan: {written.office / 'index.html'}")
        say(f"Trang công khai: {written.public / 'index.html'}")
        return 0
    return FAILED
