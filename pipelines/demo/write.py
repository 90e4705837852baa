"""The files on disk, the same bytes for the same seed.

Belongs here: which container each sheet goes into, paths, and when a file was last modified.
Does not belong here: what stands in the files, how a container is made.
No clock: a file is last modified on the day that the office is said to have sent it.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import datetime, timedelta, timezone
from pathlib import Path

from pipelines.demo import containers
from pipelines.demo.dress import Wardrobe, dress
from pipelines.demo.look import PLAIN, Look, draw_look
from pipelines.demo.sheets import Sheetful
from pipelines.demo.spelling import spellings
from pipelines.demo.truth import Truth

VIETNAM = timezone(timedelta(hours=7))


def file_bytes(sheet: Sheetful, look: Look, wardrobe: Wardrobe) -> bytes:
    """The file's bytes."""
    grids = dress(sheet, look, wardrobe)
    if look.container == "text":
        return containers.text(grids[0], look)
    if look.container == "html":
        return containers.web_table(grids[0])
    return containers.spreadsheetml(grids) if look.container == "xml2003" else containers.workbook(grids, sheet.received)


def wardrobe_of(truth: Truth) -> Wardrobe:
    """How this commune's hamlets are spelled."""
    return Wardrobe(truth.seed, spellings(truth.hamlets))


def write_sheets(folder: Path, truth: Truth, sheets: Iterable[Sheetful], *, messy: bool) -> list[Path]:
    """Write every sheet below the folder; the paths in order."""
    wardrobe = wardrobe_of(truth)
    paths: list[Path] = []
    for sheet in sheets:
        look = draw_look(truth.seed, sheet) if messy else PLAIN
        path = folder / sheet.folder / f"{sheet.name}.{look.extension}"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(file_bytes(sheet, look, wardrobe))
        moment = datetime(sheet.received.year, sheet.received.month, sheet.received.day, 8, tzinfo=VIETNAM).timestamp()
        os.utime(path, (moment, moment))
        paths.append(path)
    return paths
