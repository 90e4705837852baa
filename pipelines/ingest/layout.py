"""What each row below a table's header is: data, the total, or something to set aside.

Belongs here: column numbers, group rows and their subtotals, totals with and without a label, notes and signatures, repeated headers.
Does not belong here: the header (``headers.py``), what a cell means (``values.py``), making rows of the values (``tables.py``).

A row is set aside only on evidence: an unknown hamlet with figures stays a row of data, and is reported as unknown further on.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from typing import Literal

from pipelines.catalogue.model import FieldKind, Source
from pipelines.ingest.grid import Cell, Row, Sheet, is_blank, written
from pipelines.ingest.headers import Header
from pipelines.ingest.labels import Lookup, label_of
from pipelines.ingest.text import clean, fold
from pipelines.ingest.values import count, date_in, is_blank_look, is_figure

_ENDINGS = (
    # who made, checked and signed it
    r"nguoi (?:lap|bao cao|kiem tra|tong hop|duyet|ky|thong ke|khai|viet)\b.*",
    r"can bo (?:lap|tong hop|thong ke|phu trach)\b.*",
    r"thu truong(?: don vi| co quan)?",
    r"(?:tm|kt|tl|tuq|q)\b ?(?:chu tich|uy ban nhan dan|ubnd|truong|giam doc|hieu truong|thu truong|to truong).*",
    r"to truong(?: to)?(?: .{0,40})?",
    r"pho to truong",
    r"(?:pho )?chu tich(?: ubnd.*| uy ban.*)?",
    r"(?:pho )?(?:hieu truong|giam doc)",
    r"truong (?:tram|phong|ban|cong an|thon|xom)\b.*",
    r"lanh dao.*",
    r"dai dien .*",
    r"phe duyet.*",
    r"xac nhan\b.*",
    r"ke toan.*",
    r"ky(?: va)? ghi ro.*",
    r"ky ten.*",
    r"da ky",
    r"ky dong dau.*",
    # notes
    r"(?:ghi chu|luu y|chu thich|chu y|noi nhan|nguon(?: so lieu)?)\b.*",
    r"(?:phu luc|bieu) nay.*",
    r"(?:page|trang) [0-9]+(?: (?:of )?[0-9]+| tren.*| cua.*)?",
    # place and date
    r"(?:.{0,40} )?ngay(?: [0-9]{1,2})? thang(?: [0-9]{1,2})? nam(?: [0-9]{2,4})?",
    r"(?:[a-z ]{0,30} )?ngay [0-9]{1,2} [0-9]{1,2} [0-9]{4}",
    r"(?:in ngay|ngay in) .*",
    r"[0-9]{1,2} thang [a-z]+(?: [a-z]+)? [0-9]{4}",
)
_ENDING = re.compile(rf"^(?:{'|'.join(_ENDINGS)})$")
_GROUP_WORDS = re.compile(r"^(?:xã|khu vực|khu|cụm|phần|nhóm|thuộc|các xóm|các thôn|địa bàn|vùng|miền|xa|cum|phan|nhom)\b", re.IGNORECASE)
_UNIT_WORD = re.compile(r"^(?:xóm|thôn|tổ dân phố|tdp|ấp|bản|xom|thon|x\.)\s*\S", re.IGNORECASE)
_GROUP_MARK = re.compile(r"^(?:[IVXL]{1,6}|[A-ZĐ])[.)]?$")
_NUMBER_MARK = re.compile(r"^\(?(?:[0-9]{1,2}|[A-ZĐa-z])\)?(?:\s*[=:]\s*[0-9()+\-*/x×:.,% ]+)?$")
_BARE_NUMBER = re.compile(r"^\(?([0-9]{1,2})\)?")
_TOTALS = (
    r"tổng(?:\s+(?:cộng|số|chung|toàn|cả|các|xã|hợp)\b.*|\s*[:.(].*|\s*)",
    r"toàn\s+(?:xã|quốc|huyện|tỉnh|phường)\b.*",
    r"cả\s+xã\b.*",
    r"cộng(?:\s*[:.(].*|\s*|\s+(?:toàn|chung|các|số|lại|dồn|nhóm|phần|cụm|khu|xã)\b.*)",
)
_TOTAL = re.compile(rf"^(?:{'|'.join(_TOTALS)})$", re.IGNORECASE)
_TOTAL_PLAIN = re.compile(r"^(?:tong(?: (?:cong|so|chung|toan xa|ca xa))?|toan xa|ca xa|cong)$")
_ONE_GROUP = r"(?:[ivx]{1,4}|[a-h]|[0-9]{1,2})"
_SUM_OF_GROUPS = re.compile(rf"^(?:tổng\s+)?cộng\s*\(?\s*{_ONE_GROUP}(?:\s*[+,&]\s*{_ONE_GROUP})*\s*\)?\s*:?$", re.IGNORECASE)
_LONG_NOTE = 70
MOST = 0.5
"""A total may be wrong in some columns and is still the total."""


@lru_cache(maxsize=16384)
def is_ending(text: str) -> bool:
    """Whether the text opens the notes or the signatures below a table."""
    if text.startswith(("(Ký", "(ký", "(KÝ", "(*)", "* ", "** ")):
        return True
    return bool(_ENDING.match(fold(text)))


@lru_cache(maxsize=16384)
def is_total_label(text: str) -> bool:
    """Whether the text labels a sum. Marks decide: the hamlets "Cộng Hòa" and "Tống Xá" are none."""
    text = clean(text)
    if not text or len(text) > 60:
        return False
    return bool(_TOTAL.match(text) or _SUM_OF_GROUPS.match(text) or (text.isascii() and _TOTAL_PLAIN.match(fold(text))))


Aside = Literal["below_table", "below_header", "note", "group", "subtotal"]
"""Why a line was set aside: after the table's end, column numbers and units, a note or repeated header, a group, a part's sum."""


@dataclass(slots=True)
class Body:
    """The rows below a header, sorted: their 0-based numbers."""

    data: list[int] = field(default_factory=list)
    totals: list[int] = field(default_factory=list)
    aside: list[int] = field(default_factory=list)
    why: dict[int, Aside] = field(default_factory=dict)
    """Why each line of ``aside`` stands there."""

    def put_aside(self, row: int, why: Aside) -> None:
        """Set a line aside, saying why."""
        self.aside.append(row)
        self.why[row] = why


class _Reader:
    """Sorts the rows of one table. Made for one header on one sheet."""

    def __init__(self, sheet: Sheet, header: Header, source: Source, lookup: Lookup) -> None:
        self.sheet, self.header, self.lookup = sheet, header, lookup
        kinds = {item.id: item.kind for item in source.fields}
        self.stt = header.columns.get("row_label")
        self.counts = [column for name, column in header.columns.items() if kinds[name] is FieldKind.COUNT]
        self.hard = [
            column
            for name, column in header.columns.items()
            if kinds[name] in (FieldKind.COUNT, FieldKind.DATE, FieldKind.CODE, FieldKind.PERCENT, FieldKind.MARK)
        ]
        names = [item.id for item in source.fields if item.id in header.columns and item.kind in (FieldKind.HAMLET, FieldKind.TEXT)]
        keys = [name for name in (*source.key, *names) if name in header.columns and kinds[name] is not FieldKind.DATE]
        self.name = header.columns[keys[0]] if keys else None
        self.by_hamlet = bool(keys) and (kinds[keys[0]] is FieldKind.HAMLET or "hamlet_name" in header.columns)
        self.name_columns = {header.columns[name] for name in (*keys, *names)}
        self.header_texts = {label.column: fold(label.leaf) for label in header.labels}

    def texts(self, row: Row) -> list[tuple[int, str]]:
        return [(column, clean(value)) for column, value in enumerate(row) if type(value) is str and value and clean(value)]

    def name_of(self, row: int) -> str:
        return "" if self.name is None else written(self.sheet.cell(row, self.name))

    def stt_of(self, row: int) -> str:
        return "" if self.stt is None else written(self.sheet.cell(row, self.stt))

    def figures(self, row: int) -> dict[int, int]:
        """The row's counts, by column, as far as they are figures."""
        out = {}
        for column in self.counts:
            value = self.sheet.cell(row, column)
            if value not in (None, "") and is_figure(value):
                text = count(value)
                if text is not None and text.isdigit():
                    out[column] = int(text)
        return out

    def is_label(self, text: str) -> bool:
        """Whether the text is, word for word, a header of this or any other source."""
        return self.lookup.is_word(label_of(text))

    def repeats_header(self, row: int) -> bool | None:
        """True for this table's header again, False for another's, None for no header at all."""
        texts = self.texts(self.sheet.rows[row])
        same = sum(1 for column, text in texts if self.header_texts.get(column) == fold(text))
        if len(texts) > 1 and same == len(texts):
            return True
        labels = sum(1 for _, text in texts if self.is_label(text))
        if labels >= 2 and any(
            isinstance(value, dt.date) or (type(value) is str and date_in(clean(value))) for value in self.sheet.rows[row]
        ):
            return None  # a topic and an audience may have a header's words; no header has a date
        return False if labels >= 3 or (labels == 2 and len(texts) <= 3) else None

    def is_plain_data(self, row: int) -> bool:
        """The common case, told with one look: a name that is no total's and not the header's, and a figure or date beside it."""
        name = self.name_of(row)
        if not name or is_total_label(name) or self.is_label(name):
            return False
        return self.has_hard_value(row)

    def has_hard_value(self, row: int) -> bool:
        """Whether a figure, a date, a code or a mark stands in its column: such a row is no signature."""
        return any(_is_hard(self.sheet.cell(row, column)) for column in self.hard)


