"""A sheet in its looks: title block, header, rows, total, signatures, each in its cell.

Belongs here: where things stand and how they are typed. Does not belong here: the choices (``look.py``), bytes (``write.py``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from random import Random

from pipelines.catalogue.load import load_catalogue
from pipelines.catalogue.model import Source
from pipelines.demo import periods, spelling
from pipelines.demo.look import GROUPS, LEAVES, Look
from pipelines.demo.sheets import Cell, HamletName, Percent, Row, Sheetful
from pipelines.demo.words import NOTICE, person

Shown = str | int | float | date | None
LETTERHEAD = (("UBND XÃ ĐỒNG MẪU (HƯ CẤU)", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"), ("", "Độc lập - Tự do - Hạnh phúc"))
SECTIONS = {"households_reached": "I. Kết quả", "obstacles": "II. Khó khăn, vướng mắc"}


@dataclass
class Grid:
    """One sheet of cells; rows may differ in length. Merges are (top, left, bottom, right), from 0."""

    name: str
    rows: list[list[Shown]] = field(default_factory=list)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden: bool = False


@dataclass(frozen=True)
class Wardrobe:
    """What the dress needs to know of the commune: the ways each hamlet is spelled, by code and name."""

    seed: int
    ways: Mapping[tuple[str, str], tuple[str, ...]]


@dataclass
class _Fitting:
    """One sheet being dressed."""

    sheet: Sheetful
    look: Look
    wardrobe: Wardrobe
    rng: Random

    @property
    def source(self) -> Source:
        return load_catalogue().sources[self.sheet.source]

    def shown(self, cell: Cell) -> Shown:
        look = self.look
        if isinstance(cell, HamletName):
            return spelling.spell(self.rng, cell.name, self.wardrobe.ways[(cell.code, cell.name)]) if look.spell else cell.name
        if isinstance(cell, bool):
            return look.tick if cell else None
        if isinstance(cell, int):
            return spelling.number(cell, look.numbers)
        if isinstance(cell, Percent):
            return spelling.percent(cell.points, look.numbers)
        if isinstance(cell, date):
            return spelling.day(cell, look.dates)
        return cell

    def header(self, field_id: str) -> str:
        declared = self.source.field(field_id)
        if not self.look.synonyms:
            return declared.title.vi
        others = {word.casefold() for one in self.source.fields if one.id != field_id for word in (one.title.vi, *one.synonyms)}
        words = [word for word in declared.synonyms if word.casefold() not in others]
        return self.rng.choice([declared.title.vi, *words])

    def order(self) -> list[str]:
        fields = list(self.sheet.fields)
        if self.look.shuffled and not self.look.two_levels and len(fields) > 3:
            fields.append(fields.pop(self.rng.randrange(1, len(fields) - 1)))
        return ["row_label", *fields] + (["remark"] if self.look.remarks else [])


def _period_words(sheet: Sheetful, look: Look) -> str:
    if not sheet.period:
        return ""
    if "Q" in sheet.period:
        year, number = sheet.period.split("-Q")
        return f" QUÝ {number} NĂM {year}" if look.long_title else f" QUÝ {periods.ROMAN[int(number) - 1]}/{year}"
    year, number = sheet.period.split("-")
    return f" THÁNG {number} NĂM {year}" if look.long_title else f" THÁNG {int(number)}/{year}"


def _title_block(fitting: _Fitting) -> list[list[Shown]]:
    sheet, look = fitting.sheet, fitting.look
    rows: list[list[Shown]] = []
    if look.letterhead:
        rows += [[left, None, None, right] for left, right in LETTERHEAD]
        rows.append([])
    stock = fitting.source.nature == "stock" and "Q" not in sheet.period
    as_of = look.as_of and stock
    rows.append([sheet.title if as_of or sheet.form else sheet.title + _period_words(sheet, look)])
    if as_of:
        rows.append([f"(Số liệu tính đến ngày {sheet.received.day}/{sheet.received.month}/{sheet.received.year})"])
    if not look.notes_sheet:
        rows.append([f"({NOTICE})"])
    return rows


def _plain_header(fitting: _Fitting, fields: list[str]) -> tuple[list[list[Shown]], list[tuple[int, int, int, int]]]:
    return [[fitting.header(name) for name in fields]], []


def _two_level_header(fitting: _Fitting, fields: list[str]) -> tuple[list[list[Shown]], list[tuple[int, int, int, int]]]:
    words, under = GROUPS[fitting.sheet.source]
    upper: list[Shown] = []
    lower: list[Shown] = []
    merges: list[tuple[int, int, int, int]] = []
    for place, name in enumerate(fields):
        inside = name in under
        upper.append((words if name == under[0] else None) if inside else fitting.header(name))
        lower.append((LEAVES.get(name) or fitting.source.field(name).title.vi) if inside else None)
        if not inside:
            merges.append((0, place, 1, place))
        elif name == under[0]:
            merges.append((0, place, 0, place + len(under) - 1))
    return [upper, lower], merges if fitting.look.merged else []


def _total_row(fitting: _Fitting, fields: list[str]) -> list[Shown]:
    stated = dict(fitting.sheet.stated)
    label_at = fields.index("hamlet") if "hamlet" in fields else 1
    out: list[Shown] = []
    for place, name in enumerate(fields):
        if place == label_at:
            out.append(fitting.look.total_label)
        elif name in fitting.sheet.totals:
            out.append(spelling.number(stated.get(name, summed(fitting.sheet.rows, name)), fitting.look.numbers))
        else:
            out.append(None)
    return out


def summed(rows: tuple[Row, ...], name: str) -> int:
    """The column's sum as a spreadsheet takes it: whole numbers only."""
    cells = (row.get(name) for row in rows)
    return sum(cell for cell in cells if isinstance(cell, int) and not isinstance(cell, bool))


