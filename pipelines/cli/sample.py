"""What ``soxom sample`` prints and writes.

Belongs here: columns, headings, exit codes. Does not belong here: the draw (``pipelines.quarter``), the worksheet (``pipelines.reports``).
"""

from __future__ import annotations

from pathlib import Path

from pipelines.catalogue import load_catalogue
from pipelines.cli.output import print_rows, print_table, say
from pipelines.cli.show import nothing_yet
from pipelines.home import Home
from pipelines.quarter.closed import catalogue_of, snapshot_of
from pipelines.quarter.sample import draw
from pipelines.reports.sample_sheet import COLUMNS, sample_lines, write_sample_sheet
from pipelines.warehouse.query import NotPublishedError

WRONG_USE = 2


def show_sample(home: Home, period: str, *, n: int, seed: int, fmt: str, out: Path | None) -> int:
    """An auditor's draw; with ``out``, the worksheet to fill in."""
    catalogue = load_catalogue()
    if out is not None and out.suffix.lower() != ".xlsx":
        say(f"Phiếu kiểm tra là tệp .xlsx, không phải «{out.name}».")
        return WRONG_USE
    try:
        with snapshot_of(home, period) as version:
            catalogue = catalogue_of(version)
            drawn = draw(version, catalogue, period, n, seed)
    except NotPublishedError:
        return nothing_yet(home)
    if out is not None:
        write_sample_sheet(drawn, catalogue, out)
        say(f"Đã ghi {out}: {len(drawn.figures)} số liệu, {len(drawn.rows)} dòng.")
        return 0
    lines = sample_lines(drawn, catalogue)
    if fmt != "table":
        print_rows(lines, COLUMNS, fmt)
        return 0
    headings = {
        "number": "STT", "indicator": "Chỉ tiêu", "hamlet": "Xóm", "numerator": "Tử số", "denominator": "Mẫu số",
        "file": "Tệp", "sheet": "Trang", "row": "Dòng", "outcome": "Chương trình cho biết",
    }  # fmt: skip
    print_table(lines, tuple(headings), headings)
    return 0
