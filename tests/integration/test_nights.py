"""Thirty nights after a close, some with late files: the package and everything shown of the quarter keep their bytes."""

from __future__ import annotations

import hashlib
import shutil
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from pipelines.catalogue import load_catalogue
from pipelines.demo import Commune, write_commune
from pipelines.home import Home, writer_lock
from pipelines.ingest.closed import versions_of
from pipelines.quarter.close import close_quarter
from pipelines.quarter.late import late_files
from pipelines.quarter.verify import verify
from pipelines.reports.closing import closing_documents
from pipelines.reports.quarter_files import write_quarter
from pipelines.reports.site.write import write_pages
from pipelines.warehouse.query import read
from tests.integration.conftest import WHEN, Workshop

pytestmark = [pytest.mark.slow, pytest.mark.long]

QUARTER, NIGHTS, LATE_EVERY = "2026-Q1", 30, 6


def hashes(*folders: Path) -> dict[str, str]:
    files = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    return {path.as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_thirty_nights_leave_every_hash_as_it_was(small_home: Home, small_commune: Commune, workshop: Workshop, tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    shutil.copytree(small_home.root, home.root)
    made = partial(closing_documents, home, QUARTER)
    with writer_lock(home):
        close_quarter(home, load_catalogue(), QUARTER, by="Lập", approved_by="Duyệt", now=WHEN, documents=made)
    write_quarter(home, QUARTER)
    write_pages(home, QUARTER)
    kept = hashes(home.root / "closed", home.reports / QUARTER)
    assert len(kept) > 100
    figures = read(home, "select * exclude (publication, version) from fct_indicator where period = ? order by all", [QUARTER])
    sheet = small_commune.sheet("vneid", "2026-03")
    known = sheet.rows[sheet.row_of("X05")]["level2"]
    for night in range(1, NIGHTS + 1):
        if night % LATE_EVERY == 0:
            write_commune(home.drop / f"đêm {night}", small_commune.with_cells("vneid", "2026-03", "X05", level2=known + night), messy=True)
        workshop.publish(home, WHEN + timedelta(days=night))
        write_quarter(home, QUARTER)
        write_pages(home, QUARTER)
        assert hashes(home.root / "closed", home.reports / QUARTER) == kept, night
        now = read(home, "select * exclude (publication, version) from fct_indicator where period = ? order by all", [QUARTER])
        assert now == figures, night
    assert len(late_files(home, versions_of(home, QUARTER)[0])) == NIGHTS // LATE_EVERY
    assert verify(home, QUARTER, lambda _line: None) == []
