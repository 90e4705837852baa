"""The columns of the raw and the staging table of a source: names, types, words.

Belongs here: what a column is called, typed and described, once for both tables. Does not belong here: YAML or SQL around them
(``raw.py``, ``staging.py``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pipelines.catalogue.emit.text import unit_words
from pipelines.catalogue.model import FieldKind, Source, SourceField

STAGING_TYPES = {FieldKind.COUNT: "bigint", FieldKind.PERCENT: "double", FieldKind.DATE: "date", FieldKind.MARK: "boolean"}
CAST_MACROS = {FieldKind.COUNT: "to_count", FieldKind.PERCENT: "to_rate", FieldKind.DATE: "to_day", FieldKind.MARK: "to_mark"}
NAME_KINDS = frozenset({FieldKind.HAMLET, FieldKind.TEAM})


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table that dbt reads or builds."""

    name: str
    data_type: str
    description: str
    macro: str | None = None
    """The cast macro that makes it from the raw column of the same name."""


COMMUNE = Column("commune_code", "varchar", "Mã xã (Code of the commune)")
ROW_ID = Column("row_id", "varchar", "Mã dòng, không trùng trong cả bảng (Id of the row, unique in the table)")
FILE = Column("file_sha256", "varchar", "SHA-256 của tệp nguồn (SHA-256 of the file that the row stands in)")
SHEET = Column("sheet", "varchar", "Trang tính (Sheet)")
ROW_NUMBER = Column("row_number", "integer", "Dòng thứ mấy của trang tính, tính từ 1 (Row of the sheet, from 1)")
ROW_KIND = Column("row_kind", "varchar", "Loại dòng: data là số liệu, total là dòng tổng cộng (Kind of row: data or total)")
ROW_COUNT = Column("row_count", "integer", "Số dòng của trang tính mà dòng này gộp lại (Lines of the sheet that this row stands for)")
DOOR_RULE = Column("door_rule", "varchar", "Quy tắc ở cửa đã từ chối dòng; trống là được nhận (Rule of the door that turned the row away)")
DOOR_FIELD = Column("door_field", "varchar", "Cột làm dòng bị từ chối (Field for which the door turned the row away)")
DOOR_TEXT = Column("door_text", "varchar", "Nội dung ô bị từ chối, như đã ghi (Text of that cell as written)")
ORIGINAL = Column("original", "varchar", "Nội dung các ô như đã ghi, JSON theo mã cột (Cells as written, JSON by field id)")

STAGING_COMMON = (COMMUNE, ROW_ID, FILE, SHEET, ROW_NUMBER, ROW_KIND, ROW_COUNT, DOOR_RULE, DOOR_FIELD, DOOR_TEXT)
RAW_COMMON = (COMMUNE, FILE, SHEET, ROW_NUMBER, ROW_KIND, ROW_COUNT, ROW_ID)
RAW_LAST = (ORIGINAL, DOOR_RULE, DOOR_FIELD, DOOR_TEXT)


def field_words(field: SourceField) -> str:
    """``<Vietnamese> (<English>), unit``."""
    words = f"{field.title.vi} ({field.title.en})"
    return f"{words}, {unit_words(field.unit)}" if field.unit else words


def key_columns(field: SourceField) -> tuple[Column, ...]:
    """The comparison keys that the reader gives beside a name."""
    vi, en = field.title.vi, field.title.en.lower()
    return (
        Column(f"{field.id}_key", "varchar", f"Khóa so khớp của «{vi}», giữ dấu (Comparison key of {en}, marks kept)"),
        Column(
            f"{field.id}_plain_key",
            "varchar",
            f"Khóa không dấu của «{vi}»; trống nếu ghi có dấu (Mark-free key of {en}, null unless typed with no marks)",
        ),
        Column(
            f"{field.id}_roman_key",
            "varchar",
            f"Khóa số của «{vi}» ghi bằng số La Mã; trống nếu không phải (Number key of {en}, null unless a Roman number)",
        ),
    )


def row_column(field: SourceField) -> Column:
    """Where on the form the figure stands: a form's figures lie on different lines."""
    return Column(f"{field.id}_row", "integer", f"Dòng ghi «{field.title.vi}» trên phiếu (Row of the form with {field.title.en.lower()})")


def _field_columns(source: Source, field: SourceField, column: Column) -> Iterator[Column]:
    """The field and, right behind it, what the reader gives beside it."""
    yield column
    if field.kind in NAME_KINDS:
        yield from key_columns(field)
    if source.layout == "form" and field.kind is FieldKind.COUNT:
        yield row_column(field)


def raw_columns(source: Source) -> tuple[Column, ...]:
    """The columns of the Parquet file, in its order; every field is canonical text."""
    columns = list(RAW_COMMON)
    for field in source.kept_fields:
        columns += _field_columns(source, field, Column(field.id, "varchar", field_words(field)))
    return (*columns, *RAW_LAST)


def staging_columns(source: Source) -> tuple[Column, ...]:
    """The columns of the staging model, in its order; every field has its type."""
    columns = list(STAGING_COMMON)
    for field in source.kept_fields:
        data_type = STAGING_TYPES.get(field.kind, "varchar")
        columns += _field_columns(source, field, Column(field.id, data_type, field_words(field), CAST_MACROS.get(field.kind)))
    return tuple(columns)


def column_entries(columns: Iterable[Column]) -> list[dict[str, object]]:
    """The columns as dbt's YAML lists them."""
    return [{"name": column.name, "data_type": column.data_type, "description": column.description} for column in columns]
