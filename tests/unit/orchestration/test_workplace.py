"""When a run publishes: as soon as the build has ended well, and never otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest

from pipelines.catalogue import Catalogue
from pipelines.home import Home
from pipelines.ingest.take_in import Intake
from pipelines.orchestration import workplace
from pipelines.orchestration.workplace import Workplace
from pipelines.warehouse.dbt import DbtError, NodeResult


class SlowlyRecorded:
    """A builder of four results, whose build ends while result ``ends`` is waiting to be recorded; or after all of them, badly."""

    is_built = False

    def __init__(self, ends: int, *, fails: bool) -> None:
        self.ends = ends
        self.fails = fails

    def build(self) -> Iterator[NodeResult]:
        for number in range(4):
            self.is_built = number >= self.ends and not self.fails
            yield NodeResult(f"model.{number}", "model", "success", 0.0)
        if self.fails:
            raise DbtError("a key is there twice")


class Noted:
    """A press that notes what it is to begin."""

    def __init__(self) -> None:
        self.begun: list[str] = []

    def begin(self, quarter: str) -> None:
        self.begun.append(quarter)


@pytest.fixture
def published(monkeypatch: pytest.MonkeyPatch) -> list[Home]:
    homes: list[Home] = []
    monkeypatch.setattr(workplace, "publish", homes.append)
    return homes


def place(tmp_path: Path, press: Noted, asked: str | None, *, ends: int = 1, fails: bool = False) -> Workplace:
    builder = SlowlyRecorded(ends, fails=fails)
    made = Workplace(Home(tmp_path), cast("Any", None), cast("Any", builder), cast("Any", press), cast("Any", None))
    made.begin(cast("Catalogue", None), asked)
    return made


@pytest.fixture(autouse=True)
def nothing_to_take_in(monkeypatch: pytest.MonkeyPatch) -> None:
    def taken(self: Workplace, _catalogue: Catalogue, asked: str | None) -> Intake:
        self._asked = asked
        return Intake()

    monkeypatch.setattr(Workplace, "_take_in", taken)


def test_it_publishes_once_and_before_the_last_results_are_recorded(tmp_path: Path, published: list[Home]) -> None:
    press = Noted()
    made = place(tmp_path, press, "2026-Q2")
    there = [len(published) for _ in made.build()]
    assert there == [0, 1, 1, 1]
    made.publish()
    assert published == [Home(tmp_path)]
    assert press.begun == ["2026-Q2"]


@pytest.mark.parametrize("asked", [None, "2026"])
def test_documents_are_a_quarters(tmp_path: Path, published: list[Home], asked: str | None) -> None:
    press = Noted()
    list(place(tmp_path, press, asked).build())
    assert len(published) == 1
    assert press.begun == []


def test_a_build_that_fails_is_not_published(tmp_path: Path, published: list[Home]) -> None:
    press = Noted()
    with pytest.raises(DbtError):
        list(place(tmp_path, press, "2026-Q2", fails=True).build())
    assert (published, press.begun) == ([], [])


def test_a_build_that_ends_last_is_published_by_the_step_that_follows(tmp_path: Path, published: list[Home]) -> None:
    press = Noted()
    made = place(tmp_path, press, "2026-Q2", ends=4)
    assert [len(published) for _ in made.build()] == [0, 0, 0, 0]
    made.publish()
    assert (published, press.begun) == ([Home(tmp_path)], ["2026-Q2"])
