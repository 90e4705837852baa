"""Looking into an old Excel workbook (BIFF in an OLE container) before a library opens it.

Belongs here: finding the workbook's stream, and walking its records for what the reading library does not tell: encryption, how far a
sheet really reaches, formulas with no stored result, Excel errors.
Does not belong here: reading the cells' values (``excel.py``).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from pipelines.ingest.grid import MAX_CELLS
from pipelines.ingest.package import SheetFacts
from pipelines.ingest.verdicts import Refusal

_FREE = 0xFFFFFFFA
"""Sector numbers from here up are marks (end of chain, free), not sectors."""
_BOF, _EOF, _FILEPASS, _BOUNDSHEET, _BOOLERR, _FORMULA = 0x0809, 0x000A, 0x002F, 0x0085, 0x0205, 0x0006
_CELLS = frozenset({0x0203, 0x0204, 0x00FD, 0x027E, 0x00BD, 0x00D6, _BOOLERR, _FORMULA})
"""NUMBER, LABEL, LABELSST, RK, MULRK, RSTRING, BOOLERR, FORMULA: cells that hold something."""
_MULRK = 0x00BD
_ERRORS = {0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A"}
_WORKSHEET, _SUBSTREAM_OF_BOOK = 0x0010, 0x0005


def look_into(content: bytes) -> dict[int, SheetFacts]:
    """The facts of each sheet by its position. Refuses an encrypted workbook and one that would not fit in memory."""
    try:
        stream = _workbook_stream(content)
        return _walk(stream)
    except (struct.error, IndexError) as error:
        raise Refusal("damaged") from error


class _Ole:
    """Just enough of the compound file format to find one stream."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.size = 1 << struct.unpack_from("<H", content, 30)[0]
        self.mini_size = 1 << struct.unpack_from("<H", content, 32)[0]
        if not 64 <= self.size <= 65536:
            raise struct.error
        self.fat = self._table(self._fat_sectors())

    def sector(self, number: int) -> bytes:
        start = (number + 1) * self.size
        return self.content[start : start + self.size]

    def _fat_sectors(self) -> list[int]:
        sectors = list(struct.unpack_from("<109I", self.content, 76))
        following, count = struct.unpack_from("<2I", self.content, 68)
        while following < _FREE and count:
            entries = struct.unpack(f"<{self.size // 4}I", self.sector(following))
            sectors.extend(entries[:-1])
            following, count = entries[-1], count - 1
        return [sector for sector in sectors if sector < _FREE]

    def _table(self, sectors: list[int]) -> tuple[int, ...]:
        data = b"".join(self.sector(sector) for sector in sectors)
        return struct.unpack(f"<{len(data) // 4}I", data[: len(data) // 4 * 4])

    def chain(self, start: int, table: tuple[int, ...] | None = None) -> list[int]:
        table = self.fat if table is None else table
        out: list[int] = []
        while start < _FREE and len(out) <= len(table):
            out.append(start)
            start = table[start]
        return out

    def stream(self, start: int) -> bytes:
        return b"".join(self.sector(number) for number in self.chain(start))

    def entries(self) -> Iterator[tuple[str, int, int]]:
        """Name, first sector and size of every directory entry."""
        directory = self.stream(struct.unpack_from("<I", self.content, 48)[0])
        for offset in range(0, len(directory) - 127, 128):
            length = struct.unpack_from("<H", directory, offset + 64)[0]
            name = directory[offset : offset + max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
            yield name, *struct.unpack_from("<2I", directory, offset + 116)

    def mini_stream(self, start: int, root_start: int) -> bytes:
        """A short stream: kept in small sectors inside the root's own stream."""
        table = self._table(self.chain(struct.unpack_from("<I", self.content, 60)[0]))
        root = self.stream(root_start)
        return b"".join(root[number * self.mini_size : (number + 1) * self.mini_size] for number in self.chain(start, table))


def _workbook_stream(content: bytes) -> bytes:
    ole = _Ole(content)
    entries = list(ole.entries())
    found = next((entry for name in ("workbook", "book") for entry in entries if entry[0].lower() == name), None)
    if found is None:
        raise Refusal("damaged")
    _, start, size = found
    cutoff = struct.unpack_from("<I", content, 56)[0]
    data = ole.stream(start) if size >= cutoff else ole.mini_stream(start, entries[0][1])
    return data[:size]


def _records(stream: bytes, offset: int = 0) -> Iterator[tuple[int, int, bytes]]:
    """Kind, offset and body of each record from ``offset`` on."""
    end = len(stream)
    while offset + 4 <= end:
        kind, length = struct.unpack_from("<2H", stream, offset)
        yield kind, offset, stream[offset + 4 : offset + 4 + length]
        offset += 4 + length


def _walk(stream: bytes) -> dict[int, SheetFacts]:
    offsets: list[tuple[int, str]] = []
    for kind, _, body in _records(stream):
        if kind == _FILEPASS:
            raise Refusal("password")
        if kind == _BOUNDSHEET:
            offsets.append((struct.unpack_from("<I", body)[0], _sheet_name(body)))
        if kind == _EOF:
            break
    return {position: _sheet_facts(stream, offset, name) for position, (offset, name) in enumerate(offsets)}


def _sheet_name(body: bytes) -> str:
    count, wide = body[6], body[7] & 1
    return body[8 : 8 + count * 2].decode("utf-16-le", "replace") if wide else body[8 : 8 + count].decode("latin-1")


def _sheet_facts(stream: bytes, offset: int, name: str) -> SheetFacts:
    facts = SheetFacts(merged=True)
    bottom = right = depth = 0
    pending: set[tuple[int, int]] = set()
    computed = False
    for kind, _, body in _records(stream, offset):
        depth += (kind == _BOF) - (kind == _EOF)
        if depth == 0:
            break
        if kind not in _CELLS:
            continue
        row, column = struct.unpack_from("<2H", body)
        bottom, right = max(bottom, row + 1), max(right, _last_column(kind, body, column) + 1)
        if kind == _BOOLERR and body[7]:
            facts.errors[row, column] = _ERRORS.get(body[6], "#VALUE!")
        elif kind == _FORMULA:
            computed |= _read_formula(body, (row, column), facts, pending)
    if bottom * right > MAX_CELLS:
        raise Refusal("blank_rows", sheet=name, rows=str(bottom))
    facts.uncomputed = frozenset() if computed else frozenset(pending)
    return facts


def _last_column(kind: int, body: bytes, column: int) -> int:
    return int(struct.unpack_from("<H", body, len(body) - 2)[0]) if kind == _MULRK else column


def _read_formula(body: bytes, place: tuple[int, int], facts: SheetFacts, pending: set[tuple[int, int]]) -> bool:
    """Whether the formula has a result. One with an empty text may never have been computed: only if no other was."""
    result = body[6:14]
    if result[6:8] != b"\xff\xff":
        return True
    if result[0] == 2:
        facts.errors[place] = _ERRORS.get(result[2], "#VALUE!")
    elif result[0] == 3:
        pending.add(place)
        return False
    return True
