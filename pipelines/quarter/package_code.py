"""The code and the libraries that a close was made with.

Belongs here: what counts as code, its digest, packing it, naming versions. Does not belong here: running it (``verify.py``).
"""

from __future__ import annotations

import hashlib
import platform
import re
import zipfile
from importlib import metadata
from pathlib import Path

from pipelines.home import PROJECT_ROOT

LOCK = "requirements.lock"
FOLDERS = ("dbt_project", "expectations", "pipelines")
FILES = ("pyproject.toml", LOCK)
_NOT_CODE = frozenset({"__pycache__", "target", "logs", "dbt_packages"})
_EPOCH = (1980, 1, 1, 0, 0, 0)
_LOCKED = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)==", re.MULTILINE)


def code_files(root: Path = PROJECT_ROOT) -> list[tuple[str, Path]]:
    """Every file that figures may depend on, with its path from the project's root, in order."""
    found = [path for folder in FOLDERS for path in (root / folder).rglob("*") if path.is_file()]
    named = [(path.relative_to(root), path) for path in [*found, *(root / name for name in FILES)] if path.is_file()]
    return sorted(
        (short.as_posix(), path)
        for short, path in named
        if not _NOT_CODE.intersection(short.parts) and not any(part.startswith(".") for part in short.parts)
    )


def code_digest(root: Path = PROJECT_ROOT) -> str:
    """Changes with any byte or name of the code."""
    digest = hashlib.sha256()
    for name, path in code_files(root):
        digest.update(f"{name}\0{hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return digest.hexdigest()


def write_code(path: Path) -> None:
    """The code as one zip: one order, one date, no trace of the machine."""
    with zipfile.ZipFile(path, "w") as packed:
        for name, file in code_files():
            info = zipfile.ZipInfo(name, _EPOCH)
            info.create_system = 0
            info.compress_type = zipfile.ZIP_DEFLATED
            packed.writestr(info, file.read_bytes())


def versions() -> dict[str, object]:
    """What the code ran on: project, lock file, Python, and each library that the lock names and that is installed."""
    lock = PROJECT_ROOT / LOCK
    text = lock.read_text(encoding="utf-8") if lock.is_file() else ""
    return {
        "project": _version("soxom"),
        "code_digest": code_digest(),
        "lock_sha256": hashlib.sha256(text.encode()).hexdigest(),
        "python": platform.python_version(),
        "libraries": {name: version for name in sorted(set(_LOCKED.findall(text))) if (version := _version(name))},
    }


def _version(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None
