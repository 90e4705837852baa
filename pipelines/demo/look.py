"""How one file looks: every choice an office makes without thinking, drawn once a file.

Belongs here: the choices and their chances. Does not belong here: putting cells in their places (``dress.py``).
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from pipelines.demo.sheets import Sheetful

GROUPS: dict[str, tuple[str, tuple[str, ...]]] = {
    "vneid": ("Tài khoản định danh điện tử", ("level1", "level2")),
    "health_book": ("Số sổ SKĐT", ("books", "books_new")),
    "dvc": ("Trong đó", ("files_full", "files_partial", "files_direct")),
    "access_survey": ("Số người tiếp cận dịch vụ số", ("health", "education", "insurance", "transport")),
}
"""Sources whose header may have two levels: the upper words, and the columns under them."""

LEAVES = {"books": "Lũy kế", "books_new": "Trong tháng", "level1": "Mức 1", "level2": "Mức 2"}
"""What stands on the lower level where the column's own title would repeat the upper words."""

TEXT_ENCODINGS = (("utf-8", "csv"), ("utf-8-sig", "csv"), ("utf-16", "txt"), ("utf-16", "xls"), ("cp1258", "csv"))
DELIMITERS = (",", ";", "\t")
NUMBER_STYLES = ("number", "number", "number", "text", "1.234", "1 234", "1,234")
DATE_STYLES = ("date", "date", "14/6/2026", "14-06-2026", "2026-06-14")


@dataclass(frozen=True)
class Look:
    """One file's looks. The defaults are the plain ones."""

    container: str = "xlsx"
    encoding: str = "utf-8"
    extension: str = "xlsx"
    delimiter: str = ","
    numbers: str = "number"
    dates: str = "date"
    tick: str = "x"
    spell: bool = False
    synonyms: bool = False
    two_levels: bool = False
    column_numbers: bool = False
    shuffled: bool = False
    blank_column: bool = False
    blank_rows: int = 0
    letterhead: bool = False
    as_of: bool = False
    long_title: bool = False
    merged: bool = False
    remarks: bool = False
    total_label: str = "Tổng cộng"
    total: bool = True
    signature: bool = False
    notes_sheet: bool = False
    hidden_sheet: bool = False
    sheet_name: str = "Biểu"
    colons: bool = False
    value_columns: int = 1


PLAIN = Look()


def _container(rng: Random, sheet: Sheetful) -> tuple[str, str, str, str]:
    """(container, encoding, extension, delimiter). Forms come as workbooks, or as a web system's table."""
    draw = rng.random()
    if draw < 0.07:
        return "html" if draw < 0.045 else "xml2003", "utf-8", "xls", ","
    if draw < 0.24 and not sheet.form:
        encoding, extension = rng.choice(TEXT_ENCODINGS)
        delimiter = "\t" if encoding == "utf-16" else rng.choice(DELIMITERS)
        return "text", encoding, "tsv" if extension == "csv" and delimiter == "\t" else extension, delimiter
    return "xlsx", "utf-8", "xlsx", ","


def draw_look(seed: int, sheet: Sheetful) -> Look:
    """The messy looks of one file: a pure function of the seed and of which file it is."""
    rng = Random(f"{seed}:look:{sheet.folder}/{sheet.name}")  # noqa: S311 - not for secrets
    container, encoding, extension, delimiter = _container(rng, sheet)
    workbook = container == "xlsx"
    reference = sheet.period == ""
    return Look(
        container=container,
        encoding=encoding,
        extension=extension,
        delimiter=delimiter,
        numbers=rng.choice(NUMBER_STYLES),
        dates=rng.choice(DATE_STYLES),
        tick=rng.choice(("x", "X", "Có", "1")),
        spell=rng.random() < 0.7,
        synonyms=rng.random() < 0.5,
        two_levels=rng.random() < 0.4 and sheet.source in GROUPS and container != "text",
        column_numbers=rng.random() < 0.25,
        shuffled=rng.random() < 0.2,
        blank_column=rng.random() < 0.25,
        blank_rows=rng.choice((0, 0, 1, 2)),
        letterhead=rng.random() < 0.35,
        as_of=rng.random() < 0.4 and not reference,
        long_title=rng.random() < 0.3,
        merged=container in ("xlsx", "html") and rng.random() < 0.5,
        remarks=rng.random() < 0.3,
        total_label=rng.choice(("Tổng cộng", "Cộng", "TỔNG SỐ", "Tổng cộng:")),
        total=rng.random() < 0.85 or bool(sheet.stated),
        signature=rng.random() < 0.5,
        notes_sheet=workbook and rng.random() < 0.25,
        hidden_sheet=workbook and rng.random() < 0.15,
        sheet_name=rng.choice(("Biểu", "Sheet1", "Số liệu", "Trang tính 1")),
        colons=rng.random() < 0.6,
        value_columns=rng.choice((1, 1, 2)),
    )
