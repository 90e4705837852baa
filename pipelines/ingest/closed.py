"""Closed quarters as they stand in the home: which versions there are, what their manifests say.

Belongs here: finding and reading packages. Does not belong here: their figures as rows for dbt (``closed_figures.py``), making a package,
asking whether it is still what it was (``pipelines.quarter``).

``closed/<quarter>/v<n>/`` is there whole or not at all: it comes into being by one rename. Of several versions the last one holds.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from pipelines.home import Home, HomeNotWholeError

MANIFEST = "manifest.json"
FIGURES = "tables/fct_indicator.parquet"
_QUARTER = re.compile(r"20\d\d-Q[1-4]")
_VERSION = re.compile(r"v([1-9]\d*)")


class AlteredError(HomeNotWholeError):
    """A closed package is not what was closed; the text names the file, in Vietnamese."""


@dataclass(frozen=True)
class Closed:
    """One version of a closed quarter, and the folder of its package."""

    quarter: str
    version: int
    folder: Path

    @property
    def status(self) -> str:
        """``final`` for the first version, ``revised`` for a later one."""
        return "final" if self.version == 1 else "revised"

    @cached_property
    def manifest_sha256(self) -> str:
        """The name under which the action log and the next close know this package."""
        return hashlib.sha256((self.folder / MANIFEST).read_bytes()).hexdigest()

    @cached_property
    def manifest(self) -> dict[str, Any]:
        """What the manifest says. Raises AlteredError when it is no manifest of this package."""
        try:
            said: dict[str, Any] = json.loads((self.folder / MANIFEST).read_bytes())
            if (said["quarter"], said["version"]) == (self.quarter, self.version):
                return said
        except (OSError, ValueError, KeyError, TypeError):
            pass  # said below, with the name of the file
        raise AlteredError(f"{self.shown(MANIFEST)}: không còn là bản kê của gói này.")

    def shown(self, path: str) -> str:
        """A file of the package as people are told of it: from the home's folder on."""
        return f"closed/{self.quarter}/v{self.version}/{path}"

    def whole(self, path: str) -> Path:
        """A file of the package, once its bytes are those of the manifest. Raises AlteredError when they are not."""
        said = {entry["path"]: entry["sha256"] for entry in self.manifest["files"]}
        file = self.folder / path
        if not file.is_file() or hashlib.sha256(file.read_bytes()).hexdigest() != said.get(path):
            raise AlteredError(f"{self.shown(path)}: không còn đúng như khi chốt. Hãy chạy «soxom verify {self.quarter}».")
        return file


def closed_folder(home: Home) -> Path:
    """Where packages stand."""
    return home.root / "closed"


def versions_of(home: Home, quarter: str) -> list[Closed]:
    """The versions into which the quarter has been closed, oldest first; empty for an open quarter."""
    folder = closed_folder(home) / quarter
    found = (_VERSION.fullmatch(path.name) for path in folder.iterdir()) if folder.is_dir() else ()
    return [Closed(quarter, number, folder / f"v{number}") for number in sorted(int(match[1]) for match in found if match)]


def latest_of(home: Home, quarter: str) -> Closed | None:
    """The version that holds; nothing for an open quarter."""
    return next(iter(versions_of(home, quarter)[::-1]), None)


def closed_quarters(home: Home) -> list[str]:
    """The quarters that are closed, in order."""
    folder = closed_folder(home)
    names = sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []
    return [name for name in names if _QUARTER.fullmatch(name) and versions_of(home, name)]