def _table(fitting: _Fitting) -> Grid:
    sheet, look = fitting.sheet, fitting.look
    grid = Grid(look.sheet_name)
    grid.rows = _title_block(fitting) + [[] for _ in range(look.blank_rows)]
    fields = fitting.order()
    if look.merged:
        top = next(place for place, row in enumerate(grid.rows) if row and row[0] and str(row[0]).startswith(sheet.title))
        grid.merges.append((top, 0, top, len(fields) - 1))
    make = _two_level_header if look.two_levels and sheet.source in GROUPS else _plain_header
    header, merges = make(fitting, fields)
    at = len(grid.rows)
    grid.merges += [(top + at, left, bottom + at, right) for top, left, bottom, right in merges]
    grid.rows += header
    if look.column_numbers:
        grid.rows.append([f"({place})" for place in range(1, len(fields) + 1)])
    for number, row in enumerate(sheet.rows, start=1):
        cells: list[Shown] = [spelling.number(number, "number" if look.numbers == "number" else "text")]
        grid.rows.append(cells + [fitting.shown(row.get(name)) for name in fields[1:]])
    if sheet.totals and look.total:
        grid.rows.append(_total_row(fitting, fields))
    return grid


def _form(fitting: _Fitting) -> Grid:
    sheet, look, rng = fitting.sheet, fitting.look, fitting.rng
    grid = Grid(look.sheet_name, _title_block(fitting))
    for name in sheet.fields:
        if name in SECTIONS:
            grid.rows.append([SECTIONS[name]])
        label = fitting.header(name) + (rng.choice((":", " :", "")) if look.colons else "")
        gap: list[Shown] = [None] * (rng.randint(1, look.value_columns) - 1)
        grid.rows.append([label, *gap, fitting.shown(sheet.rows[0].get(name))])
        if look.blank_rows and rng.random() < 0.2:
            grid.rows.append([])
    return grid


def _sign(fitting: _Fitting, grid: Grid) -> None:
    """Below the table: who made it and who leads them, two invented people."""
    right = 1 if fitting.sheet.form else 3
    gap: list[Shown] = [None] * (right - 1)
    left_words, right_words = ("Tổ trưởng", "Trưởng xóm") if fitting.sheet.form else ("Người lập biểu", "Thủ trưởng đơn vị")
    names = person(fitting.rng.randrange(9999)), person(fitting.rng.randrange(9999))
    lead: list[Shown] = [] if fitting.sheet.form else [None]
    gap = gap if fitting.sheet.form else gap[1:]
    grid.rows += [[], [*lead, left_words, *gap, right_words], [*lead, "(Ký, ghi rõ họ tên)", *gap, "(Ký, ghi rõ họ tên)"]]
    grid.rows.append([*lead, names[0], *gap, names[1]])


def _moved_right(grid: Grid) -> None:
    grid.rows = [[None, *row] if row else [] for row in grid.rows]
    grid.merges = [(top, left + 1, bottom, right + 1) for top, left, bottom, right in grid.merges]


def dress(sheet: Sheetful, look: Look, wardrobe: Wardrobe) -> list[Grid]:
    """The sheet's workbook: the first grid is the office's; the others are what else people leave in a file."""
    rng = Random(f"{wardrobe.seed}:dress:{sheet.folder}/{sheet.name}")  # noqa: S311 - not for secrets
    fitting = _Fitting(sheet, look, wardrobe, rng)
    grid = _form(fitting) if sheet.form else _table(fitting)
    if look.signature:
        _sign(fitting, grid)
    if look.blank_column:
        _moved_right(grid)
    grids = [grid]
    if look.notes_sheet:
        grids.append(Grid("Ghi chú", [[NOTICE], ["Biểu này chỉ dùng để chạy thử phần mềm"]]))
    if look.hidden_sheet:
        grids.append(Grid("Nháp", [["tính nhẩm"], [rng.randint(11, 99)]], hidden=True))
    return grids
