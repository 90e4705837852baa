"""When a run publishes: as soon as the build has ended well, and never otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast

import pytest

from pipelines.catalogue import load_catalogue
from pipelines.home import Home
from pipelines.ingest.take_in import Intake
from pipelines.orchestration import workplace
from pipelines.orchestration.workplace import Workplace
from pipelines.warehouse.dbt import DbtError, NodeResult
from pipelines.warehouse.increment import OwnDays
from pipelines.warehouse.stamp import Stamp


class SlowlyRecorded:
    """A builder of four results, whose build ends while result ``ends`` is waiting to be recorded; or after all of them, badly."""

    is_built = False

    def __init__(self, ends: int, *, fails: bool) -> None:
        self.ends = ends
        self.fails = fails
        self.is_whole = True
        self.begun_with: list[OwnDays | None] = []

    def stop(self) -> None:
        """Nothing was begun."""

    def begin(self, own_days: OwnDays | None = None) -> None:
        self.begun_with.append(own_days)

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
    monkeypatch.setattr(workplace, "publish", lambda home, *, is_whole: homes.append(home) if is_whole else None)
    return homes


def place(tmp_path: Path, press: Noted, asked: str | None, *, ends: int = 1, fails: bool = False) -> Workplace:
    builder = SlowlyRecorded(ends, fails=fails)
    made = Workplace(Home(tmp_path), cast("Any", None), cast("Any", builder), cast("Any", press), cast("Any", None))
    made.begin(load_catalogue(), asked)
    return made


@pytest.fixture(autouse=True)
def nothing_to_take_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipelines.ingest.take_in.take_in", lambda *_arguments: Intake())


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


def computed(days_ago: int) -> Stamp:
    return Stamp("lake", computed_at=(datetime.now(UTC) - timedelta(days=days_ago)).isoformat())


@pytest.mark.parametrize(
    ("asked", "whole", "stamp", "is_increment"),
    [
        (None, False, computed(6), True),
        (None, False, computed(8), False),
        (None, False, None, False),
        (None, False, Stamp("lake"), False),
        (None, True, computed(0), False),
        ("2026-Q2", False, computed(0), False),
        ("2026", False, computed(0), False),
    ],
)
def test_who_asks_for_a_period_and_the_night_get_everything_computed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, asked: str | None, whole: bool, stamp: Stamp | None, is_increment: bool
) -> None:
    monkeypatch.setattr(workplace, "read_stamp", lambda _home: stamp)
    builder = SlowlyRecorded(1, fails=False)
    made = Workplace(Home(tmp_path), cast("Any", None), cast("Any", builder), cast("Any", Noted()), cast("Any", None))
    made.intake(load_catalogue(), asked, whole=whole)
    (own_days,) = builder.begun_with
    assert (own_days is not None) == is_increment
    if own_days is not None:
        assert own_days["training"] == "class_date"
        assert own_days["visit_log"] is None
        assert not {"registry", "roster"} & set(own_days)
