"""Looking into an xlsx package before a library opens it.

Belongs here: what only the raw XML tells: how far a sheet really reaches (a library would lay out every cell up to its last one and
may exhaust memory), formulas with no stored result, Excel errors (the reading library shows those as blanks), merged cells or none.
Does not belong here: reading the cells' values (``excel.py``), the other containers.
"""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass, field
from html import unescape
from posixpath import join, normpath

from pipelines.ingest.grid import MAX_CELLS, column_number
from pipelines.ingest.sniff import BROKEN_ZIP
from pipelines.ingest.verdicts import Refusal

MAX_ROWS = 200_000
"""No report of a commune has so many rows."""
_PLAIN_ROWS = 3_000
"""A sheet of fewer rows and of no column beyond ZZ cannot be too large, and is not measured."""

_LAST_ROW = re.compile(rb"<(?:\w+:)?row[^>]*?\sr=[\"'](\d+)")
_FAR = re.compile(rb"r=[\"'][A-Z]{0,2}(?:[A-Z]\d{5}|[A-Z]{3}\d)")
"""A cell in row 10000 or beyond, or right of column ZZ, or what looks like one: those are measured."""
_FILLED = re.compile(rb"<(?:\w+:)?c\s[^>]*?\br=[\"']([A-Z]{1,3})(\d+)[^>]*?(?<!/)>")
_CONTENT = (b"<v", b"<is", b"<f", b":v>", b":is>", b":f>")
"""After the last of these nothing is filled in, however many formatted rows follow."""
_CELL = re.compile(rb"<(?:\w+:)?c(\s[^>]*?)(?:/>|>(.*?)</(?:\w+:)?c>)", re.DOTALL)
_REFERENCE = re.compile(rb"\br=[\"']([A-Z]{1,3})(\d+)")
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s>/]")
_VALUE = re.compile(rb"<(?:\w+:)?v[^>]*>([^<]+)</")
_SHEET = re.compile(rb"<(?:\w+:)?sheet\s([^>]*?)/?>")
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\s([^>]*?)/?>")
_ATTRIBUTE = re.compile(rb"([\w:]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")


@dataclass(slots=True)
class SheetFacts:
    """What the XML of one sheet says that the library does not."""

    merged: bool = False
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    uncomputed: frozenset[tuple[int, int]] = frozenset()


def look_into(content: bytes) -> dict[int, SheetFacts]:
    """The facts of each worksheet by its position in the workbook. Refuses what would not fit in memory."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = _sheet_parts(archive)
        for name in _other_sheets(archive, {part for _, part in parts}):
            _refuse_sprawl(_read(archive, name), name)
        asks_to_recalculate = b"fullCalcOnLoad" in _read(archive, _workbook_part(archive))
        return {position: _facts(_read(archive, part), name, stale=asks_to_recalculate) for position, (name, part) in enumerate(parts)}


def _read(archive: zipfile.ZipFile, part: str) -> bytes:
    """A part's bytes, checked against its checksum; nothing when the package has no such part."""
    try:
        return archive.read(part)
    except KeyError:
        return b""
    except BROKEN_ZIP as error:
        raise Refusal("damaged") from error


def _attributes(text: bytes) -> dict[str, str]:
    return {
        name.decode("utf-8", "replace").rpartition(":")[2]: unescape((double or single).decode("utf-8", "replace"))
        for name, double, single in _ATTRIBUTE.findall(text)
    }


def _workbook_part(archive: zipfile.ZipFile) -> str:
    return next((name for name in archive.namelist() if name.lower().lstrip("/") == "xl/workbook.xml"), "xl/workbook.xml")


def _sheet_parts(archive: zipfile.ZipFile) -> list[tuple[str, str]]:
    """Each sheet's name and part, in the workbook's order."""
    workbook = _workbook_part(archive)
    folder, _, leaf = workbook.rpartition("/")
    relations = {
        found.get("Id", ""): found.get("Target", "")
        for found in (_attributes(text) for text in _RELATION.findall(_read(archive, f"{folder}/_rels/{leaf}.rels")))
    }
    sheets = [_attributes(text) for text in _SHEET.findall(_read(archive, workbook))]
    return [(sheet.get("name", ""), _target(folder, relations.get(sheet.get("id", ""), ""))) for sheet in sheets]


def _other_sheets(archive: zipfile.ZipFile, known: set[str]) -> list[str]:
    """Sheets that the workbook names in some way that is not followed here; the library may follow it."""
    return [name for name in archive.namelist() if "sheets" in name.lower() and name.lower().endswith(".xml") and name not in known]


def _target(folder: str, target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else normpath(join(folder, target)) if target else ""


def _facts(xml: bytes, name: str, *, stale: bool) -> SheetFacts:
    _refuse_sprawl(xml, name)
    facts = SheetFacts(merged=b"mergeCell" in xml)
    has_errors, has_formulas = b't="e"' in xml or b"t='e'" in xml, (b"<f" in xml or b":f" in xml)
    if has_errors or has_formulas:
        _read_cells(xml, facts, stale=stale)
    return facts


def _refuse_sprawl(xml: bytes, name: str) -> None:
    """Refuse a sheet whose filled cells lie so far apart that laying it out would exhaust memory."""
    tail = _LAST_ROW.findall(xml[-20_000:]) if len(xml) > 20_000 else _LAST_ROW.findall(xml)
    last = max((int(row) for row in tail), default=xml.count(b"<row"))
    if last <= _PLAIN_ROWS and len(xml) < 5_000_000 and not _FAR.search(xml):
        return
    cells = _FILLED.findall(xml, 0, max(xml.rfind(mark) for mark in _CONTENT) + 1)
    bottom = max((int(row) for _, row in cells), default=0)
    right = max((column_number(letters.decode()) + 1 for letters in {letters for letters, _ in cells}), default=0)
    if bottom * right > MAX_CELLS or (last > MAX_ROWS and bottom > MAX_ROWS):
        raise Refusal("blank_rows", sheet=name, rows=str(max(bottom, last)))
    if bottom > MAX_ROWS // 2 and len({row for _, row in cells}) * 10 < bottom:
        raise Refusal("blank_rows", sheet=name, rows=str(bottom))


def _place(attributes: bytes) -> tuple[int, int] | None:
    found = _REFERENCE.search(attributes)
    return (int(found[2]) - 1, column_number(found[1].decode())) if found else None


def _read_cells(xml: bytes, facts: SheetFacts, *, stale: bool) -> None:
    """Collect errors and formulas without a result.

    A library that writes a formula stores nothing, or 0, and asks for a recalculation when the file is opened; such a 0 is no figure.
    A result of type text may rightly be empty.
    """
    uncomputed: set[tuple[int, int]] = set()
    zeros: set[tuple[int, int]] = set()
    computed = False
    for attributes, inner in _CELL.findall(xml):
        place = _place(attributes)
        if place is None:
            continue
        value = _VALUE.search(inner)
        if b't="e"' in attributes or b"t='e'" in attributes:
            facts.errors[place] = value[1].decode("utf-8", "replace") if value else "#VALUE!"
        elif _FORMULA.search(inner):
            if value is None:
                uncomputed.update([place] if b't="str"' not in attributes else [])
            elif value[1] == b"0":
                zeros.add(place)
            else:
                computed = True
    if stale and not computed:
        uncomputed |= zeros
    facts.uncomputed = frozenset(uncomputed)
