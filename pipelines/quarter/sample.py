"""An auditor's draw: figures and rows of a period, to be worked out again by hand.

Belongs here: what can be drawn, and the draw. Does not belong here: the worksheet (``pipelines.reports.sample_sheet``).

The order is that of SHA-256 over seed and key: the same seed draws the same on any machine and any version of Python.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Any

from pipelines.catalogue import Catalogue
from pipelines.quarter.explain import figures, listed_rows
from pipelines.quarter.findings import periods_of
from pipelines.quarter.received import Received, all_received
from pipelines.quarter.whereto import Answer, Tracer
from pipelines.warehouse.query import Snapshot, read

Row = dict[str, Any]


@dataclass
class DrawnFigure:
    """A published figure with the rows behind it (``explain.ROW_COLUMNS``)."""

    figure: Row
    rows: list[Row]


@dataclass
class Draw:
    """What was drawn, in the order of the draw, and how many there were to draw from."""

    period: str
    seed: int
    figures: list[DrawnFigure] = field(default_factory=list)
    rows: list[Answer] = field(default_factory=list)
    figures_known: int = 0
    rows_known: int = 0


def place_in_draw(seed: int, *key: str) -> str:
    """Where an item stands in the order of a draw: the smaller, the earlier."""
    return hashlib.sha256("\0".join((str(seed), *key)).encode()).hexdigest()


_ROWS = """
select distinct fct.row_id, fct.file_sha256, fct.sheet, fct.row_number from fct_row as fct
left join fct_indicator_row as listed on listed.commune_code = fct.commune_code and listed.row_id = fct.row_id and listed.period = $1
inner join dim_period as dim on dim.period = $1
where fct.row_status <> 'set_aside' and (
    list_contains($2, fct.period) or listed.row_id is not null
    or (fct.period is null and fct.event_date between dim.first_day and dim.last_day)
)
"""


def draw(snapshot: Snapshot, catalogue: Catalogue, period: str, n: int, seed: int) -> Draw:
    """Draw ``n`` items: half figures with a value, half rows of the period's files, counted or not; one side fills up for the other."""
    known = [line for line in figures(snapshot, period) if line["value"] is not None]
    known.sort(key=lambda line: place_in_draw(seed, "figure", period, line["indicator"], line["hamlet"]))
    sources = [part for part in periods_of(period) if part]
    rows = read(snapshot, _ROWS, [period, sources])
    rows.sort(key=lambda row: place_in_draw(seed, "row", row["row_id"]))
    wanted_rows = min(n // 2, len(rows))
    wanted = min(n - wanted_rows, len(known))
    chosen = known[:wanted]
    drawn = [DrawnFigure(line, listed_rows(snapshot, catalogue, period, line["indicator"], line["hamlet"])) for line in chosen]
    answers = _answers(snapshot, catalogue, rows[: n - wanted])
    return Draw(period, seed, drawn, answers, len(known), len(rows))


def _answers(snapshot: Snapshot, catalogue: Catalogue, rows: list[Row]) -> list[Answer]:
    """What became of the drawn rows. A form is drawn by its record and answered for by its first line."""
    wanted = {(row["file_sha256"], _sheet_index(row["row_id"]), row["row_number"]): place for place, row in enumerate(rows)}
    received: dict[str, Received] = {one.sha256: one for one in all_received(snapshot.home)}
    files = [received[sha256] for sha256 in sorted({row["file_sha256"] for row in rows})]
    found: dict[int, Answer] = {}
    for answer in Tracer(snapshot, catalogue).files(files):
        place = wanted.get((answer.sha256, answer.sheet_index, answer.row))
        if place is not None:
            found[place] = answer
    return [found[place] for place in sorted(found)]


def _sheet_index(row_id: str) -> int:
    return int(row_id.split("-")[1])
