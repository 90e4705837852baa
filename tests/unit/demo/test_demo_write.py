"""The files: the same bytes for the same seed, legible, and every one says that it is invented."""

import os
import subprocess
import sys
import unicodedata
from collections import Counter
from datetime import date
from hashlib import sha256
from pathlib import Path
from random import Random

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.catalogue.load import load_catalogue
from pipelines.demo import Commune, Options, Spot, demo_commune, plant, simulate, spelling, write_commune, write_demo
from pipelines.demo.dress import dress
from pipelines.demo.look import PLAIN, draw_look
from pipelines.demo.periods import months_from
from pipelines.demo.words import NOTICE
from pipelines.demo.write import wardrobe_of
from pipelines.home import PROJECT_ROOT
from pipelines.ingest.text import hamlet_key, hamlet_plain_key, is_unmarked


def digests(folder: Path) -> dict[str, tuple[str, float]]:
    return {
        str(path.relative_to(folder)): (sha256(path.read_bytes()).hexdigest(), path.stat().st_mtime)
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_same_seed_same_bytes_even_elsewhere(tmp_path: Path) -> None:
    write_demo(tmp_path / "here", hamlets=5, months=3)
    script = (
        "import sys; from pathlib import Path; from pipelines.demo import write_demo; write_demo(Path(sys.argv[1]), hamlets=5, months=3)"
    )
    elsewhere = {**os.environ, "PYTHONHASHSEED": "77", "TZ": "America/Lima"}
    subprocess.run([sys.executable, "-c", script, str(tmp_path / "there")], check=True, cwd=PROJECT_ROOT, env=elsewhere)
    here = digests(tmp_path / "here")
    assert here == digests(tmp_path / "there")
    write_demo(tmp_path / "other", seed=8, hamlets=5, months=3)
    other = digests(tmp_path / "other")
    assert not {one[0] for one in here.values()} & {one[0] for one in other.values()}


def test_the_demo_says_what_it_wrote(tmp_path: Path) -> None:
    summary = write_demo(tmp_path, hamlets=8, months=3)
    assert {path for path in tmp_path.rglob("*") if path.is_file()} == set(summary.files)
    assert NOTICE in summary.text
    assert "Đã cài 6 lỗi" in summary.text
    assert len({path.parent.relative_to(tmp_path).parts[0] for path in summary.files}) == 13  # the roster stands beside the registry
    plain = write_demo(tmp_path / "plain", hamlets=4, months=1, messy=False, faults=False)
    assert "Không cài lỗi nào" in plain.text
    assert {path.suffix for path in plain.files} == {".xlsx"}


def texts(path: Path) -> str:
    content = path.read_bytes()
    if content.startswith(b"PK"):
        book = openpyxl.load_workbook(path)
        return "\n".join(str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row if cell is not None)
    for encoding in ("utf-16" if content.startswith(b"\xff\xfe") else "utf-8-sig", "cp1258"):
        try:
            return unicodedata.normalize("NFC", content.decode(encoding))
        except UnicodeDecodeError:
            continue
    raise AssertionError(path)


def test_every_file_says_that_it_is_invented(tmp_path: Path) -> None:
    summary = write_demo(tmp_path, hamlets=10, months=6)
    for path in summary.files:
        assert NOTICE in texts(path), path
    assert {path.suffix for path in summary.files} == {".xlsx", ".xls", ".csv", ".tsv", ".txt"}


def test_files_are_dated_by_the_office_and_a_second_copy_is_newer(tmp_path: Path, clean: Commune) -> None:
    planted = plant(clean, "resubmitted", Spot("X11", "2026-Q2")).commune
    write_commune(tmp_path, planted, messy=False)
    first, second = sorted((tmp_path / "health_book").glob("*T06.2026*"))
    assert second.stem.endswith("_gui lai")
    assert second.stat().st_mtime - first.stat().st_mtime == 3 * 24 * 3600
    assert first.stat().st_mtime == 1781398800  # 14 June 2026, 08:00 in Vietnam


@pytest.mark.parametrize("messy", [False, True])
def test_every_figure_stands_in_its_row_however_dressed(clean: Commune, messy: bool) -> None:
    wardrobe = wardrobe_of(clean.truth)
    for sheet in clean.sheets:
        if sheet.form:
            continue
        look = draw_look(7, sheet) if messy else PLAIN
        rows = dress(sheet, look, wardrobe)[0].rows
        body = [row for row in rows if row and "".join(filter(str.isdigit, str(row[1 if look.blank_column else 0]))) and len(row) > 3]
        numbered = [row for row in body if not str(row[-1]).startswith("(")][-len(sheet.rows) :]
        for cells, row in zip(sheet.rows, numbered, strict=True):
            wanted = Counter(str(cell) for cell in cells.values() if isinstance(cell, int) and not isinstance(cell, bool))
            shown = Counter("".join(filter(str.isdigit, str(cell))) for cell in row if cell is not None)
            assert not wanted - shown


def test_totals_are_the_sums_of_the_rows_as_written(clean: Commune) -> None:
    planted = plant(clean, "not_a_count", Spot("X11", "2026-Q2")).commune
    sheet = planted.sheet("signature", "2026-06")
    rows = dress(sheet, PLAIN, wardrobe_of(planted.truth))[0].rows
    label, adults, holders = rows[-1][1:]
    assert label == "Tổng cộng"
    assert adults == sum(row["adults"] for row in sheet.rows)
    assert holders == sum(row["holders"] for row in sheet.rows if isinstance(row["holders"], int))
    wrong = plant(clean, "total_mismatch", Spot("X11", "2026-Q2")).commune.sheet("dvc", "2026-06")
    total = dress(wrong, PLAIN, wardrobe_of(clean.truth))[0].rows[-1]
    assert total[2] == sum(row["files_total"] for row in wrong.rows) + 100


@pytest.mark.parametrize("options", [Options(), Options(twins=True)])
def test_every_spelling_means_one_hamlet(options: Options) -> None:
    truth = simulate(7, 28, months_from("2026-01", 1), options)
    exact: dict[str, set[str]] = {}
    plain: dict[str, set[str]] = {}
    codes = {one.code for one in truth.hamlets}
    for one in truth.hamlets:
        for name in (one.name, *one.aliases):
            exact.setdefault(hamlet_key(name), set()).add(one.code)
            plain.setdefault(hamlet_plain_key(name), set()).add(one.code)
    for (code, label), ways in spelling.spellings(truth.hamlets).items():
        for way in (label, *ways):
            if way in codes:
                assert way == code
                continue
            found = exact.get(hamlet_key(way), set())
            if not found and is_unmarked(way):
                found = plain[hamlet_plain_key(way)]
            assert found == {code}, way


def test_headers_are_words_of_the_catalogue(clean: Commune) -> None:
    wardrobe = wardrobe_of(clean.truth)
    for sheet in clean.sheets:
        source = load_catalogue().sources[sheet.source]
        known = {word for field in source.fields for word in (field.title.vi, *field.synonyms)}
        rows = dress(sheet, PLAIN, wardrobe)[0].rows
        shown = {str(row[0]) for row in rows} if sheet.form else {str(cell) for cell in rows[2]}
        titles = {source.field(name).title.vi for name in sheet.fields}
        assert titles <= shown
        assert sheet.form or shown <= known


@given(st.integers(0, 9_999_999), st.sampled_from(["number", "text", "1.234", "1 234", "1,234"]))
def test_a_number_keeps_its_digits(value: int, style: str) -> None:
    assert "".join(filter(str.isdigit, str(spelling.number(value, style)))) == str(value)


@given(st.dates(date(2020, 1, 1), date(2035, 12, 31)))
def test_dates_are_day_first(value: date) -> None:
    assert spelling.day(value, "14/6/2026") == f"{value.day}/{value.month}/{value.year}"
    assert spelling.day(value, "2026-06-14") == value.isoformat()
    assert spelling.day(value, "date") == value


def test_windows_1258_comes_back_as_it_was() -> None:
    text = "Xóm Đồng Xuân, Trung Hòa, Thượng Đoài; ứng dụng số: Ấ Ậ Ổ ữ ợ ỵ 14/6"
    assert unicodedata.normalize("NFC", spelling.cp1258(text).decode("cp1258")) == text


def test_the_official_name_is_the_commonest() -> None:
    rng = Random(1)  # noqa: S311 - not for secrets
    names = Counter(spelling.spell(rng, "Xóm An Lạc", ("An Lạc", "XÓM AN LẠC")) for _ in range(400))
    assert names.most_common(1)[0][0] == "Xóm An Lạc"


def test_four_years_hold_every_quarter() -> None:
    commune = demo_commune(hamlets=3, months=48)
    assert len(commune.truth.quarters) == 16
    paths = [(sheet.folder, sheet.name) for sheet in commune.sheets]
    assert len(paths) == len(set(paths))
