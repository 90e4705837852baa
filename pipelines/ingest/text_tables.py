"""Tables as text: comma, semicolon, tab or bar between cells, in any encoding that offices use.

Belongs here: from bytes to text (UTF-8, UTF-16, Windows-1258, legacy fonts saved as single bytes) and from text to cells.
Does not belong here: legacy letters inside the text (``legacy_cells.py`` converts them), what the cells mean.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections import Counter

from pipelines.ingest.grid import MAX_CELLS, Row, Sheet, Workbook
from pipelines.ingest.legacy import MODERN, UNCLEAR, judge
from pipelines.ingest.sniff import utf16_without_mark
from pipelines.ingest.syllables import is_modern
from pipelines.ingest.verdicts import Refusal

SHEET_NAME = "CSV"
_DELIMITERS = (",", ";", "\t", "|")
_SEPARATOR_LINE = re.compile(r"^sep=(.)\r?\n", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+")
_LOOKED_AT = 400
"""Lines that decide the separator and the encoding."""


def read_text_table(content: bytes) -> Workbook:
    """The text as one sheet. ``container`` says the separator: csv, tsv, or text when there is none."""
    text = decode(content).replace("\x00", "")
    found = _SEPARATOR_LINE.match(text)
    delimiter = found[1] if found else _delimiter(text)
    rows: list[Row] = []
    try:
        cells = 0
        for record in csv.reader(io.StringIO(text[found.end() :] if found else text, newline=""), delimiter=delimiter or ","):
            rows.append(list(record))
            cells += len(record)
            if cells > MAX_CELLS or len(rows) > MAX_CELLS:
                raise Refusal("blank_rows", sheet=SHEET_NAME, rows=str(len(rows)))
    except csv.Error as error:
        raise Refusal("damaged") from error
    container = {"": "text", "\t": "tsv"}.get(delimiter, "csv")
    return Workbook(container, [Sheet(SHEET_NAME, 0, rows)])


def _delimiter(text: str) -> str:
    """The separator that stands the same number of times in most lines; decimal commas lose to semicolons."""
    lines = [line for line in text.splitlines()[:_LOOKED_AT] if line.strip()]
    best, best_score = "", 0
    for delimiter in _DELIMITERS:
        counts = Counter(_outside_quotes(line).count(delimiter) for line in lines)
        score = max((times * lines_with for times, lines_with in counts.items() if times), default=0)
        if score > best_score:
            best, best_score = delimiter, score
    return best


def _outside_quotes(line: str) -> str:
    return re.sub(r'"[^"]*"', "", line) if '"' in line else line


def decode(content: bytes, declared: str | None = None) -> str:
    """The text in NFC where it is Unicode; single bytes of a legacy font stay as Windows-1252 letters.

    Refuses bytes of which no reading makes Vietnamese.
    """
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _strictly(content, "utf-16")
    wide = utf16_without_mark(content[:4096])
    if wide:
        return _strictly(content, wide)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _single_bytes(content, declared)


def _strictly(content: bytes, encoding: str) -> str:
    try:
        return content[: len(content) // 2 * 2].decode(encoding).lstrip("\ufeff")
    except UnicodeDecodeError as error:
        raise Refusal("damaged") from error


def _single_bytes(content: bytes, declared: str | None) -> str:
    """Windows-1258 or a legacy font, whichever makes Vietnamese words."""
    sample = content[:200_000]
    vietnamese = unicodedata.normalize("NFC", sample.decode("cp1258", "replace"))
    western = sample.decode("cp1252", "replace")
    share_1258, share_legacy = _modern_share(vietnamese), _legacy_share(western)
    if max(share_1258, share_legacy) < 0.6 or abs(share_1258 - share_legacy) < 0.1:
        if declared and declared.lower() not in ("utf-8", "utf8") and max(share_1258, share_legacy) >= 0.6:
            return unicodedata.normalize("NFC", content.decode("cp1258", "replace"))
        raise Refusal("unknown_encoding", sheet=SHEET_NAME, cell=_first_unreadable(western))
    if share_1258 > share_legacy:
        return unicodedata.normalize("NFC", content.decode("cp1258", "replace"))
    return content.decode("latin-1")


def _modern_share(text: str) -> float:
    """Of the words with marks, how many have the shape of Vietnamese."""
    words = {word for word in _WORD.findall(text) if not word.isascii()}
    return sum(1 for word in words if is_modern(word)) / len(words) if words else 1.0


def _legacy_share(text: str) -> float:
    """Of the cells with marks, how many can be read in a legacy font."""
    cells = {cell for line in text.splitlines()[:_LOOKED_AT] for cell in re.split(r"[,;\t|\"]", line) if not cell.isascii()}
    good = sum(1 for cell in cells if judge(cell).encoding not in (MODERN, UNCLEAR))
    return good / len(cells) if cells else 0.0


def _first_unreadable(text: str) -> str:
    line = next((number for number, line in enumerate(text.splitlines(), start=1) if not line.isascii()), 1)
    return f"A{line}"
