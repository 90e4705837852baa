"""What holds of the reader for any input: figures come through unchanged, rows are counted, nothing raises."""

from __future__ import annotations

import datetime as dt
import random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines.catalogue.load import load_catalogue
from pipelines.catalogue.model import FieldKind
from pipelines.ingest.privacy import mask
from pipelines.ingest.reader import read_file
from pipelines.ingest.reading import FileReading
from pipelines.ingest.values import count, date, percent
from tests import corpus

CATALOGUE = load_catalogue()
SLOW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
COUNTS = st.integers(min_value=0, max_value=9_999_999)
NAMES = st.lists(
    st.sampled_from([f"Xóm {number}" for number in range(1, 40)] + ["Đông Tĩnh", "xóm hoà bình", "X.41"]),
    min_size=1,
    max_size=12,
    unique=True,
)
TABLES = [source for source in CATALOGUE.sources.values() if source.layout == "table"]


def grouped(number: int, separator: str) -> str:
    return f"{number:,}".replace(",", separator)


@given(COUNTS, st.sampled_from([".", ",", " ", "\u00a0", "\u2009", "\u202f"]))
def test_a_count_is_the_same_however_it_is_grouped(number, separator):
    written = grouped(number, separator)
    assert count(written) == count(number) == count(float(number)) == count(f"  {number} ") == str(number)


@given(COUNTS, st.integers(1, 99))
def test_a_fraction_is_never_a_count(whole, cents):
    for text in (f"{whole}.{cents:02d}", f"{whole},{cents:02d}", f"-{whole}", f"{whole}%", f"{whole} hộ"):
        assert count(text) == text


@given(st.text(max_size=30))
def test_a_count_is_digits_or_blank_or_what_was_written(text):
    value = count(text)
    assert value is None or value.isascii() or value.strip()
    if value is not None and value.isdigit() and value.isascii():
        assert set("0123456789") & set(text)


@given(st.dates(min_value=dt.date(1900, 1, 1), max_value=dt.date(2199, 12, 31)))
def test_a_date_is_the_same_however_it_is_written(day):
    forms = [day, dt.datetime.combine(day, dt.time(7)), day.isoformat(), f"ngày {day.day} tháng {day.month} năm {day.year}"]
    forms += [f"{day.day}{separator}{day.month}{separator}{day.year}" for separator in "/-."]
    forms += [f"{day.day:02d}/{day.month:02d}/{day.year} 12:00:00 SA"]
    assert {date(form) for form in forms} == {day.isoformat()}


@given(st.decimals(min_value=0, max_value=100, places=2))
def test_a_percentage_is_the_same_with_comma_point_and_sign(rate):
    forms = [f"{rate}", f"{rate}%", str(rate).replace(".", ","), str(rate).replace(".", ",") + " %", float(rate)]
    assert len({percent(form) for form in forms}) == 1


@given(COUNTS)
def test_a_plain_count_is_never_masked(number):
    for text in (str(number), grouped(number, "."), grouped(number, " "), f"{number} hộ trên {number + 7} người"):
        assert mask(text) == text


@given(st.from_regex(r"0[0-9]{11}", fullmatch=True), st.text(alphabet="ab, ", max_size=5))
def test_a_citizen_number_never_gets_through(number, around):
    assert number not in mask(f"{around}, {number}, {around}")


@SLOW
@given(st.sampled_from(TABLES), st.randoms(use_true_random=False))
def test_headers_in_any_order_and_any_synonym_are_the_same_table(source, chance: random.Random):
    fields = [field for field in source.fields if field.required or chance.random() < 0.5]
    chance.shuffle(fields)
    header = [chance.choice([field.title.vi, field.title.vi.upper(), *(field.synonyms[:1] or [field.title.vi])]) for field in fields]
    rows = [[source.title.vi], header, *([_cell(field, number) for field in fields] for number in (1, 2, 3))]
    reading = read_file(corpus.xlsx(rows), "x", CATALOGUE)
    assert (reading.status, reading.source) == ("accepted", source.id)
    kept = {field.id for field in fields if field.kept}
    assert set(reading.rows[0].cells) == kept
    for number, row in enumerate(reading.rows, start=1):
        for field in fields:
            if field.kind is FieldKind.COUNT:
                assert row.values[field.id] == str(number * 7)
            if field.kind is FieldKind.DATE:
                assert row.values[field.id] == f"2026-06-{number:02d}"


def _cell(field, number):
    code = f"X0{number}-H00{number}" if "-H" in (field.pattern or "") else f"TV{number}"
    samples = {
        FieldKind.COUNT: number * 7,
        FieldKind.DATE: dt.date(2026, 6, number),
        FieldKind.CODE: code,
        FieldKind.MARK: "x",
        FieldKind.PERCENT: 50.5,
    }
    if field.kind is FieldKind.CHOICE:
        return next(iter(field.choices.values()))[0]
    return samples.get(field.kind, number if field.id == "row_label" else f"Xóm {number}")


