"""Every name that a hamlet of the registry answers to.

Belongs here: a registry row's own names, its aliases, its name with the old commune's, and the names that a person confirmed.
Does not belong here: how two names are compared (``text.py``), which hamlet a name then means (dbt: where two answer, none is chosen).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from pipelines.ingest.aliases import Alias
from pipelines.ingest.text import clean, hamlet_key, hamlet_plain_key, hamlet_roman_key, to_roman

Row = dict[str, Any]

_ABOUT_A_COMMUNE = re.compile(r"^(?:xã|thị trấn|phường)\s+|\s*\(?\bcũ\b\)?\s*$", re.IGNORECASE)
"""What is written about an old commune's name: "Xã Nghĩa Lạc", "Nghĩa Lạc (cũ)"."""
_SAID_COMMUNES = ("{}", "xã {}", "{} cũ", "xã {} cũ")
_IN_BRACKETS = re.compile(r"\(([^()]+)\)\s*$")


def registry_names(rows: Iterable[Row], confirmed: Iterable[Alias] = (), commune: str = "") -> list[Row]:
    """One line for each name that a registry row answers to, without repeats; names that a person confirmed among them.

    ``commune``: what the commune of today is called. "Xóm 5, xã Nghĩa Sơn" says no more than "Xóm 5" where no old commune was meant.

    "Xóm Khu Đông" is asked for as "Khu Đông" too, whose "Khu" is dropped like a "Xóm": it answers to "Đông" where no other hamlet does.
    """
    by_code: dict[str, list[str]] = {}
    for alias in confirmed:
        by_code.setdefault(alias.hamlet_code, []).append(alias.name)
    out: dict[tuple[str, int, str], Row] = {}
    named = [row for row in rows if row["row_kind"] == "data" and not row["door_rule"] and row["hamlet_name"]]
    with_roman = {row["file_sha256"] for row in named if hamlet_roman_key(_base(row))}
    for row in named:
        known = [(name, "confirmed") for name in by_code.get((row["hamlet_code"] or "").upper(), [])]
        for name, origin in [*_name_variants(row, commune, roman=row["file_sha256"] not in with_roman), *known]:
            _add(out, row, name, origin)
    taken = {(file, key) for file, _, key in out}
    for row in named:
        without_xom = hamlet_key(_base(row))
        if (row["file_sha256"], hamlet_key(without_xom)) not in taken:
            _add(out, row, without_xom, "base_name")
    return list(out.values())


def _add(out: dict[tuple[str, int, str], Row], row: Mapping[str, Any], name: str, origin: str) -> None:
    key = hamlet_key(name)
    line = {column: row[column] for column in ("commune_code", "file_sha256", "row_number", "hamlet_code")}
    line |= {"name_key": key, "plain_key": hamlet_plain_key(name), "origin": origin}
    out.setdefault((row["file_sha256"], row["row_number"], key), line)


def _name_variants(row: Mapping[str, Any], commune: str, *, roman: bool) -> Iterable[tuple[str, str]]:
    """Everything a hamlet answers to. ``roman``: whether its figure may be written so, as where no hamlet of the list is named so."""
    name, base = clean(row["hamlet_name"]), _base(row)
    yield name, "name"
    if base and base != name:
        yield base, "base_name"
    today = _ABOUT_A_COMMUNE.sub("", clean(commune))
    for said in _communes(row) or ([today, f"xã {today}"] if today else []):
        for written in [base, *(_as_roman(base) if roman else ())]:
            yield f"{written} {said}", "name_and_commune"
    for alias in re.split("[;,]", row.get("aliases") or ""):
        if alias.strip():
            yield alias, "alias"


def _base(row: Mapping[str, Any]) -> str:
    """The name without what stands in brackets."""
    return clean(row["hamlet_name"]).split("(")[0].strip()


def _communes(row: Mapping[str, Any]) -> list[str]:
    """The old commune as people say it: "Nghĩa Lạc", "xã Nghĩa Lạc", "NL". Where no column has it, what the name has in brackets."""
    given = clean(row.get("former_commune") or "")
    bracketed = _IN_BRACKETS.search(clean(row["hamlet_name"]))
    commune = _ABOUT_A_COMMUNE.sub("", given or (bracketed[1] if bracketed else ""))
    if not commune:
        return []
    return [said.format(commune) for said in _SAID_COMMUNES] + ([_initials(commune)] if given else [])


def _initials(name: str) -> str:
    return "".join(word[0] for word in name.split() if word)


def _as_roman(base: str) -> list[str]:
    """The figure that the name is, in Roman: "Xóm 1" is asked for as "Xóm I (Nghĩa Lạc)" too."""
    key = hamlet_key(base)
    return [to_roman(int(key))] if key.isascii() and key.isdigit() and 0 < int(key) < 90 else []
