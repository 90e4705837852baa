"""The lake: the Parquet files that Python hands to dbt, one a source, beside the register of files.

Belongs here: turning readings into rows of text, and writing them so that a crash leaves the old or the new file.
Does not belong here: any decision about what a row means.

The lake is a cache of the archive: delete it and the next run reads every archived file again. So it does when the
readers themselves change, which ``reader_fingerprint`` tells.
"""

from __future__ import annotations

import hashlib
import json
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from operator import itemgetter
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.catalogue import Catalogue, FieldKind, Source, SourceField
from pipelines.catalogue.load import CATALOGUE_DIR
from pipelines.ingest.aliases import Alias
from pipelines.ingest.closed_figures import SCHEMA as CLOSED_SCHEMA
from pipelines.ingest.closed_figures import TABLE as CLOSED
from pipelines.ingest.hamlet_names import registry_names
from pipelines.ingest.parquet import read_parquet, spare_pandas
from pipelines.ingest.reading import FileReading, RawRow
from pipelines.ingest.text import fold, hamlet_key, hamlet_plain_key, hamlet_roman_key, is_unmarked
from pipelines.ingest.waivers import SCHEMA as WAIVER_SCHEMA
from pipelines.ingest.waivers import TABLE as WAIVERS

Row = dict[str, Any]

_COMMON = [
    ("commune_code", pa.string()),
    ("file_sha256", pa.string()),
    ("sheet", pa.string()),
    ("row_number", pa.int32()),
    ("row_kind", pa.string()),
    ("row_count", pa.int32()),
    ("row_id", pa.string()),
]
_DOOR = [("original", pa.string()), ("door_rule", pa.string()), ("door_field", pa.string()), ("door_text", pa.string())]
FILE_SCHEMA = pa.schema(
    [
        ("commune_code", pa.string()),
        ("file_sha256", pa.string()),
        ("size_bytes", pa.int64()),
        ("container", pa.string()),
        ("status", pa.string()),
        ("verdict", pa.string()),
        ("message", pa.string()),
        ("source", pa.string()),
        ("closest", pa.string()),
        ("period_title", pa.string()),
        ("period_as_of", pa.string()),
        ("period_form", pa.string()),
        ("period_name", pa.string()),
        ("rows_read", pa.int64()),
        ("rows_data", pa.int64()),
        ("rows_total", pa.int64()),
        ("rows_set_aside", pa.int64()),
        ("rows_door_rejected", pa.int64()),
        ("sheets", pa.string()),
        ("columns_extra", pa.string()),
        ("columns_missing", pa.string()),
        ("file_label", pa.string()),
        ("received_rank", pa.int64()),
    ]
)
RECEIPT_SCHEMA = pa.schema(
    [
        ("commune_code", pa.string()),
        ("receipt_number", pa.int64()),
        ("file_path", pa.string()),
        ("file_sha256", pa.string()),
        ("run_number", pa.int64()),
        ("modified_ns", pa.int64()),
        ("received_at", pa.string()),
        ("is_first", pa.bool_()),
    ]
)
REGISTRY_NAME_SCHEMA = pa.schema(
    [
        ("commune_code", pa.string()),
        ("file_sha256", pa.string()),
        ("row_number", pa.int32()),
        ("hamlet_code", pa.string()),
        ("name_key", pa.string()),
        ("plain_key", pa.string()),
        ("origin", pa.string()),
    ]
)
REQUESTED_PERIOD_SCHEMA = pa.schema([("commune_code", pa.string()), ("period", pa.string())])


@cache
def reader_fingerprint() -> str:
    """Changes whenever the readers or the declared sources do; then every archived file is read again."""
    digest = hashlib.sha256()
    for path in sorted([*Path(__file__).parent.glob("*.py"), *(CATALOGUE_DIR / "sources").glob("*.yml"), CATALOGUE_DIR / "verdicts.yml"]):
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def is_current(root: Path) -> bool:
    """Whether the lake in this folder was written by these very readers."""
    stamp = root / "reader.txt"
    return stamp.exists() and stamp.read_text(encoding="utf-8") == reader_fingerprint()


def receipts_written(root: Path) -> int:
    """How many receipts, from the first on, the register in this folder has heard of."""
    path = root / "receipt.parquet"
    return int(pq.read_metadata(path).num_rows) if path.exists() else 0


def source_schema(source: Source) -> pa.Schema:
    """The columns of a source's raw table: provenance, the kept fields as text, their comparison keys, the door's word."""
    columns = list(_COMMON)
    for field in source.kept_fields:
        columns.append((field.id, pa.string()))
        if field.kind in (FieldKind.HAMLET, FieldKind.TEAM):
            columns += [(f"{field.id}_{key}", pa.string()) for key in ("key", "plain_key", "roman_key")]
        if source.layout == "form" and field.kind is FieldKind.COUNT:
            columns.append((f"{field.id}_row", pa.int32()))
    return pa.schema(columns + _DOOR)


