"""``python -m pipelines.catalogue.emit``: write the generated files, or with ``--check`` say which differ and fail.

Belongs here: the disk and the exit code. Does not belong here: what the files hold.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from pipelines.catalogue.emit import generate
from pipelines.catalogue.emit.text import MARKER
from pipelines.catalogue.load import load_catalogue
from pipelines.catalogue.validate import validate
from pipelines.home import PROJECT_ROOT

FOLDERS = ("dbt_project/seeds", "dbt_project/models/sources", "dbt_project/models/staging", "dbt_project/macros", "expectations", "docs")
MARKED_SUFFIXES = frozenset({".yml", ".sql", ".json", ".md"})


def differing(root: Path, files: dict[str, str]) -> list[str]:
    """Paths whose text on disk is not what the catalogue yields."""
    return [path for path, text in files.items() if not (root / path).is_file() or (root / path).read_text(encoding="utf-8") != text]


def leftovers(root: Path, files: dict[str, str]) -> Iterator[str]:
    """Files of an earlier catalogue: they carry the marker and are generated no more. A seed's CSV goes with its YAML."""
    for folder in FOLDERS:
        for path in sorted((root / folder).glob("*")):
            relative = path.relative_to(root).as_posix()
            if relative in files or path.suffix not in MARKED_SUFFIXES or MARKER not in path.read_text(encoding="utf-8"):
                continue
            yield relative
            if path.with_suffix(".csv").is_file():
                yield path.with_suffix(".csv").relative_to(root).as_posix()


def write(root: Path, files: dict[str, str]) -> None:
    """Bring the disk in line; a file that is already right keeps its modified time."""
    for path in leftovers(root, files):
        (root / path).unlink()
    for path in differing(root, files):
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(files[path], encoding="utf-8")


def main(arguments: list[str] | None = None) -> int:
    """0 when the files are (now) right, 1 when the catalogue is wrong or, with --check, when a file differs."""
    parser = argparse.ArgumentParser(prog="python -m pipelines.catalogue.emit", description="Generate files from the declared facts.")
    parser.add_argument("--check", action="store_true", help="write nothing; list what differs and exit 1")
    parser.add_argument("--root", type=Path, default=PROJECT_ROOT, help="the checkout to write to")
    options = parser.parse_args(arguments)
    catalogue = load_catalogue()
    problems = validate(catalogue)
    if problems:
        sys.stderr.write("".join(f"{problem}\n" for problem in problems))
        return 1
    files = generate(catalogue)
    changed = [*differing(options.root, files), *leftovers(options.root, files)]
    sys.stdout.write("".join(f"{path}\n" for path in changed))
    if options.check:
        return 1 if changed else 0
    write(options.root, files)
    return 0


if __name__ == "__main__":
    sys.exit(main())
