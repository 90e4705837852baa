"""The door: turns away rows that break their source's contract, by the suites in ``expectations/``.

Belongs here: starting and asking the worker, and what its answer means for each row.
Does not belong here: Great Expectations itself (``door_worker.py``), the suites (generated from the catalogue), the rules that
compare figures (dbt), and where results are kept (the caller).
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

from pipelines.home import PROJECT_ROOT
from pipelines.worker import Worker, module_command

EXPECTATIONS = PROJECT_ROOT / "expectations"
SAMPLE_SIZE = 20
"""How many failing rows a result names for each expectation."""
_MAX_DIGITS = 12
READY = {"ready": True}
"""What the worker says first, before it is asked."""

Row = Mapping[str, Any]
Rejection = tuple[str, str, str | None]
"""Rule, field, and the cell's text as written."""


class DoorError(RuntimeError):
    """The door could not be asked. No row may pass unasked, so the run stops here."""


@dataclass(frozen=True, slots=True)
class DoorResult:
    """What the door says of one source's new rows."""

    source: str
    title_vi: str
    rows: int
    rejections: dict[str, Rejection]
    """Row id -> the first rejecting expectation that the row failed."""
    expectations: list[dict[str, Any]]
    """One entry an expectation, in the suite's order; names rows, never repeats what they say."""

    def to_json(self) -> dict[str, Any]:
        """For keeping and showing: counts and places, no text of any cell."""
        return {
            "source": self.source,
            "title_vi": self.title_vi,
            "rows": self.rows,
            "rejected": len(self.rejections),
            "success": all(entry["success"] for entry in self.expectations),
            "expectations": self.expectations,
        }


class Door:
    """Asks the worker. ``start`` returns at once, so that its imports overlap with reading the files."""

    def __init__(self, suites: Path = EXPECTATIONS, command: Sequence[str] | None = None) -> None:
        self._suites = suites
        self._worker = Worker(command or module_command("pipelines.ingest.door_worker", str(suites)), _environment())

    def __enter__(self) -> Door:
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def start(self) -> None:
        """Start the worker; a second call does nothing."""
        self._worker.start()

    @property
    def is_ready(self) -> bool:
        """Whether the worker has imported what it holds, as far as one can tell without waiting."""
        return self._worker.has_spoken

    def check(self, batches: Mapping[str, Sequence[Row]]) -> dict[str, DoorResult]:
        """Source -> result, for the data rows newly read of each source. Raises DoorError when the worker fails."""
        if any(batches.values()):
            self.start()
        return {source: self._check_source(source, rows) for source, rows in batches.items() if rows}

    def dismiss(self) -> None:
        """Tell the worker to leave; nothing more is asked."""
        self._worker.dismiss()

    def close(self) -> None:
        """Let the worker go."""
        self._worker.close()

    def _check_source(self, source: str, rows: Sequence[Row]) -> DoorResult:
        suite = json.loads((self._suites / f"{source}.json").read_text(encoding="utf-8"))
        expectations = suite["expectations"]
        columns = _columns(expectations, rows)
        numbers = [name for name in columns if _figure_of(name)]
        answer = self._ask({"source": source, "count": len(rows), "columns": columns, "numbers": numbers})
        return _result(source, suite["meta"]["title_vi"], expectations, answer["outcomes"], rows)

    def _ask(self, request: dict[str, Any]) -> dict[str, Any]:
        answer = self._worker.hear() if self._worker.say(request) else None
        if answer == READY:
            answer = self._worker.hear()
        if answer is None:
            raise DoorError(f"the door's worker stopped at source {request['source']} ({self._worker.ended()})")
        if "error" in answer:
            raise DoorError(f"the door's worker failed at source {request['source']}:\n{answer['error']}")
        return answer


def _environment() -> dict[str, str]:
    """Ours, without anything that would make Great Expectations look for its cloud or report its use."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GX_")}
    return kept | {"GX_ANALYTICS_ENABLED": "False"}


def _asked_columns(expectations: Iterable[dict[str, Any]]) -> list[str]:
    """The columns that a suite looks at: no other leaves this process."""
    names: dict[str, None] = {"row_id": None}
    for expectation in expectations:
        kwargs = expectation["kwargs"]
        names |= dict.fromkeys(kwargs[key] for key in ("column", "column_A", "column_B") if key in kwargs)
    return list(names)


def _figure_of(column: str) -> str | None:
    """The figure whose number a helper column holds; None for a column that is no helper."""
    from pipelines.catalogue.emit.suites import NUMBER_SUFFIX  # noqa: PLC0415 - the worker is started before the catalogue is imported

    return column.removesuffix(NUMBER_SUFFIX) if column.endswith(NUMBER_SUFFIX) else None


def _number(text: str | None) -> int | None:
    return int(text) if text and len(text) <= _MAX_DIGITS and text.isascii() and text.isdigit() else None


def _columns(expectations: list[dict[str, Any]], rows: Sequence[Row]) -> dict[str, list[Any]]:
    """The batch column by column. A column that the contract requires and no row has is left out, so that its absence is seen."""
    required = {name for expectation in expectations for name in expectation["kwargs"].get("column_set", ())}
    columns: dict[str, list[Any]] = {}
    for name in _asked_columns(expectations):
        if field := _figure_of(name):
            columns[name] = [_number(row.get(field)) for row in rows]
        elif name not in required or any(name in row for row in rows):
            columns[name] = [row.get(name) for row in rows]
    return columns


def _result(
    source: str, title_vi: str, expectations: list[dict[str, Any]], outcomes: list[dict[str, Any]], rows: Sequence[Row]
) -> DoorResult:
    rejections: dict[str, Rejection] = {}
    summary: list[dict[str, Any]] = []
    for expectation, outcome in zip(expectations, outcomes, strict=True):
        meta, failing = expectation["meta"], [rows[position] for position in outcome["positions"]]
        if meta["rejects"]:
            for row in failing:
                if row["row_id"] not in rejections:
                    rejections[row["row_id"]] = (meta["rule"], meta["field"], _text(row, meta["field"]))
        summary.append(
            {
                "expectation": expectation["type"],
                **meta,
                "success": outcome["success"],
                "evaluated": outcome["evaluated"],
                "unexpected": len(failing),
                "samples": [_place(row) for row in failing[:SAMPLE_SIZE]],
            }
        )
    return DoorResult(source, title_vi, len(rows), rejections, summary)


def _text(row: Row, field: str) -> str | None:
    """The cell as written, where the row still knows it."""
    original = row.get("original") or {}
    written: Mapping[str, str] = json.loads(original) if isinstance(original, str) else original
    return written.get(field) or row.get(field)


def _place(row: Row) -> dict[str, Any]:
    return {name: row.get(name) for name in ("row_id", "file_sha256", "sheet", "row_number")}
