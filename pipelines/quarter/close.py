"""Closing a quarter: freezing its figures into ``closed/<quarter>/v<n>/``, and restating one that is closed.

Belongs here: the order of a close, and what a crash within it leaves. Does not belong here: whether the quarter may be closed
(``gate.py``), what a package holds (``package.py``).

The package is built aside and made last; then one rename of its folder is the close; then the action log gets its entry. Before the
rename nothing is closed, and the next close sweeps up; after it everything is, and whoever next holds the writing place writes the
entry that the crash prevented, from the package's own manifest (``heal``).
"""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from pipelines.catalogue import Catalogue
from pipelines.home import Home
from pipelines.ingest.actions import GENESIS, Action, actions, append, log_path
from pipelines.ingest.archive import ArchiveError
from pipelines.ingest.closed import AlteredError, Closed, closed_folder, closed_quarters, latest_of, versions_of
from pipelines.ingest.text import clean
from pipelines.ingest.waivers import VIETNAM
from pipelines.quarter.gate import CloseRefusedError, ask_gate
from pipelines.quarter.package import Signed, fsync_folder, package_problems, packed_actions, read_inputs, whole_lines, write_package
from pipelines.quarter.period import spoken
from pipelines.quarter.standing import Standing

CLOSE, RESTATEMENT = "close", "restatement"


class CloseError(RuntimeError):
    """The quarter could not be closed, and nothing was written; the text says why in Vietnamese."""


def closings(home: Home) -> list[Action]:
    """The log's closes and restatements of all quarters, in the order in which they were made. Raises ChainError."""
    return [action for action in actions(home) if action.kind in (CLOSE, RESTATEMENT)]


def no_documents(_standing: Standing) -> dict[str, bytes]:
    """A close that makes nothing to read: the package holds what lies in the quarter's reports."""
    return {}


def close_quarter(
    home: Home,
    catalogue: Catalogue,
    quarter: str,
    *,
    by: str,
    approved_by: str,
    now: datetime,
    restate: bool = False,
    reason: str = "",
    documents: Callable[[Standing], Mapping[str, bytes]] = no_documents,
) -> Closed:
    """Freeze the quarter ("2026-Q2") and return the closed version. The caller holds the writing place.

    ``documents`` makes what people read of the quarter in the standing that the close gives it, by its path in the package's reports.
    Raises CloseRefusedError (the gate, or a quarter that is closed already), CloseError, ChainError, AlteredError.
    """
    heal(home)
    _sweep(home)
    before = ask_version(home, quarter, restate=restate, reason=reason)
    inputs = read_inputs(home)  # before the gate is asked: what is decided meanwhile is then seen there as not yet in the figures
    ask_gate(home, quarter, by, approved_by, now)
    past = closings(home)
    signed = Signed(
        quarter=quarter,
        version=before.version + 1 if before else 1,
        prepared_by=clean(by),
        approved_by=clean(approved_by),
        closed_at=now.astimezone(VIETNAM).isoformat(timespec="seconds"),
        reason=clean(reason) or f"Chốt số liệu {spoken(quarter)}",
        previous=past[-1].subject["manifest"] if past else GENESIS,
    )
    parent = closed_folder(home) / quarter
    aside = closed_folder(home) / f".{quarter}.v{signed.version}.{secrets.token_hex(4)}"
    aside.mkdir(parents=True)
    try:
        made = documents(Standing("revised" if before else "final", signed.version))
        write_package(home, catalogue, aside, signed=signed, inputs=inputs, before=before, documents=made)
    except (ArchiveError, OSError, ValueError) as error:
        _remove(aside)
        raise CloseError(f"Không đóng gói được {spoken(quarter)}, chưa ghi gì: {error}") from error
    parent.mkdir(exist_ok=True)
    aside.rename(parent / f"v{signed.version}")
    fsync_folder(parent)
    closed = Closed(quarter, signed.version, parent / f"v{signed.version}")
    _note(home, closed)
    return closed


