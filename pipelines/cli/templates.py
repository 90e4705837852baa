"""Writes the blank forms.

Belongs here: the period that is meant and what is said. Does not belong here: the forms (``pipelines.reports.forms``).
"""

from __future__ import annotations

from pathlib import Path

from pipelines.catalogue import Catalogue, load_catalogue
from pipelines.cli.output import say
from pipelines.home import Home
from pipelines.quarter.known import known
from pipelines.quarter.period import spoken
from pipelines.reports.forms import write_forms


def write_blank_forms(home: Home, folder: Path, period: str | None) -> int:
    """Exit 0. Says when no registry has been published, so that nobody waits for drop-downs."""
    catalogue = load_catalogue()
    asked = period or newest_plan_year(catalogue)
    found = known(home, asked)
    written = write_forms(folder, found, catalogue)
    say(f"Đã ghi {len(written)} biểu mẫu {spoken(asked)} vào {folder}, có {len(found.present)} xóm và {len(found.members)} thành viên.")
    if not found.hamlets:
        say("Chưa có danh mục xóm nào được công bố nên mẫu chưa có sẵn tên xóm. Hãy nạp danh mục xóm, chạy «soxom run», rồi ghi lại mẫu.")
    return 0


def newest_plan_year(catalogue: Catalogue) -> str:
    """The last year that a plan sets targets for; no clock is read."""
    return str(max(target.plan_year for indicator in catalogue.indicators.values() for target in indicator.targets))
