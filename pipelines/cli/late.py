"""What came after a quarter was closed.

Belongs here: columns and headings. Does not belong here: the questions (``pipelines.quarter.late``).
"""

from __future__ import annotations

from typing import Any

from pipelines.cli.output import print_rows, print_table, say
from pipelines.cli.show import nothing_yet
from pipelines.home import Home
from pipelines.ingest.closed import latest_of
from pipelines.quarter.late import EFFECT_COLUMNS, late_effects, late_files
from pipelines.quarter.period import spoken
from pipelines.reports.tables import percent
from pipelines.warehouse.query import NotPublishedError, snapshot

FAILED = 1
CHANGES = {"added": "thêm", "removed": "mất", "changed": "đổi"}


def show_late(home: Home, quarter: str, fmt: str) -> int:
    """The figures that would change are data; the files that came late are named beside them, on standard error."""
    closed = latest_of(home, quarter)
    if closed is None:
        say(f"{spoken(quarter)} chưa chốt: mọi tệp nhận được đều được tính.")
        return FAILED
    try:
        with snapshot(home) as published:
            files, effects = late_files(published, closed), late_effects(published, quarter)
    except NotPublishedError:
        return nothing_yet(home)
    say(f"{spoken(quarter)} đã chốt (bản v{closed.version}). {len(files)} tệp đến sau khi chốt, được giữ lại và không làm đổi số đã chốt:")
    for row in files:
        say(f"  - {row['file']} (nguồn {row['source']}, kỳ {row['period'] or 'không có'}, nhận {row['received_at']})")
    if not effects:
        say("Nếu tính cả những tệp này, không số nào của quý thay đổi.")
    else:
        say(f"Nếu điều chỉnh (soxom close {quarter} --restate --reason …), {len(effects)} số sẽ đổi:")
    if fmt != "table":
        print_rows(effects, EFFECT_COLUMNS, fmt)
    elif effects:
        headings = {"title": "Chỉ tiêu", "hamlet": "Xóm", "change": "Thay đổi", "closed": "Đã chốt", "now": "Nếu tính lại"}
        print_table([_shown(row) for row in effects], list(headings), headings)
    return 0


def _shown(row: dict[str, Any]) -> dict[str, str]:
    return {
        "title": row["title_vi"],
        "hamlet": "toàn xã" if row["hamlet"] == "ALL" else row["hamlet"],
        "change": CHANGES[row["effect"]],
        "closed": percent(row["closed_value"], row["closed_target"]) or "chưa có số",
        "now": percent(row["value"], row["target"]) or "chưa có số",
    }
