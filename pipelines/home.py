"""The folder that one commune's data lives in (``SOXOM_HOME``), and the names of the places inside it.

Belongs here: paths and the one-writer lock. Does not belong here: what is written in those places.

``archive/`` is precious (what was received); ``state/`` can always be made again from it.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

PROJECT_ROOT = Path(__file__).resolve().parent.parent
"""The checkout: where ``dbt_project/`` and ``expectations/`` stand."""
PREPARED = PROJECT_ROOT / ".prepared"
"""What is made once for every home of this checkout; it can always be made again."""


@dataclass(frozen=True)
class Home:
    """One commune's folder. Paths only; nothing is created until something is written."""

    root: Path

    @classmethod
    def from_env(cls, env: Mapping[str, str] | None = None) -> Home:
        """The home that ``SOXOM_HOME`` names, or the project's root."""
        value = (os.environ if env is None else env).get("SOXOM_HOME")
        return cls(Path(value).resolve() if value else PROJECT_ROOT)

    @property
    def drop(self) -> Path:
        """Where people drop files. Never written by us."""
        return self.root / "data_raw"

    @property
    def archive(self) -> Path:
        """Every received file under its SHA-256, and the receipts: write-once, precious."""
        return self.root / "archive"

    @property
    def state(self) -> Path:
        """Everything that can be made again from the archive."""
        return self.root / "state"

    @property
    def seen(self) -> Path:
        """How the dropped files looked when they were last hashed."""
        return self.state / "seen.json"

    @property
    def lake(self) -> Path:
        """The Parquet files that Python hands to dbt."""
        return self.state / "lake"

    @property
    def warehouse(self) -> Path:
        """The published warehouse file: replaced whole by an atomic rename, never edited."""
        return self.state / "warehouse" / "soxom.duckdb"

    @property
    def door(self) -> Path:
        """The results of the checks at the door, and their pages."""
        return self.state / "door"

    @property
    def reports(self) -> Path:
        """What is written for people, a folder a quarter. Made again from what is published."""
        return self.root / "reports"

    @property
    def templates(self) -> Path:
        """Word templates that the office has changed; used instead of our own."""
        return self.root / "templates"

    @property
    def officer_settings(self) -> Path:
        """What the officer has settled for reports: names, titles, recipients. Written once with blanks, then theirs."""
        return self.root / "cai-dat.yml"

    @property
    def dagster(self) -> Path:
        """Dagster's own instance folder."""
        return self.state / "dagster"

    @property
    def dbt_target(self) -> Path:
        """dbt's artefacts of the last build."""
        return self.state / "dbt"


class HomeBusyError(RuntimeError):
    """Another run is writing in this home."""


class HomeNotWholeError(RuntimeError):
    """Something that is written once is not what was written; the text names it, in Vietnamese."""


@contextlib.contextmanager
def writer_lock(home: Home, seconds: float = 900, waiting: Callable[[], None] | None = None) -> Iterator[None]:
    """Hold the home's one writing place, however the run was started. The system lets go of it when a process dies.

    ``waiting`` is called once when another run holds it. Raises HomeBusyError when it does so longer than ``seconds``.
    """
    home.state.mkdir(parents=True, exist_ok=True)
    lock = FileLock(home.state / "writer.lock")
    try:
        try:
            lock.acquire(timeout=0)
        except Timeout:
            if waiting is not None:
                waiting()
            lock.acquire(timeout=seconds)
    except Timeout as error:
        raise HomeBusyError(str(home.root)) from error
    try:
        yield
    finally:
        lock.release()