def _is_hard(value: Cell) -> bool:
    if type(value) is not str:
        return value is not None
    return not is_blank(value) and (any(letter.isdigit() for letter in value) or len(value.strip()) <= 2) and not is_ending(clean(value))


def sort_rows(sheet: Sheet, header: Header, source: Source, lookup: Lookup) -> Body:
    """Every filled row below the header, as data, total or set aside."""
    reader, body = _Reader(sheet, header, source, lookup), Body()
    labelled: list[int] = []
    first, over = True, False
    for row in range(header.bottom + 1, len(sheet.rows)):
        if sheet.blank_row(row):
            continue
        if not first and not over and reader.is_plain_data(row):
            body.data.append(row)
            continue
        over = over or _is_over(reader, row)
        why = _why_aside(reader, row, first=first, over=over)
        if why is not None:
            body.put_aside(row, why)
            continue
        (labelled if _total_label(reader, row) else body.data).append(row)
        first = False
    _settle_groups(reader, body)
    _settle_totals(reader, body, labelled)
    body.aside.sort()
    return body


def _why_aside(reader: _Reader, row: int, *, first: bool, over: bool) -> Aside | None:
    """Why the line is no row of data and no sum, if it is none."""
    if over:
        return "below_table"
    if first and _is_under_header(reader, row):
        return "below_header"
    return "note" if _is_aside(reader, row) else None


