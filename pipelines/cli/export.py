"""``soxom export``: writes the auditors' folder.

Belongs here: what is said, the exit code. Does not belong here: the files (``pipelines.reports.audit``).
"""

from __future__ import annotations

from pathlib import Path

from pipelines.cli.output import say
from pipelines.cli.show import FAILED, nothing_yet
from pipelines.home import Home
from pipelines.ingest.closed import AlteredError
from pipelines.orchestration.history import build_behind
from pipelines.orchestration.ui import HistoryBusyError
from pipelines.quarter.period import spoken
from pipelines.reports.audit.write import INDEX, NotOursError, write_export
from pipelines.warehouse.query import NotPublishedError

WRONG_USE = 2


def export(home: Home, folder: Path, quarter: str | None) -> int:
    """0 with the place on standard error; 1 with what stands in the way; 2 when the folder holds other things."""
    try:
        run = build_behind(home, quarter)
        written = write_export(home, folder, quarter, run)
    except NotPublishedError:
        return nothing_yet(home)
    except NotOursError:
        say(f"Thư mục {folder} đã có tệp khác. Hãy chọn một thư mục trống hoặc chưa có.")
        return WRONG_USE
    except LookupError:
        say(f"Số liệu đã công bố chưa có {spoken(str(quarter))}. Hãy chạy «soxom run {quarter}» trước.")
    except HistoryBusyError:
        say("Một lượt chạy đang diễn ra nên chưa chép được lịch sử chạy. Hãy đợi lượt đó xong rồi ghi lại hồ sơ.")
    except AlteredError as error:
        say(str(error))
    else:
        if run is None:
            say("Lịch sử chạy không còn, nên hồ sơ không có sự kiện OpenLineage. Các phần khác vẫn đủ.")
        say(f"Hồ sơ kiểm tra: {written.folder / INDEX}")
        return 0
    return FAILED
