"""Deciding, cell by cell and column by column, which texts of a workbook were typed in a legacy font, and converting them.

Belongs here: weighing a cell's letters with those of its column and of the whole file, and asking the font where letters do not tell.
Does not belong here: the letter maps (``legacy.py``).

The decision is never made for a whole file at once: headers are often Unicode over one column of TCVN3.
"""

from __future__ import annotations

import io
from collections import Counter

from pipelines.ingest.grid import Sheet, Workbook, address
from pipelines.ingest.legacy import DECODERS, EITHER, MODERN, MOJIBAKE, TCVN3, UNCLEAR, VNI, judge, may_be_legacy, reads_as
from pipelines.ingest.verdicts import Refusal

ENOUGH = 3
"""So many different texts of a column that only lean to an encoding make it sure."""
_FONTS = ((".vn", TCVN3), ("vntime", TCVN3), ("vnarial", TCVN3), ("vni", VNI))


class _Evidence:
    """What the different texts of a column, or of all columns, say."""

    def __init__(self) -> None:
        self.sure: Counter[str] = Counter()
        self.leaning: Counter[str] = Counter()
        self.modern_words = 0

    def add(self, text: str) -> None:
        verdict = judge(text)
        if verdict.encoding in DECODERS:
            (self.sure if verdict.sure else self.leaning)[verdict.encoding] += 1
        elif verdict.encoding == MODERN and may_be_legacy(text):
            self.modern_words += 1

    def encoding(self) -> str | None:
        """The encoding of most of the texts, or the one that enough of them lean to: a stray cell decides for no other."""
        if self.sure:
            encoding, times = self.sure.most_common(1)[0]
            return encoding if times >= self.modern_words else None
        if self.leaning:
            encoding, times = self.leaning.most_common(1)[0]
            return encoding if times >= max(ENOUGH, 3 * self.modern_words) else None
        return None


def convert(workbook: Workbook, content: bytes) -> None:
    """Put every legacy text of the workbook in Unicode, in place. Refuses what cannot be told for sure."""
    different = {value for sheet in workbook.sheets for row in sheet.rows for value in row if type(value) is str and not value.isascii()}
    if all(judge(text).encoding == MODERN for text in different):
        return
    whole = _Evidence()
    columns: dict[tuple[int, int], _Evidence] = {}
    for sheet in workbook.sheets:
        for column, texts in _by_column(sheet).items():
            evidence = columns.setdefault((sheet.index, column), _Evidence())
            for text in texts:
                evidence.add(text)
                whole.add(text)
    for sheet in workbook.sheets:
        _convert_sheet(sheet, columns, whole.encoding(), _Fonts(content, workbook.container, sheet.name))


def _by_column(sheet: Sheet) -> dict[int, set[str]]:
    out: dict[int, set[str]] = {}
    for _, column, text in sheet.texts():
        out.setdefault(column, set()).add(text)
    return out


def _convert_sheet(sheet: Sheet, columns: dict[tuple[int, int], _Evidence], whole: str | None, fonts: _Fonts) -> None:
    unclear: dict[int, list[int]] = {}
    for row, column, text in list(sheet.texts()):
        if not may_be_legacy(text):
            continue
        encoding = _encoding(text, columns[sheet.index, column].encoding(), whole)
        if encoding == EITHER:
            encoding = fonts.encoding(row, column) or EITHER
        if encoding == EITHER:
            raise Refusal("unknown_encoding", cell=address(row, column), sheet=sheet.name)
        if encoding == UNCLEAR:
            unclear.setdefault(column, []).append(row)
        if encoding in DECODERS:
            sheet.rows[row][column] = DECODERS[encoding](text)
    _refuse_riddles(sheet, unclear)


def _encoding(text: str, column: str | None, whole: str | None) -> str:
    """The text's own letters first, then its column, then the file; a text that reads well in Unicode stays."""
    verdict = judge(text)
    around = column or whole
    if verdict.sure and verdict.encoding != MODERN:
        return verdict.encoding
    if verdict.encoding == EITHER:
        return around or EITHER
    if verdict.encoding in DECODERS:
        return verdict.encoding if verdict.encoding == around else MODERN
    if column not in (None, MOJIBAKE) and reads_as(text, column):  # type: ignore[arg-type]
        return column or MODERN
    return verdict.encoding


def _refuse_riddles(sheet: Sheet, unclear: dict[int, list[int]]) -> None:
    """A foreign name here and there is left alone; a column full of unreadable words is refused."""
    for column, rows in unclear.items():
        different = {sheet.rows[row][column] for row in rows}
        accented = sum(1 for _, index, text in sheet.texts() if index == column and not text.isascii())
        if len(different) >= ENOUGH and len(rows) * 2 > accented:
            raise Refusal("unknown_encoding", cell=address(rows[0], column), sheet=sheet.name)


class _Fonts:
    """The cells' fonts, asked for only where letters do not tell: opening a workbook for its styles is slow."""

    def __init__(self, content: bytes, container: str, sheet_name: str) -> None:
        self._content, self._container, self._sheet_name = content, container, sheet_name
        self._sheet: object | None = None

    def encoding(self, row: int, column: int) -> str | None:
        name = self._font_name(row, column).casefold()
        return next((encoding for start, encoding in _FONTS if name.startswith(start)), None)

    def _font_name(self, row: int, column: int) -> str:
        if self._container not in ("xlsx", "xlsm"):
            return ""
        if self._sheet is None:
            import openpyxl  # noqa: PLC0415 - slow to import, and hardly ever needed

            self._sheet = openpyxl.load_workbook(io.BytesIO(self._content))[self._sheet_name]
        font = self._sheet.cell(row + 1, column + 1).font  # type: ignore[attr-defined]
        return str(font.name or "") if font is not None else ""
