"""One bad file never stops the others: every broken file of the corpus beside a commune whose figures must not move."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

import pytest

from pipelines.catalogue import load_catalogue
from pipelines.home import Home
from pipelines.quarter.indicators import indicators
from pipelines.quarter.ledger import files
from tests import corpus
from tests.integration.conftest import run_soxom

BROKEN = {
    "co mat khau.xlsx": corpus.encrypted_office,
    "hong.xlsx": lambda: corpus.xlsx(corpus.vneid_rows())[:700],
    "rong.xlsx": lambda: b"",
    "bieu la.xlsx": lambda: corpus.xlsx([["BẢNG LẠ"], ["A", "B"], ["x", 1]]),
    "cong thuc.xlsx": corpus.formula_without_value,
    "bom.xlsx": corpus.compressed_bomb,
    "trieu dong trong.xlsx": lambda: corpus.million_blank_rows(last_filled=True),
    "cong van.docx": corpus.word_document,
    "anh.pdf": lambda: b"%PDF-1.7\n%\xe2\xe3\n1 0 obj<<>>endobj\n",
    "danh sach nhan khau.xlsx": corpus.resident_list,
}

NO_PERIOD = "khong ro ky, goi 0912345678.xlsx"


@pytest.fixture(scope="module")
def broken_home(small_home: Home, workshop, tmp_path_factory: pytest.TempPathFactory) -> Home:
    home = Home(tmp_path_factory.mktemp("broken"))
    shutil.copytree(small_home.drop, home.drop)
    for name, make in BROKEN.items():
        (home.drop / name).write_bytes(make())
    (home.drop / NO_PERIOD).write_bytes(corpus.xlsx([["THỐNG KÊ TÀI KHOẢN ĐỊNH DANH ĐIỆN TỬ"], *corpus.vneid_rows()[1:]]))
    return workshop.publish(home)


@pytest.mark.parametrize("name", sorted(BROKEN))
def test_each_broken_file_gets_its_sentence(broken_home: Home, name: str) -> None:
    line = next(line for line in files(broken_home) if line["file"] == name)
    assert line["status"] in ("unrecognised", "unreadable")
    assert line["rows_read"] == 0
    assert len(line["message"]) > 20
    assert line["message"].rstrip().endswith("."), "a sentence"


def test_a_file_whose_period_cannot_be_told_is_not_said_to_be_taken_in(broken_home: Home) -> None:
    line = next(line for line in files(broken_home) if line["file"] == NO_PERIOD)
    template = load_catalogue().verdicts["no_period"].message.vi
    assert (line["status"], line["message"]) == ("unreadable", template.format(file="khong ro ky, goi •••.xlsx"))


def test_the_other_files_figures_are_right_all_the_same(broken_home: Home, small_home: Home) -> None:
    for period in ("2026-Q1", "2026-Q2"):
        assert indicators(broken_home, period) == indicators(small_home, period)


def test_a_run_beside_them_ends_with_every_document_and_page(broken_home: Home, tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    shutil.copytree(broken_home.drop, home.drop)
    done = run_soxom(home, "run", "2026-Q2")
    assert done.returncode == 0, done.stderr
    page = (home.reports / "2026-Q2" / "site" / "nguon.html").read_text(encoding="utf-8")
    unknown = page.partition('id="n-khong-ro"')[2].partition("</table>")[0]
    assert all(name in unknown for name in BROKEN)
    assert {path.name for path in (home.reports / "2026-Q2").iterdir()} >= {"bao-cao.docx", "phu-luc.xlsx"}


def test_personal_lists_are_refused_and_not_archived(broken_home: Home) -> None:
    content = corpus.resident_list()
    sha256 = hashlib.sha256(content).hexdigest()
    assert not (broken_home.archive / "files" / sha256[:2] / sha256).exists()
    kept = [path for path in (broken_home.archive / "files").rglob("*") if path.is_file()]
    assert kept
    assert all(path.read_bytes() != content for path in kept)


def test_the_archive_cannot_be_written_over(broken_home: Home) -> None:
    kept = next(path for path in (broken_home.archive / "files").rglob("*") if path.is_file())
    assert kept.stat().st_mode & 0o222 == 0