def row_id(file_sha256: str, row: RawRow) -> str:
    """A name for one row of one file that any later reading of the same bytes gives again."""
    return f"{file_sha256[:20]}-{row.sheet_index}-{row.row_number}"


def _cell_row(address: str | None) -> int | None:
    digits = "".join(letter for letter in address or "" if letter.isdigit())
    return int(digits) if digits else None


_AS_JSON = json.JSONEncoder(ensure_ascii=False, sort_keys=True).encode
_COMMUNE_TEAM = re.compile(r"\bcap xa\b|^(?:to (?:cong nghe so (?:cong dong )?|cns |cnscd )?)?xa\b(?! cu\b)")
COMMUNE = "COMMUNE"
"""The key of the commune's own team, which is no hamlet's."""


@lru_cache(maxsize=65536)
def _keys(field_id: str, kind: FieldKind, value: str) -> dict[str, str | None]:
    """What a name is compared by; a name typed with no marks may also be asked without them."""
    if kind is FieldKind.TEAM and _COMMUNE_TEAM.search(fold(value)):
        return {f"{field_id}_key": COMMUNE}
    return {
        f"{field_id}_key": hamlet_key(value),
        f"{field_id}_plain_key": hamlet_plain_key(value) if is_unmarked(value) else None,
        f"{field_id}_roman_key": hamlet_roman_key(value),
    }


def to_rows(source: Source, commune_code: str, file_sha256: str, raws: Iterable[RawRow]) -> list[Row]:
    """A file's lines of its source's raw table."""
    fields = source.kept_fields
    return [_to_row(source, fields, commune_code, file_sha256, raw) for raw in raws]


def _to_row(source: Source, fields: Sequence[SourceField], commune_code: str, file_sha256: str, raw: RawRow) -> Row:
    row: Row = {
        "commune_code": commune_code,
        "file_sha256": file_sha256,
        "sheet": raw.sheet,
        "row_number": raw.row_number,
        "row_kind": raw.kind,
        "row_count": raw.row_count,
        "row_id": row_id(file_sha256, raw),
        "original": _AS_JSON(raw.original),
        "door_rule": None,
        "door_field": None,
        "door_text": None,
    }
    for field in fields:
        value = raw.values.get(field.id)
        row[field.id] = value
        if field.kind in (FieldKind.HAMLET, FieldKind.TEAM) and value is not None:
            row |= _keys(field.id, field.kind, value)
        if source.layout == "form" and field.kind is FieldKind.COUNT:
            row[f"{field.id}_row"] = _cell_row(raw.cells.get(field.id))
    return row


def file_line(commune_code: str, file_sha256: str, size_bytes: int, reading: FileReading, message: str) -> Row:
    """One line of the register of files. Where it was received from is filled in when the register is written."""
    evidence = reading.evidence
    counted = {kind: sum(row.row_count for row in reading.rows if row.kind == kind) for kind in ("data", "total")}
    return {
        "commune_code": commune_code,
        "file_sha256": file_sha256,
        "size_bytes": size_bytes,
        "container": reading.container,
        "status": reading.status,
        "verdict": reading.verdict,
        "message": message,
        "source": reading.source,
        "closest": reading.closest,
        "period_title": evidence.title,
        "period_as_of": evidence.as_of,
        "period_form": evidence.form,
        "period_name": evidence.name,
        "rows_read": reading.rows_read if reading.status == "accepted" else 0,
        "rows_data": counted["data"],
        "rows_total": counted["total"],
        "rows_set_aside": reading.rows_set_aside if reading.status == "accepted" else 0,
        "rows_door_rejected": 0,
        "sheets": json.dumps(reading.sheets_read, ensure_ascii=False),
        "columns_extra": json.dumps(reading.columns_extra, ensure_ascii=False),
        "columns_missing": json.dumps(reading.columns_missing, ensure_ascii=False),
    }


_ORDER = ("file_sha256", "row_id")
_IN_ORDER = itemgetter(*_ORDER)


def _with_files_of(old: pa.Table, new: pa.Table, files: Iterable[str]) -> pa.Table:
    """The old rows with those of these files replaced by the new ones. Both are in order of their files, and so is what is returned.

    In slices: Arrow's own filters and sorting take a tenth of a second to import.
    """
    pieces, kept_to = [], 0
    for file in sorted(files):
        first, end = _place(old, file)
        pieces += [old.slice(kept_to, first - kept_to), new.slice((at := _place(new, file))[0], at[1] - at[0])]
        kept_to = end
    return pa.concat_tables([*pieces, old.slice(kept_to)]).combine_chunks()


