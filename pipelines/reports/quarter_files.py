"""Writes a quarter's report and annex into the home.

Belongs here: names of files, putting them in place, keeping what an officer has edited. Does not belong here: what is in them.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

from pipelines.home import Home
from pipelines.ingest.closed import latest_of
from pipelines.quarter.package import packed_reports
from pipelines.quarter.report_facts import QuarterFacts, quarter_facts
from pipelines.quarter.standing import Standing, standing_in
from pipelines.reports.annex.book import annex_bytes
from pipelines.reports.issuer import Issuer, issuer_of
from pipelines.reports.word.fill import report_bytes

REPORT, ANNEX = "bao-cao.docx", "phu-luc.xlsx"
_EDITED = "da-sua"


class FileInUseError(OSError):
    """A report is open in another program; the message says which."""


@dataclass(frozen=True)
class Written:
    """What was put in place, and what an officer had edited and is kept beside it under another name."""

    paths: tuple[Path, ...]
    kept: tuple[Path, ...]


def write_quarter(home: Home, quarter: str) -> Written:
    """Write the report and annex into ``reports/<quarter>/``: of a closed quarter those of the close, else made from what is published.

    Raises NotPublishedError, LookupError (a quarter that is not known), OfficerSettingsError, TemplateError, FileInUseError, AlteredError.
    """
    closed = latest_of(home, quarter)
    files = {name: content for name, content in packed_reports(closed).items() if name in (REPORT, ANNEX)} if closed else {}
    if not files:
        files = quarter_files(home, quarter_facts(home, quarter), standing_in(home, quarter), issuer_of(home))
    folder = home.reports / quarter
    folder.mkdir(parents=True, exist_ok=True)
    ledger, ours = _ledger(home, quarter), _ours(home, quarter)
    kept = [copy for name, content in files.items() if (copy := _kept(folder / name, content, ours.get(name)))]
    for name, content in files.items():
        _put(folder / name, content)
    ledger.parent.mkdir(parents=True, exist_ok=True)
    ledger.write_text(json.dumps({name: _digest(content) for name, content in files.items()}), encoding="utf-8")
    return Written(tuple(folder / name for name in files), tuple(kept))


def edited_files(home: Home, quarter: str) -> dict[str, bytes]:
    """The documents that somebody has edited since they were written, under the name by which an edited one is kept."""
    ours = _ours(home, quarter)
    paths = [path for name in (REPORT, ANNEX) if (path := home.reports / quarter / name).exists()]
    return {_edited_name(path, 1): content for path in paths if _digest(content := path.read_bytes()) != ours.get(path.name)}


def _ledger(home: Home, quarter: str) -> Path:
    return home.state / "reports" / f"{quarter}.json"


def _ours(home: Home, quarter: str) -> dict[str, str]:
    """Document -> digest of what we wrote there last."""
    ledger = _ledger(home, quarter)
    written: dict[str, str] = json.loads(ledger.read_text(encoding="utf-8")) if ledger.exists() else {}
    return written


def _edited_name(path: Path, number: int) -> str:
    return f"{path.stem}.{_EDITED}-{number}{path.suffix}"


def quarter_files(home: Home, facts: QuarterFacts, standing: Standing, issuer: Issuer) -> dict[str, bytes]:
    """Both documents by file name: a close asks for these with its own standing (``closing.py``)."""
    own = home.templates / REPORT
    return {
        REPORT: report_bytes(facts, standing, issuer, own if own.exists() else None),
        ANNEX: annex_bytes(facts, standing, issuer),
    }


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _kept(path: Path, new: bytes, ours: str | None) -> Path | None:
    """Somebody's edits are theirs: the file is renamed, not written over."""
    if not path.exists():
        return None
    present = _digest(path.read_bytes())
    if present in (ours, _digest(new)):
        return None
    number = 1
    while (copy := path.with_name(_edited_name(path, number))).exists():
        number += 1
    try:
        path.rename(copy)
    except PermissionError as error:
        raise _in_use(path) from error
    return copy


def _put(path: Path, content: bytes) -> None:
    """In place whole or not at all; a file that is right already keeps its modified time."""
    if path.exists() and path.read_bytes() == content:
        return
    aside = path.with_name(f".{path.name}.new")
    aside.write_bytes(content)
    try:
        aside.replace(path)
    except PermissionError as error:
        aside.unlink()
        raise _in_use(path) from error


def _in_use(path: Path) -> FileInUseError:
    return FileInUseError(f"{path}: tệp đang mở trong chương trình khác. Hãy đóng tệp rồi chạy lại.")