def ask_version(home: Home, quarter: str, *, restate: bool, reason: str) -> Closed | None:
    """The version that a restatement would replace, nothing for a first close.

    Raises CloseRefusedError for a closed quarter without ``restate``, an open one with it, and a restatement without a reason.
    """
    before = latest_of(home, quarter)
    if before is not None and not restate:
        raise CloseRefusedError(
            [f"{spoken(quarter)} đã chốt (bản v{before.version}). Muốn điều chỉnh số đã chốt, hãy dùng --restate --reason «lý do»."]
        )
    if before is None and restate:
        raise CloseRefusedError([f"{spoken(quarter)} chưa chốt lần nào nên chưa có gì để điều chỉnh. Hãy chốt không có --restate."])
    if restate and not clean(reason):
        raise CloseRefusedError(["Điều chỉnh số đã chốt phải có lý do (--reason)."])
    return before


def heal(home: Home) -> list[Closed]:
    """Write the log entries that a crash kept from being written; the closes that got theirs now. The caller holds the writing place.

    Only a package that is whole, and whose copy of the log is how the log begins, gets its entry. Raises ChainError, and AlteredError
    also where the log has a close whose package is gone: its quarter would pass for one that was never closed.
    """
    noted = closings(home)
    gone = gone_packages(home, noted)
    if gone:
        raise AlteredError("\n".join(gone))
    entered = {(action.subject["quarter"], action.subject["version"]) for action in noted}
    missing = [closed for closed in all_versions(home) if (closed.quarter, str(closed.version)) not in entered]
    for closed in sorted(missing, key=lambda one: (str(one.manifest["closed_at"]), one.quarter, one.version)):
        problems = package_problems(closed)
        if problems:
            raise AlteredError("\n".join(problems))
        if not whole_lines(log_path(home)).startswith(packed_actions(closed)):
            raise AlteredError(f"archive/actions.jsonl: không bắt đầu bằng nhật ký mà {closed.shown('')} đã giữ lại.")
        _note(home, closed, healed=True)
    return missing


def all_versions(home: Home) -> list[Closed]:
    """Every version of every closed quarter."""
    return [closed for quarter in closed_quarters(home) for closed in versions_of(home, quarter)]


def gone_packages(home: Home, noted: Sequence[Action]) -> list[str]:
    """A sentence for each of these log entries whose package is not in the home."""
    there = {(closed.quarter, str(closed.version)) for closed in all_versions(home)}
    return [
        f"closed/{action.subject['quarter']}/v{action.subject['version']}: nhật ký (dòng {action.number}) có lần chốt này nhưng gói "
        "không còn. Hãy lấy lại thư mục này từ bản sao lưu."
        for action in noted
        if (action.subject["quarter"], action.subject["version"]) not in there
    ]


def _note(home: Home, closed: Closed, *, healed: bool = False) -> None:
    """The log's entry of a close, all of it from the package's manifest."""
    said = closed.manifest
    subject = {
        "quarter": closed.quarter,
        "version": str(closed.version),
        "approved_by": said["approved_by"],
        "manifest": closed.manifest_sha256,
        "previous": said["previous"],
    }
    if healed:
        subject["noted"] = "ghi bù sau khi lượt chốt bị ngắt"
    append(
        home,
        CLOSE if closed.version == 1 else RESTATEMENT,
        by=said["prepared_by"],
        at=datetime.fromisoformat(said["closed_at"]),
        reason=said["reason"],
        subject=subject,
    )


def _sweep(home: Home) -> None:
    """Remove what closes that died left aside."""
    folder = closed_folder(home)
    for leftover in sorted(folder.glob(".*.v*.*")) if folder.is_dir() else ():
        if leftover.is_dir():
            _remove(leftover)


def _remove(folder: Path) -> None:
    """Also where files are read-only, which on Windows stops their removal."""
    for path in folder.rglob("*"):
        if path.is_file():
            path.chmod(0o644)
    shutil.rmtree(folder)