ROWS = st.lists(
    st.one_of(
        st.tuples(st.just("data"), st.sampled_from(["Xóm 1", "Xóm 2", "Lạ", "Xóm 5+6"]), COUNTS),
        st.tuples(st.just("blank"), st.just(""), st.just("")),
        st.tuples(st.just("odd"), st.sampled_from(["", "Cộng", "Xã A cũ", "Ghi chú: b", "(1)"]), st.sampled_from(["", "chưa có", 5])),
    ),
    min_size=1,
    max_size=15,
)


@SLOW
@given(ROWS)
def test_every_filled_row_below_the_header_is_counted_once(lines):
    body = [["" if kind == "blank" else number, name, figure] for number, (kind, name, figure) in enumerate(lines, start=1)]
    body.append([99, "Xóm 30", 7])
    reading = read_file(corpus.delimited([[corpus.VNEID_TITLE], ["STT", "Xóm", "Mức 2"], *body]), "x", CATALOGUE)
    filled = sum(1 for kind, *_ in lines if kind != "blank") + 1
    if reading.status == "accepted":
        assert reading.rows_read == filled
        assert len({row.row_number for row in reading.rows}) == len(reading.rows)
    else:
        assert reading.verdict == "no_rows"


@SLOW
@given(NAMES, st.sampled_from(["xlsx", "xls", "csv", "html", "xml", "ods"]))
def test_every_container_gives_the_same_figures(names, kind):
    build = {
        "xlsx": corpus.xlsx,
        "xls": corpus.xls,
        "csv": corpus.delimited,
        "html": corpus.html_table,
        "xml": corpus.xml2003,
        "ods": corpus.ods,
    }[kind]
    rows = [[corpus.VNEID_TITLE], ["STT", "Xóm", "Mức 2"], *([number, name, number * 1117] for number, name in enumerate(names, start=1))]
    reading = read_file(build(rows), "x", CATALOGUE)
    assert [(row.values["hamlet"], row.values["level2"]) for row in reading.rows if row.kind == "data"] == [
        (name, str(number * 1117)) for number, name in enumerate(names, start=1)
    ]


@SLOW
@given(
    st.binary(max_size=3000),
    st.sampled_from(
        [b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"<html><table>", b"<?xml version='1.0'?>", b"\xff\xfe", b"\xef\xbb\xbf"]
    ),
)
def test_nothing_raises_on_any_bytes(noise, start):
    reading = read_file(start + noise, "x.xlsx", CATALOGUE)
    assert isinstance(reading, FileReading)
    assert reading.verdict in CATALOGUE.verdicts
    assert reading.verdict != "unreadable_by_fault"


@SLOW
@given(
    st.sampled_from([corpus.xlsx, corpus.xls, corpus.ods, corpus.xml2003, corpus.html_table]),
    st.integers(0, 10_000),
    st.binary(min_size=1, max_size=8),
)
def test_a_damaged_file_never_raises_and_never_shows_a_fault_of_ours(build, place, noise):
    content = bytearray(build(corpus.vneid_rows()))
    place %= len(content)
    content[place : place + len(noise)] = noise
    reading = read_file(bytes(content), "x", CATALOGUE)
    assert reading.verdict in CATALOGUE.verdicts
    assert reading.verdict != "unreadable_by_fault"


@SLOW
@given(
    st.lists(
        st.lists(
            st.one_of(st.text(max_size=12), COUNTS, st.none(), st.booleans(), st.floats(allow_nan=False, allow_infinity=False)), max_size=6
        ),
        max_size=12,
    )
)
def test_any_cells_under_a_known_header_are_read_without_a_fault(cells):
    safe = [
        [value if not isinstance(value, str) else "".join(letter for letter in value if letter.isprintable()) for value in row]
        for row in cells
    ]
    header = ["STT", "Xóm", "Dân số", "Mức 1", "Mức 2", "Tỷ lệ"]
    reading = read_file(corpus.delimited([[corpus.VNEID_TITLE], header, *safe, [1, "Xóm 1", 2, 3, 4, 5]]), "x", CATALOGUE)
    assert reading.verdict != "unreadable_by_fault"


@SLOW
@given(NAMES)
def test_the_same_bytes_and_name_give_an_equal_reading(names):
    content = corpus.delimited(corpus.signature_rows(tuple(names)))
    assert read_file(content, "a/b", CATALOGUE).as_dict() == read_file(content, "a/b", CATALOGUE).as_dict()
