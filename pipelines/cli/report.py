"""``soxom report``: writes what people read of a quarter or year again, from what is published.

Belongs here: the lock, what is said, the exit code. Does not belong here: the pages and documents themselves (``pipelines.reports``).
"""

from __future__ import annotations

from pipelines.cli.output import say
from pipelines.cli.show import FAILED, nothing_yet
from pipelines.home import Home, HomeBusyError, writer_lock
from pipelines.quarter.period import spoken
from pipelines.reports.issuer import OfficerSettingsError
from pipelines.reports.quarter_files import FileInUseError, write_quarter
from pipelines.reports.site.write import write_pages
from pipelines.reports.word.fill import TemplateError
from pipelines.warehouse.query import NotPublishedError


def write_report(home: Home, period: str) -> int:
    """0 with the places on standard error; 1 with what stands in the way. A year has pages and no report."""
    try:
        with writer_lock(home, waiting=lambda: say("Đang đợi một lượt chạy khác xong…")):
            if "Q" in period:
                _documents(home, period)
            written = write_pages(home, period)
    except NotPublishedError:
        return nothing_yet(home)
    except LookupError:
        say(f"Số liệu đã công bố chưa có {spoken(period)}. Hãy chạy «soxom run {period}» trước.")
    except HomeBusyError:
        say(f"Một lượt chạy khác đang làm việc trong {home.root}. Hãy đợi lượt đó xong rồi chạy lại.")
    except (OfficerSettingsError, TemplateError, FileInUseError) as error:
        say(str(error))
    else:
        say(f"Trang của cơ quan: {written.office / 'index.html'}")
        say(f"Trang công khai: {written.public / 'index.html'}")
        return 0
    return FAILED


def _documents(home: Home, quarter: str) -> None:
    written = write_quarter(home, quarter)
    for path in written.paths:
        say(f"Đã ghi {path}")
    for path in written.kept:
        say(f"Bản có người sửa được giữ lại: {path}")
