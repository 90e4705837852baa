"""Writes the auditors' folder.

Belongs here: which parts there are, the page that leads to them. Does not belong here: the parts themselves.
"""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from pipelines.catalogue import load_catalogue
from pipelines.home import Home
from pipelines.quarter.export import Exported, export_tables
from pipelines.quarter.period import spoken
from pipelines.reports.audit.lineage_files import CSV, JSON, write_lineage
from pipelines.reports.audit.runs import KeptRun
from pipelines.reports.audit.told import known_of
from pipelines.reports.door_pages import environment
from pipelines.warehouse.column_lineage import column_lineage
from pipelines.warehouse.datapackage import CSV_NOTE, DATA, DESCRIPTOR
from pipelines.warehouse.dbt_docs import docs_page
from pipelines.warehouse.dictionary import compiled_sql, dictionary, end_words

INDEX, DOOR, MODELS, EVENTS = "index.html", "kiem-tra-o-cua", "tai-lieu-dbt", "openlineage"
_PARTS = (DATA, DOOR, MODELS, EVENTS, DESCRIPTOR, CSV, JSON, INDEX)


class NotOursError(RuntimeError):
    """The folder holds other things; nothing was written."""


@dataclass(frozen=True)
class Written:
    """The folder, and what went into its tables."""

    folder: Path
    tables: Exported


def write_export(home: Home, folder: Path, quarter: str | None = None, run: KeptRun | None = None) -> Written:
    """Write everything that auditors take away into ``folder``: a new or empty one, or an earlier export, which it replaces.

    With ``quarter`` ("2026-Q2") the tables hold that quarter alone, as closed once it is closed. ``run``: the run
    that built them, where its history is still there. Raises NotOursError, NotPublishedError, AlteredError, LookupError (nothing of that
    quarter is published), DbtError.
    """
    if folder.exists() and any(folder.iterdir()) and not (folder / DESCRIPTOR).exists():
        raise NotOursError(str(folder))
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".export-") as scratch:
        tables = _write(home, Path(scratch), quarter, run)
        folder.mkdir(exist_ok=True)
        for name in _PARTS:
            _remove(folder / name)
        for path in Path(scratch).iterdir():
            path.rename(folder / path.name)
    return Written(folder, tables)


def _write(home: Home, folder: Path, quarter: str | None, run: KeptRun | None) -> Exported:
    tables = export_tables(home, folder, quarter)
    catalogue, marts, lineage, compiled = load_catalogue(), dictionary(), column_lineage(), compiled_sql()
    write_lineage(folder, lineage, marts, end_words(), catalogue)
    is_closed = tables.standing is not None and tables.standing.version is not None
    if run is not None:
        from pipelines.reports.audit.openlineage_events import write_events  # noqa: PLC0415 - heavy

        door = None if is_closed else home.door / "results"  # since a close the door may have read other rows
        write_events(run, known_of(folder, run, lineage, compiled, catalogue, door=door), folder / EVENTS)
    has_door = (home.door / "pages" / INDEX).exists()
    if has_door:
        shutil.copytree(home.door / "pages", folder / DOOR)
    (folder / MODELS).mkdir()
    (folder / MODELS / INDEX).write_text(docs_page(compiled), encoding="utf-8")
    written = {path.stem for path in tables.paths if path.suffix == ".csv"}
    page = (
        environment()
        .get_template("audit_index.html.j2")
        .render(
            commune=catalogue.commune.title.vi,
            what="mọi kỳ đã công bố" if quarter is None or tables.standing is None else f"{spoken(quarter)}, {tables.standing.words}",
            is_closed=is_closed,
            version=tables.version,
            marts=[mart for mart in marts.values() if mart.name in written],
            data=DATA,
            descriptor=DESCRIPTOR,
            csv_note=CSV_NOTE,
            lineage_csv=CSV,
            lineage_json=JSON,
            models=f"{MODELS}/{INDEX}",
            events=f"{EVENTS}/{run.run_id}.ndjson" if run else None,
            door=f"{DOOR}/{INDEX}" if has_door else None,
        )
    )
    (folder / INDEX).write_text(page, encoding="utf-8")
    return tables


def _remove(path: Path) -> None:
    """What an earlier export left under this name."""
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