def _place(table: pa.Table, file: str) -> tuple[int, int]:
    """The file's first row, and the row after its last."""
    names = table["file_sha256"]
    first = bisect_left(names, file, key=pa.StringScalar.as_py)
    return first, bisect_right(names, file, lo=first, key=pa.StringScalar.as_py)


class Lake:
    """The lake folder of one home."""

    def __init__(self, root: Path, catalogue: Catalogue) -> None:
        spare_pandas()
        self.root = root
        self.catalogue = catalogue

    def _path(self, table: str) -> Path:
        return self.root / f"{table}.parquet"

    def _write(self, table: str, content: pa.Table) -> None:
        self.root.mkdir(parents=True, exist_ok=True)
        temporary = self.root / f".{table}.parquet.new"
        pq.write_table(content, temporary, compression="zstd")
        temporary.replace(self._path(table))

    def is_current(self) -> bool:
        """Whether the lake was written by these very readers."""
        return is_current(self.root)

    def stamp(self) -> None:
        """Say by which readers the lake was written."""
        self.root.mkdir(parents=True, exist_ok=True)
        (self.root / "reader.txt").write_text(reader_fingerprint(), encoding="utf-8")

    def clear(self) -> None:
        """Forget everything; the archive has it."""
        for path in self.root.glob("*.parquet"):
            if path.name != "requested_period.parquet":  # what was asked for is no reading of the archive
                path.unlink()
        (self.root / "reader.txt").unlink(missing_ok=True)

    def named_files(self) -> set[str]:
        """SHA-256 of each file in the register as last written."""
        path = self._path("file")
        return set(read_parquet(path, ["file_sha256"])["file_sha256"].to_pylist()) if path.exists() else set()

    def files(self) -> list[Row]:
        """The register of files as last written."""
        path = self._path("file")
        if not path.exists():
            return []
        columns = read_parquet(path).to_pydict()  # of thousands of lines: Arrow's own way to rows is slower
        return [dict(zip(columns, line, strict=True)) for line in zip(*columns.values(), strict=True)]

    def merge(self, source: Source, rows: Sequence[Row], replacing: Iterable[str]) -> None:
        """Put the rows of newly read files beside those already there. Rows of the named files are replaced."""
        new = pa.Table.from_pylist(sorted(rows, key=_IN_ORDER), schema=source_schema(source))
        path = self._path(source.id)
        if path.exists():
            new = _with_files_of(read_parquet(path), new, {*replacing, *(row["file_sha256"] for row in rows)})
        self._write(source.id, new)

    def ensure_tables(self) -> None:
        """Every table exists, if only empty, so that dbt finds what it reads."""
        for source in self.catalogue.sources.values():
            if not self._path(source.id).exists():
                self.merge(source, [], [])
        if not self._path("registry_name").exists():
            self.write_names([])
        if not self._path(WAIVERS).exists():
            self.write_waivers([])
        if not self._path(CLOSED).exists():
            self.write_closed(CLOSED_SCHEMA.empty_table())
        if not self._path("requested_period").exists():
            self._write("requested_period", pa.Table.from_pylist([], schema=REQUESTED_PERIOD_SCHEMA))

    def write_names(self, confirmed: Iterable[Alias]) -> None:
        """Every name that every hamlet of every registry answers to."""
        rows = read_parquet(self._path("registry")).to_pylist()
        names = registry_names(rows, confirmed, self.catalogue.commune.title.vi)
        self._write("registry_name", pa.Table.from_pylist(names, schema=REGISTRY_NAME_SCHEMA))

    def write_waivers(self, rows: Sequence[Row]) -> None:
        """Every decision about a finding, as the action log has them."""
        self._write(WAIVERS, pa.Table.from_pylist(list(rows), schema=WAIVER_SCHEMA))

    def write_closed(self, figures: pa.Table) -> None:
        """The figures of every closed quarter, from the packages."""
        self._write(CLOSED, figures)

    def request(self, period: str) -> bool:
        """Remember that somebody asked for this period, so that it is there with or without data. True when it is new."""
        path = self._path("requested_period")
        known = read_parquet(path)["period"].to_pylist() if path.exists() else []
        if period in known:
            return False
        lines = [{"commune_code": self.catalogue.commune.code, "period": name} for name in sorted([*known, period])]
        self._write("requested_period", pa.Table.from_pylist(lines, schema=REQUESTED_PERIOD_SCHEMA))
        return True

    def write_register(self, files: Sequence[Row], receipts: Sequence[Row]) -> None:
        """The register, then the receipts: written last, so that what they name is there (``receipts_written``)."""
        ordered = sorted(files, key=lambda line: line["file_sha256"])
        self._write("file", pa.Table.from_pylist(ordered, schema=FILE_SCHEMA))
        self._write("receipt", pa.Table.from_pylist(list(receipts), schema=RECEIPT_SCHEMA))
