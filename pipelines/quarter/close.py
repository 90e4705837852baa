"""Closing a quarter: freezing its figures into ``closed/<quarter>/v<n>/``.

Belongs here: the package and its versions. Does not belong here: whether the quarter may be closed (``gate.py``), which is asked first.
"""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path

from pipelines.catalogue import Catalogue
from pipelines.home import Home

_VERSION = re.compile(r"v([1-9]\d*)")


class CloseError(RuntimeError):
    """The quarter could not be closed, and nothing was written; the text says why in Vietnamese."""


def closed_versions(home: Home, quarter: str) -> list[int]:
    """The versions into which the quarter has been closed, oldest first; empty for an open quarter."""
    folder = home.root / "closed" / quarter
    found = (_VERSION.fullmatch(path.name) for path in folder.iterdir()) if folder.is_dir() else ()
    return sorted(int(match[1]) for match in found if match)


def close_quarter(home: Home, catalogue: Catalogue, quarter: str, by: str, approved_by: str, now: datetime) -> Path:  # noqa: ARG001, PLR0917 - the seam that the package will be written behind
    """Freeze the quarter and return the package's folder. The caller has asked the gate. Raises CloseError: there is no package yet."""
    raise CloseError(f"Chưa đóng gói được số liệu {quarter}: phiên bản này chưa có chức năng chốt số liệu. Chưa ghi gì.")