def _is_over(reader: _Reader, row: int) -> bool:
    """Whether the table ends here: a note or signature with no figure beside it, or the header of another table."""
    if reader.repeats_header(row) is False:
        return True
    texts = reader.texts(reader.sheet.rows[row])
    if any(is_ending(text) for _, text in texts) and not reader.has_hard_value(row):
        return not (reader.name is not None and not is_blank(reader.sheet.cell(row, reader.name)) and _is_only_role(reader, row, texts))
    return False


def _is_only_role(reader: _Reader, row: int, texts: list[tuple[int, str]]) -> bool:
    """A row of data whose role ("Tổ trưởng") reads like a signature: it has its number and its name."""
    stt = reader.stt_of(row)
    return stt.isdigit() and len(texts) > 1 and not is_ending(reader.name_of(row))


def _is_under_header(reader: _Reader, row: int) -> bool:
    """Directly below the header: column numbers (``(1) (2)``, ``A B 1 2``, ``5=3-4``), units, codes of the columns."""
    cells = [written(value) for value in reader.sheet.rows[row] if not is_blank(value)]
    if len(cells) >= 2 and all(_NUMBER_MARK.match(text) for text in cells):
        numbers = [int(found[1]) for found in map(_BARE_NUMBER.match, cells) if found]
        rising = all(later == earlier + 1 for earlier, later in pairwise(numbers))
        if rising and len(cells) * 2 > len(reader.header.columns) and (len(numbers) < len(cells) or numbers[:1] in ([0], [1])):
            return True
    if reader.figures(row) or len(cells) < 2:
        return False
    bracketed = all(text.startswith("(") and text.endswith(")") for text in cells)
    return bracketed or (len(cells) > 2 and all(re.fullmatch(r"[A-Z][A-Z0-9_]{2,}", text) for text in cells))


def _is_aside(reader: _Reader, row: int) -> bool:
    """A row number alone, the header again, a heading or sentence with no figures, or figures' notes outside the table."""
    filled = [(column, value) for column, value in enumerate(reader.sheet.rows[row]) if not is_blank(value)]
    if any(place[0] == row for place in reader.sheet.uncomputed) and not filled:
        return False
    if all(column == reader.stt for column, _ in filled):
        return True
    if reader.repeats_header(row):
        return True
    if reader.has_hard_value(row):
        return False
    name = reader.name_of(row)
    inside = [column for column, _ in filled if column in reader.header.columns.values() and column != reader.stt]
    return not inside or len(name) > _LONG_NOTE or (is_blank_look(name) and not any(column in reader.name_columns for column in inside))


