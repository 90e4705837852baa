"""What a document says of its own standing and of what it was made from.

Belongs here: those two lines. Does not belong here: the standing itself (``pipelines.quarter.standing``).
"""

from __future__ import annotations

from pipelines.quarter.period import spoken
from pipelines.quarter.standing import Standing

_DIGITS = 12


def page_mark(standing: Standing) -> str:
    """What stands at the top of every page; a final document needs no mark."""
    return "" if standing.state == "final" else standing.words


def provenance(standing: Standing, quarter: str, digest: str) -> str:
    """The line at the foot of every page. ``digest`` is shown by its first twelve digits."""
    where = "kho số liệu công bố, mã" if standing.version is None else "gói số liệu đã chốt, mã"
    return f"{spoken(quarter)}, {standing.words}. Lấy từ {where} {digest[:_DIGITS]}"
