"""Builds a closed quarter's tables again in an empty folder, from the archived files and the registers alone.

Belongs here: the steps of a rebuild, run as a process of its own: ``python -m pipelines.quarter.rebuild HOME QUARTER MOMENT FOLDER``.
Does not belong here: comparing (``verify.py``).

``verify.py`` starts this module of the code that the quarter was closed with, which may be years older than itself. So the four
arguments, and ``HOME/requested_periods.json``, are an agreement between all versions and may not change.

No network is needed, and no warehouse: HOME holds ``archive/`` only. ``MOMENT`` (ISO 8601) stands for the clock.
"""

from __future__ import annotations

import json
import sys
from datetime import datetime
from pathlib import Path

from pipelines.catalogue import load_catalogue
from pipelines.home import Home
from pipelines.ingest.door import Door
from pipelines.ingest.lake import Lake
from pipelines.ingest.take_in import take_in
from pipelines.quarter.package_tables import write_tables
from pipelines.warehouse.publish import build_aside, publish

ARGUMENTS = 4


def rebuild(home: Home, quarter: str, moment: datetime, folder: Path) -> None:
    """Take in from the archive, build, write the quarter's tables into ``folder``. Raises what those steps raise."""
    catalogue = load_catalogue()
    lake = Lake(home.lake, catalogue)
    for period in json.loads((home.root / "requested_periods.json").read_text(encoding="utf-8")):
        lake.request(period)
    with Door() as door:
        take_in(home, catalogue, door, moment)
    build_aside(home)
    publish(home)
    write_tables(home, catalogue, quarter, folder)


def main() -> int:
    """Exit 0 when the tables are written."""
    root, quarter, moment, folder = sys.argv[1 : ARGUMENTS + 1]
    rebuild(Home(Path(root)), quarter, datetime.fromisoformat(moment), Path(folder))
    return 0


if __name__ == "__main__":
    sys.exit(main())
