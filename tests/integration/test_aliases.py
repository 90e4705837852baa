"""A name that a person confirms means its hamlet from the next run on; until then it is nobody's."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import openpyxl

from pipelines.demo import write_commune
from pipelines.home import Home
from pipelines.warehouse.publish import is_published
from pipelines.warehouse.query import read
from tests.integration.conftest import Workshop

STRANGE = "Xóm Cây Đa Đầu Làng"


def misnamed(home: Home) -> str:
    """Give one hamlet of June's signatures a name that no registry knows. Returns the file's path in the drop folder."""
    path = next(
        path for path in sorted(home.drop.rglob("*.xlsx")) if path.parent.name == "signature" and "6" in path.stem.replace("2026", "")
    )
    book = openpyxl.load_workbook(path)
    cells = [cell for row in book.worksheets[0].iter_rows() for cell in row if cell.value == "Xóm 1"]
    cells[0].value = STRANGE
    book.save(path)
    return path.relative_to(home.drop).as_posix()


def answer(home: Home) -> tuple[str, str | None]:
    row = read(home, "select row_status, hamlet_code from fct_row where hamlet_text = ?", [STRANGE])[0]
    return row["row_status"], row["hamlet_code"]


def test_a_confirmed_name_is_taken(small_commune, workshop: Workshop, tmp_path: Path, soxom: Callable) -> None:

    home = Home(tmp_path)
    write_commune(home.drop, small_commune, messy=False)
    file = misnamed(home)
    workshop.publish(home)
    assert answer(home) == ("rejected", None)

    assert soxom(home, "alias", STRANGE, "X01", "--by", "Cán bộ A", "--file", file).returncode == 0
    kept = json.loads((home.archive / "aliases.jsonl").read_text(encoding="utf-8"))
    assert (kept["name"], kept["hamlet_code"], kept["confirmed_by"], kept["file"]) == (STRANGE, "X01", "Cán bộ A", file)
    assert not is_published(home), "the next refresh has something to do"

    workshop.publish(home)
    assert answer(home) == ("accepted", "X01")


def test_a_name_for_no_hamlet_is_refused(small_home: Home, tmp_path: Path, soxom: Callable) -> None:
    home = Home(tmp_path / "home")
    shutil.copytree(small_home.root, home.root)
    outcome = soxom(home, "alias", STRANGE, "X99", "--by", "Cán bộ A")
    assert outcome.returncode == 2
    assert "X99" in outcome.stderr
    assert not (home.archive / "aliases.jsonl").exists()
