"""The same files give the same marts, whatever the order and however often they come."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import openpyxl

from pipelines.demo import write_commune
from pipelines.home import Home
from pipelines.quarter.ledger import files
from pipelines.warehouse.export import export_marts
from pipelines.warehouse.publish import build_aside, publish


def exported(home: Home, folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in export_marts(home, folder)}


def test_thrice_in_another_order_in_ten_runs_the_same_bytes(small_home: Home, workshop, tmp_path: Path) -> None:
    home = Home(tmp_path / "again")
    sources = sorted(path for path in small_home.drop.rglob("*") if path.is_file())
    drops = [(path, copy) for path in sources for copy in ("lần một", "lan 2", "3 (bản sao)")]
    random.Random(3).shuffle(drops)  # noqa: S311 - an order, not a secret
    for run in range(10):
        for path, copy in drops[run::10]:
            target = home.drop / copy / path.relative_to(small_home.drop)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(path, target)
        workshop.take_in(home)
    build_aside(home)
    publish(home)

    once, thrice = exported(small_home, tmp_path / "once"), exported(home, tmp_path / "thrice")
    assert {name for name in once if once[name] != thrice[name]} == set()
    assert len(once) > 5
    statuses = [line["status"] for line in files(home)]
    assert statuses.count("duplicate") == 2 * len(sources)


def test_a_newer_file_supersedes_and_the_older_stays(small_commune, workshop, tmp_path: Path) -> None:
    home = Home(tmp_path)
    write_commune(home.drop, small_commune, messy=False)
    workshop.take_in(home)
    old = next(path for path in home.drop.rglob("*.xlsx") if "vneid" in path.as_posix().lower() and "6" in path.stem)
    newer = home.drop / "gui lai" / old.name
    newer.parent.mkdir()
    _with_another_figure(old, newer)
    workshop.publish(home)
    by_file = {line["file"]: line for line in files(home)}
    assert by_file[old.relative_to(home.drop).as_posix()]["status"] == "superseded"
    assert by_file[newer.relative_to(home.drop).as_posix()]["status"] == "accepted"
    assert len(list((home.archive / "files").rglob("*"))) > len(by_file), "both are archived"


def _with_another_figure(old: Path, new: Path) -> None:
    book = openpyxl.load_workbook(old)
    sheet = book.worksheets[0]
    cells = [cell for row in sheet.iter_rows() for cell in row if isinstance(cell.value, int) and cell.value > 100]
    cells[0].value += 1
    book.save(new)
