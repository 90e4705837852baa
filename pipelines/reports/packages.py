"""Office files (.docx, .xlsx) that are the same bytes for the same content, and putting them in their place.

Belongs here: what a zip package carries besides its content, writing without half a file. Does not belong here: the content.
"""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

_FIRST_DAY = (1980, 1, 1, 0, 0, 0)
"""The earliest date that a zip entry can carry: it says nothing, and always the same."""


def with_fixed_dates(package: bytes) -> bytes:
    """The same package, its entries in the same order, none with the hour at which it was written."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            entry = zipfile.ZipInfo(name, date_time=_FIRST_DAY)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 0  # else the system that wrote it
            new.writestr(entry, old.read(name))
    return out.getvalue()


def keep(path: Path, content: bytes) -> None:
    """Write by a rename, and only what is new: a page that somebody has open is left alone when nothing changed."""
    if path.exists() and path.read_bytes() == content:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(path.name + ".new")
    aside.write_bytes(content)
    aside.replace(path)
