"""A note, a page's number or the header again between the rows of a table loses no row and changes no figure, in any source."""

from __future__ import annotations

import datetime as dt

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines.catalogue.load import load_catalogue
from pipelines.catalogue.model import FieldKind, Source
from pipelines.ingest.reader import read_file
from pipelines.ingest.reading import FileReading
from tests import corpus

CATALOGUE = load_catalogue()
TABLES = [source for source in CATALOGUE.sources.values() if source.layout == "table"]
SLOW = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
NAMES = ("Xóm 1", "Cộng Hòa", "Tống Xá", "Bắc Hải", "Tổng Khê", "Xóm Nguồn", "Phần Lăng", "Nam Hải")

LINES = st.sampled_from(
    [
        "Ghi chú: tạm tính",
        "Trang 1/2",
        "Page 1 of 2",
        "Ngày 14/6/2026",
        "(Số liệu tính đến ngày 14/6/2026)",
        "* Tạm tính",
        "Nguồn: Công an xã",
    ]
)
INSERTS = st.one_of(
    st.tuples(st.just("line"), LINES, st.integers(0, 3)),
    st.tuples(st.just("header"), st.just(""), st.just(0)),
    st.tuples(st.just("numbers"), st.sampled_from(["({})", "[{}]", "-{}"]), st.just(0)),
    st.tuples(st.just("signed"), st.sampled_from(["Người lập biểu", "TỔ TRƯỞNG", "TM. UBND XÃ"]), st.integers(0, 3)),
    st.tuples(st.just("blank"), st.just(""), st.just(0)),
)


def cell(source: Source, field_id: str, number: int) -> object:
    """A value that its field takes, another in each row."""
    field = source.field(field_id)
    samples: dict[FieldKind, object] = {
        FieldKind.COUNT: number * 7 + 3,
        FieldKind.DATE: dt.date(2026, 6, number),
        FieldKind.CODE: f"X0{number}-H00{number}" if "-H" in (field.pattern or "") else f"TV{number}",
        FieldKind.MARK: "x",
        FieldKind.PERCENT: 50.5,
    }
    if field.kind is FieldKind.CHOICE:
        return next(iter(field.choices.values()))[0]
    return samples.get(field.kind, number if field_id == "row_label" else NAMES[number - 1])


def inserted(insert: tuple[str, str, int], header: list[str]) -> list[list[object]]:
    """The lines that stand for the insertion."""
    kind, text, column = insert
    before = [""] * min(column, len(header) - 1)
    if kind == "line":
        return [[*before, text]]
    if kind == "signed":
        return [[], [*before, text], [*before, "(Ký, ghi rõ họ tên)"], [*before, "Nguyễn Văn Bịa"], []]
    if kind == "numbers":
        return [[text.format(number) for number in range(1, len(header) + 1)]]
    return [list(header)] if kind == "header" else [[]]


def rows_of(reading: FileReading) -> list[tuple[str, dict[str, str | None]]]:
    """The rows without the places where they stand."""
    return [(row.kind, dict(row.values)) for row in reading.rows]


@SLOW
@given(
    st.sampled_from(TABLES),
    st.booleans(),
    st.booleans(),
    st.integers(3, len(NAMES)),
    st.lists(st.tuples(st.integers(0, len(NAMES)), INSERTS), min_size=1, max_size=4),
)
def test_lines_between_rows_lose_no_row_and_change_no_figure(source, numbered, total, count, inserts):
    fields = [field for field in source.fields if numbered or field.id != "row_label"]
    header = [field.title.vi for field in fields]
    body: list[list[list[object]]] = [[[cell(source, field.id, number) for field in fields]] for number in range(1, count + 1)]
    if total and any(field.kind is FieldKind.COUNT for field in fields):
        sums = ["" if field.kind is not FieldKind.COUNT else sum(n * 7 + 3 for n in range(1, count + 1)) for field in fields]
        body.append([["Tổng cộng", *sums[1:]]])
    plain = read_file(corpus.delimited([[source.title.vi], header, *(line for lines in body for line in lines)]), "x", CATALOGUE)
    for place, insert in inserts:
        body.insert(min(place, len(body)), inserted(insert, header))
    reading = read_file(corpus.delimited([[source.title.vi], header, *(line for lines in body for line in lines)]), "x", CATALOGUE)
    assert (plain.status, plain.source) == ("accepted", source.id)
    assert rows_of(reading) == rows_of(plain)
    assert sum(row.kind == "data" for row in reading.rows) == count
    assert "Bịa" not in str(reading.as_dict())


@SLOW
@given(
    st.lists(st.booleans(), min_size=3, max_size=len(NAMES)),
    st.booleans(),
    st.lists(st.tuples(st.integers(0, len(NAMES)), INSERTS), min_size=1, max_size=3),
)
def test_lines_between_rows_lose_no_hamlet_that_nobody_filled_in(filled, total, inserts):
    rows = [
        [number, NAMES[number - 1], *([2**number * 9, 2**number * 7] if is_filled else [])]
        for number, is_filled in enumerate(filled, start=1)
    ]
    body = [[row] for row in rows]
    if total:
        body.append([["", "Tổng cộng", 999, 888]])
    for place, insert in inserts:
        body.insert(min(place, len(body)), inserted(insert, ["STT", "Xóm", "Dân số", "Mức 2"]))
    lines = [[corpus.VNEID_TITLE], ["STT", "Xóm", "Dân số", "Mức 2"], *(line for lines in body for line in lines)]
    reading = read_file(corpus.delimited(lines), "x", CATALOGUE)
    assert reading.status == "accepted"
    assert [row.values["hamlet"] for row in reading.rows if row.kind == "data"] == list(NAMES[: len(filled)])
    assert "Bịa" not in str(reading.as_dict())
