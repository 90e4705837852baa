"""Names that a person has confirmed for a hamlet, with who, when and in which file: append-only, kept with the archive.

Belongs here: the register of confirmed names. Does not belong here: how names are compared (``text.py``, dbt).
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from pipelines.home import Home


class AliasError(ValueError):
    """A confirmation that lacks what makes it one."""


@dataclass(frozen=True)
class Alias:
    """One confirmation. ``file`` is the path of the file in which the name was met, or empty."""

    name: str
    hamlet_code: str
    confirmed_by: str
    confirmed_at: str
    file: str


def _register(home: Home) -> Path:
    return home.archive / "aliases.jsonl"


def confirmed_aliases(home: Home) -> list[Alias]:
    """Every confirmation in the order it was given; a line torn by a crash was never given."""
    path = _register(home)
    if not path.exists():
        return []
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    return [Alias(**json.loads(line)) for line in lines if line.endswith("\n")]


def confirm_alias(home: Home, name: str, hamlet_code: str, *, by: str, at: datetime, file: str = "") -> Alias:
    """Keep that ``name`` means the hamlet of that code. Raises AliasError when the name, the code or the person is missing."""
    alias = Alias(name.strip(), hamlet_code.strip().upper(), by.strip(), at.isoformat(timespec="seconds"), file.strip())
    if not (alias.name and alias.hamlet_code and alias.confirmed_by):
        raise AliasError("a confirmed name needs the name, the hamlet's code and who confirms it")
    path = _register(home)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as stream:
        stream.write(json.dumps(asdict(alias), ensure_ascii=False, sort_keys=True) + "\n")
    return alias
