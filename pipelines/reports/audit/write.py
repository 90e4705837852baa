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
from pipelines.reports.door_pages import environment
from pipelines.warehouse.column_lineage import column_lineage
from pipelines.warehouse.datapackage import CSV_NOTE, DATA, DESCRIPTOR
from pipelines.warehouse.dbt_docs import docs_page
from pipelines.warehouse.dictionary import dictionary, end_words

INDEX, DOOR, MODELS = "index.html", "kiem-tra-o-cua", "tai-lieu-dbt"


class NotOursError(RuntimeError):
    """The folder holds other things; nothing was written."""


@dataclass(frozen=True)
class Written:
    """The folder, and what went into its tables."""

    folder: Path
    tables: Exported


def write_export(home: Home, folder: Path, quarter: str | None = None) -> Written:
    """Write everything that auditors take away into ``folder``: a new or empty one, or an earlier export, which it replaces.

    With ``quarter`` ("2026-Q2") the tables hold that quarter alone, as closed once it is closed. Raises NotOursError,
    NotPublishedError, AlteredError, LookupError (nothing of that quarter is published), DbtError.
    """
    if folder.exists() and any(folder.iterdir()) and not (folder / DESCRIPTOR).exists():
        raise NotOursError(str(folder))
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".export-") as scratch:
        tables = _write(home, Path(scratch), quarter)
        folder.mkdir(exist_ok=True)
        for path in Path(scratch).iterdir():
            _remove(folder / path.name)
            path.rename(folder / path.name)
    return Written(folder, tables)


def _write(home: Home, folder: Path, quarter: str | None) -> Exported:
    tables = export_tables(home, folder, quarter)
    catalogue, marts = load_catalogue(), dictionary()
    write_lineage(folder, column_lineage(), marts, end_words(), catalogue)
    has_door = (home.door / "pages" / INDEX).exists()
    if has_door:
        shutil.copytree(home.door / "pages", folder / DOOR)
    (folder / MODELS).mkdir()
    (folder / MODELS / INDEX).write_text(docs_page(), encoding="utf-8")
    written = {path.stem for path in tables.paths if path.suffix == ".csv"}
    page = (
        environment()
        .get_template("audit_index.html.j2")
        .render(
            commune=catalogue.commune.title.vi,
            what="mọi kỳ đã công bố" if quarter is None or tables.standing is None else f"{spoken(quarter)}, {tables.standing.words}",
            is_closed=tables.standing is not None and tables.standing.version is not None,
            version=tables.version,
            marts=[mart for mart in marts.values() if mart.name in written],
            data=DATA,
            descriptor=DESCRIPTOR,
            csv_note=CSV_NOTE,
            lineage_csv=CSV,
            lineage_json=JSON,
            models=f"{MODELS}/{INDEX}",
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