def _total_label(reader: _Reader, row: int) -> bool:
    """Whether a text cell of the row labels a sum: in the name's column, or any other text column when the name is blank or it too."""
    name = reader.name_of(row)
    if is_total_label(name):
        return True
    others = [text for column, text in reader.texts(reader.sheet.rows[row]) if column != reader.name]
    return is_blank_look(name) and any(is_total_label(text) for text in others)


def _settle_groups(reader: _Reader, body: Body) -> None:
    """Move group rows, with or without a subtotal, from the data to what is set aside."""
    marked = {row for row in body.data if _GROUP_MARK.match(reader.stt_of(row)) and not _UNIT_WORD.match(reader.name_of(row))}
    groups = marked if len(marked) * 2 <= len(body.data) else set()
    for position, row in enumerate(body.data):
        if _GROUP_WORDS.match(reader.name_of(row)) and _is_group(reader, body.data, position):
            groups.add(row)
    body.data = [row for row in body.data if row not in groups]
    for row in groups:
        body.put_aside(row, "group")


def _is_group(reader: _Reader, rows: list[int], position: int) -> bool:
    """Whether a row that is named like a group has no figures, or the sum of the rows after or before it."""
    own = reader.figures(rows[position])
    if not own:
        return not reader.stt_of(rows[position]).isdigit() and not reader.has_hard_value(rows[position])
    if not any(own.values()):
        return False
    return _sums_up(reader, own, rows[position + 1 :]) or _sums_up(reader, own, rows[:position][::-1])


def _sums_up(reader: _Reader, own: dict[int, int], others: list[int]) -> bool:
    """Whether the first two or more of the other rows add up to these figures."""
    running = dict.fromkeys(own, 0)
    for taken, row in enumerate(others, start=1):
        figures = reader.figures(row)
        for column in own:
            running[column] += figures.get(column, 0)
        if taken > 1 and running == own:
            return True
        if any(running[column] > own[column] for column in own):
            return False
    return False


def _settle_totals(reader: _Reader, body: Body, labelled: list[int]) -> None:
    """Of the labelled sums, the whole table's is the total and the others are subtotals; with none labelled, look for one without."""
    if not labelled:
        _find_unlabelled(reader, body)
        return
    total = labelled[0] if len(labelled) == 1 else _whole_total(reader, body, labelled)
    if _agreement(reader, total, _column_sums(reader, body.data)) < MOST and _find_unlabelled(reader, body):
        for row in labelled:
            body.put_aside(row, "subtotal")
        return
    body.totals.append(total)
    for row in labelled:
        if row != total:
            body.put_aside(row, "subtotal")


def _column_sums(reader: _Reader, rows: list[int]) -> dict[int, int]:
    sums: dict[int, int] = dict.fromkeys(reader.counts, 0)
    for row in rows:
        for column, figure in reader.figures(row).items():
            sums[column] += figure
    return sums


def _agreement(reader: _Reader, row: int, sums: dict[int, int]) -> float:
    """The share of the row's figures that are their column's sum."""
    own = reader.figures(row)
    return sum(1 for column, figure in own.items() if figure == sums[column]) / len(own) if any(own.values()) else 0.0


def _whole_total(reader: _Reader, body: Body, labelled: list[int]) -> int:
    sums = _column_sums(reader, body.data)

    def claim(row: int) -> tuple[float, bool, int]:
        words = [text for _, text in reader.texts(reader.sheet.rows[row])]
        said = any(fold(text).startswith(("tong", "toan xa", "ca xa")) for text in words)
        return (_agreement(reader, row, sums), said, row)

    return max(labelled, key=claim)


def _find_unlabelled(reader: _Reader, body: Body) -> bool:
    """Find a row with no name whose figures are the sums of all the others: the total, with its label left out."""
    if len(body.data) < 3:
        return False
    for row in reversed(body.data):
        if any(not is_blank(reader.sheet.cell(row, column)) for column in reader.name_columns):
            continue
        others = [other for other in body.data if other != row]
        own = {column: figure for column, figure in reader.figures(row).items() if figure}
        waiting = any(place[0] == row for place in reader.sheet.uncomputed)
        if (own and _agreement(reader, row, _column_sums(reader, others)) >= MOST) or (waiting and not own):
            body.data.remove(row)
            body.totals.append(row)
            return True
    return False
