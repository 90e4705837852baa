"""Confirms a name for a hamlet.

Belongs here: what is said about it. Does not belong here: where it is kept (``pipelines.ingest.aliases``).
"""

from __future__ import annotations

from datetime import UTC, datetime

from pipelines.cli.output import say
from pipelines.home import Home
from pipelines.ingest.aliases import AliasError, confirm_alias
from pipelines.warehouse.query import NotPublishedError, read

WRONG_USE = 2


def confirm(home: Home, name: str, hamlet: str, by: str, file: str) -> int:
    """Exit 0 when kept; 2 when there is no such hamlet or something is missing."""
    try:
        known = {row["hamlet_code"] for row in read(home, "select distinct hamlet_code from dim_hamlet")}
    except NotPublishedError:
        known = set()
    if hamlet.strip().upper() not in known:
        say(f"Không có xóm mã «{hamlet}» trong danh mục xóm đã công bố. Hãy xem lại mã xóm.")
        return WRONG_USE
    try:
        alias = confirm_alias(home, name, hamlet, by=by, at=datetime.now(UTC), file=file)
    except AliasError:
        say("Cần ghi rõ tên gọi, mã xóm và người xác nhận.")
        return WRONG_USE
    say(f"Đã ghi: «{alias.name}» là {alias.hamlet_code}, {alias.confirmed_by} xác nhận. Có hiệu lực từ lần chạy sau.")
    return 0
